import type { OpenByteSource } from '../../science/formats/byte-source.js';
import { WorkflowError } from '../workflow-error.js';

export interface BlobInfo {
  readonly sha256: string;
  readonly sizeBytes: number;
}

/** `storedAt` is the last time these bytes were put: an unreferenced blob is only garbage when that is long ago. */
export interface StoredBlob extends BlobInfo {
  readonly storedAt: Date;
}

/** Bytes under their own SHA-256 (hex). Putting the same bytes twice keeps one copy. */
export abstract class BlobStore {
  /** Where the bytes lie. */
  abstract readonly kind: 'memory' | 'file-system' | 's3';
  /**
   * Durable (synced to disk) when the promise resolves; nothing is left behind when it rejects. A chunk is done with
   * when the next is asked for: a source may reuse its memory.
   *
   * @param expectedSha256  what the bytes must hash to (hex), where somebody has said so
   * @throws WorkflowError checksum-mismatch
   */
  abstract put(source: AsyncIterable<Uint8Array>, expectedSha256?: string): Promise<BlobInfo>;
  /**
   * Takes a whole file of this machine instead of its bytes: moved where the store lies on the same file system. It is gone
   * when the promise resolves, and still there when it rejects.
   *
   * @param sha256  what the caller found its bytes to hash to: they are not read again for it
   */
  abstract adopt(path: string, sha256: string): Promise<BlobInfo>;
  abstract stat(sha256: string): Promise<BlobInfo | null>;
  /**
   * Bytes [start, end), the whole blob without a range. Rejects when there is no such blob. A whole blob is hashed on its
   * way and its last chunk held back until the hash is right: wrong bytes are never given as if they were whole.
   *
   * @throws WorkflowError not-found, blob-damaged (never of a range)
   */
  abstract open(sha256: string, range?: { start: number; end: number }): AsyncIterable<Uint8Array>;
  /** The blob at random access, for what is larger than memory. Rejects when there is no such blob. */
  abstract openAt(sha256: string): Promise<OpenByteSource>;
  abstract delete(sha256: string): Promise<void>;
  /** Deletes unless the bytes were put (again) at or after `before`; says whether it deleted. */
  abstract deleteIfOlder(sha256: string, before: Date): Promise<boolean>;
  abstract list(): AsyncIterable<StoredBlob>;
  /** A path on this machine at which the bytes can be read now (a local copy where the store is remote). */
  abstract localPath(sha256: string): Promise<string>;
}

/** For stores: what `put` checks before it keeps the bytes. @throws WorkflowError checksum-mismatch */
export function checkSha256(found: string, expected: string | undefined): void {
  if (expected !== undefined && expected.toLowerCase() !== found) {
    throw new WorkflowError('checksum-mismatch', `The bytes that arrived hash to ${found}.`);
  }
}
