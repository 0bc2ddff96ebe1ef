import { utimes } from 'node:fs/promises';
import type { StoredBlob } from '../../../workflows/ports/blob-store.js';
import { WorkflowError } from '../../../workflows/workflow-error.js';
import type { FileSystemBlobStore } from '../file-system-blob-store.js';
import { damaged } from '../verified.js';

/** Room is looked for again after so much of it was used up. */
const SHARE_BETWEEN_LOOKS = 1 / 16;

/**
 * Copies of blobs on this machine, the least recently used of which go when there are too many bytes. Several processes may
 * share the folder. A copy that goes while it is read stays until it is closed, as files do (Windows refuses to remove it).
 */
export class LocalCopies {
  private addedBytes = 0;
  private readonly fetching = new Map<string, Promise<string>>();

  constructor(
    readonly local: FileSystemBlobStore,
    private readonly maxBytes: number,
  ) {}

  /**
   * The copy's path; fetched, and checked by its hash, when there is none.
   *
   * @throws WorkflowError blob-damaged, and what `fetch` throws
   */
  async get(sha256: string, fetch: () => Promise<AsyncIterable<Uint8Array>>): Promise<string> {
    if ((await this.local.stat(sha256)) !== null) return this.used(sha256);
    const known = this.fetching.get(sha256);
    if (known !== undefined) return known;
    const path = this.copy(sha256, fetch).finally(() => this.fetching.delete(sha256));
    this.fetching.set(sha256, path);
    return path;
  }

  /** The bytes of a copy that is there. One that is damaged is removed: the next read fetches it again. */
  async *open(sha256: string, range?: { start: number; end: number }): AsyncIterable<Uint8Array> {
    try {
      yield* this.local.open(sha256, range);
      await this.used(sha256);
    } catch (error) {
      if (error instanceof WorkflowError && error.code === 'blob-damaged') await this.local.delete(sha256);
      throw error;
    }
  }

  /** A copy of so many bytes was made; others go when there are too many now. */
  async added(sizeBytes: number, sha256: string): Promise<void> {
    this.addedBytes += sizeBytes;
    if (this.addedBytes < this.maxBytes * SHARE_BETWEEN_LOOKS) return;
    this.addedBytes = 0;
    const copies: StoredBlob[] = [];
    for await (const copy of this.local.list()) copies.push(copy);
    copies.sort((a, b) => a.storedAt.getTime() - b.storedAt.getTime());
    let bytes = copies.reduce((sum, copy) => sum + copy.sizeBytes, 0);
    for (const copy of copies) {
      if (bytes <= this.maxBytes) return;
      if (copy.sha256 === sha256) continue;
      await this.local.delete(copy.sha256).catch(() => {}); // open on Windows: another time
      bytes -= copy.sizeBytes;
    }
  }

  private async copy(sha256: string, fetch: () => Promise<AsyncIterable<Uint8Array>>): Promise<string> {
    try {
      const { sizeBytes } = await this.local.put(await fetch(), sha256);
      await this.added(sizeBytes, sha256);
      return await this.local.localPath(sha256);
    } catch (error) {
      if (error instanceof WorkflowError && error.code === 'checksum-mismatch') throw damaged(sha256);
      throw error;
    }
  }

  private async used(sha256: string): Promise<string> {
    const path = await this.local.localPath(sha256);
    const now = new Date();
    await utimes(path, now, now).catch(() => {}); // another process may have removed it just now
    return path;
  }
}
