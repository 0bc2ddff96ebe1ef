/** All bytes of an upload. */
export interface WholeUpload {
  /** Of this machine: the file can be given to a blob store. */
  readonly path: string;
  readonly sha256: string;
  readonly sizeBytes: number;
  /** The first bytes of it, up to 64 kB. */
  readonly head: Uint8Array;
}

/**
 * Where the bytes of uploads lie until they are whole, by the id of the upload. Whoever writes, removes or takes one holds
 * its lock (`WorkLocks`, by the same id): several processes can use one place.
 */
export abstract class UploadBytes {
  /** None yet. */
  abstract create(id: string): Promise<void>;
  /** How many have come; they survive a crash of the machine once this was told. Null: there is nothing under this id. */
  abstract sizeOf(id: string): Promise<number | null>;
  /**
   * Puts bytes behind those that are there. What the source gives is no longer its own: a chunk may be empty once it is written.
   *
   * @param offset  how many are there
   * @returns how many are there now, durable; when the source fails (and this rejects) what came before that stays
   */
  abstract append(id: string, offset: number, source: AsyncIterable<Uint8Array>): Promise<number>;
  /** Null: there is nothing under this id. */
  abstract whole(id: string): Promise<WholeUpload | null>;
  abstract remove(id: string): Promise<void>;
  /** Ids under which something lies. */
  abstract list(): Promise<readonly string[]>;
}
