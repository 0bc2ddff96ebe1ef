import type { Hash } from 'node:crypto';
import type { FileHandle } from 'node:fs/promises';

/** Chunks are written together up to so many bytes: one call of the system instead of sixteen. */
const WRITE_BYTES = 2 ** 20;
/** What was written is brought to the disk while more arrives, so that the last sync has little left to do. */
const SYNC_BYTES = 2 ** 25;

/** Writes and hashes what arrives, at the end of a file; the chunks are its own from then on, and end with it. */
export class PieceWriter {
  private batch: Uint8Array[] = [];
  private batchBytes = 0;
  private unsyncedBytes = 0;
  private writing: Promise<void> = Promise.resolve();
  private syncing: Promise<void> = Promise.resolve();

  /** @param at  where the next byte goes */
  constructor(
    private readonly file: FileHandle,
    private readonly hash: Hash,
    private at: number,
  ) {}

  async add(chunk: Uint8Array): Promise<void> {
    this.hash.update(chunk);
    this.batch.push(chunk);
    this.batchBytes += chunk.length;
    if (this.batchBytes >= WRITE_BYTES) await this.flush();
  }

  /** Everything is on the disk. @returns where the file ends */
  async end(): Promise<number> {
    await this.flush();
    await this.writing;
    await this.syncing;
    await this.file.datasync();
    return this.at;
  }

  private async flush(): Promise<void> {
    await this.writing;
    const { batch, at } = this;
    this.at += this.batchBytes;
    this.unsyncedBytes += this.batchBytes;
    this.batch = [];
    this.batchBytes = 0;
    this.writing = heard(writeAll(this.file, batch, at));
    if (this.unsyncedBytes < SYNC_BYTES) return;
    await this.syncing;
    this.unsyncedBytes = 0;
    this.syncing = heard(this.file.datasync());
  }
}

async function writeAll(file: FileHandle, chunks: readonly Uint8Array[], at: number): Promise<void> {
  const { bytesWritten } = await file.writev([...chunks], at);
  // The system may take less than it was given (nearly full disks, network drives).
  let skip = bytesWritten;
  for (const chunk of chunks) {
    for (let from = Math.min(skip, chunk.length); from < chunk.length;) {
      const { bytesWritten: n } = await file.write(chunk, from, chunk.length - from, at + from);
      from += n;
    }
    skip = Math.max(0, skip - chunk.length);
    at += chunk.length;
    free(chunk);
  }
}

/**
 * Gives its memory back at once. Left to the collector, each 64 MB that arrive make it go through everything the service has
 * in memory: half of the processor time of an upload.
 */
function free({ buffer, byteLength }: Uint8Array): void {
  if (buffer instanceof ArrayBuffer && buffer.byteLength === byteLength) buffer.transfer(0);
}

/** A failure is told to whoever awaits it later; until then it is not unhandled. */
function heard<T>(promise: Promise<T>): Promise<T> {
  promise.catch(() => undefined);
  return promise;
}
