import { memorySource, type OpenByteSource } from '../../science/formats/byte-source.js';
import { BlobStore, type BlobInfo, checkSha256, type StoredBlob } from '../ports/blob-store.js';
import type { Clock } from '../ports/clock.js';
import { WorkflowError } from '../workflow-error.js';
import { sha256Hex } from '../sha256.js';

/** Blobs in memory. `localPath` has no meaning here and rejects. */
export class MemoryBlobStore extends BlobStore {
  readonly kind = 'memory';
  private readonly blobs = new Map<string, { bytes: Uint8Array; storedAt: Date }>();

  /** @param takeFile  reads a file of this machine and removes it, for `adopt` */
  constructor(
    private readonly clock: Clock,
    private readonly takeFile: (path: string) => Promise<Uint8Array> = noFiles,
  ) {
    super();
  }

  get nBlobs(): number {
    return this.blobs.size;
  }

  async put(source: AsyncIterable<Uint8Array>, expectedSha256?: string): Promise<BlobInfo> {
    const bytes = await concatenate(source);
    const sha256 = sha256Hex(bytes);
    checkSha256(sha256, expectedSha256);
    this.blobs.set(sha256, { bytes, storedAt: this.clock.now() });
    return { sha256, sizeBytes: bytes.length };
  }

  async adopt(path: string, sha256: string): Promise<BlobInfo> {
    const bytes = await this.takeFile(path);
    this.blobs.set(sha256, { bytes, storedAt: this.clock.now() });
    return { sha256, sizeBytes: bytes.length };
  }

  async stat(sha256: string): Promise<BlobInfo | null> {
    const blob = this.blobs.get(sha256);
    return blob === undefined ? null : { sha256, sizeBytes: blob.bytes.length };
  }

  async *open(sha256: string, range?: { start: number; end: number }): AsyncIterable<Uint8Array> {
    const blob = this.blobs.get(sha256);
    if (blob === undefined) throw new WorkflowError('not-found', `There is no blob ${sha256}.`);
    const { start, end } = range ?? { start: 0, end: blob.bytes.length };
    if (start < end) yield blob.bytes.slice(start, end);
  }

  async openAt(sha256: string): Promise<OpenByteSource> {
    const blob = this.blobs.get(sha256);
    if (blob === undefined) throw new WorkflowError('not-found', `There is no blob ${sha256}.`);
    return { ...memorySource(blob.bytes), close: () => undefined };
  }

  async delete(sha256: string): Promise<void> {
    this.blobs.delete(sha256);
  }

  async deleteIfOlder(sha256: string, before: Date): Promise<boolean> {
    const blob = this.blobs.get(sha256);
    return blob !== undefined && blob.storedAt < before && this.blobs.delete(sha256);
  }

  async *list(): AsyncIterable<StoredBlob> {
    for (const [sha256, { bytes, storedAt }] of [...this.blobs]) {
      yield { sha256, sizeBytes: bytes.length, storedAt };
    }
  }

  async localPath(sha256: string): Promise<string> {
    throw new WorkflowError('not-found', `Blob ${sha256} lies in memory and has no path.`);
  }
}

async function noFiles(path: string): Promise<never> {
  throw new WorkflowError('not-found', `Nothing here reads the file ${path}.`);
}

async function concatenate(source: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of source) {
    chunks.push(chunk.slice());
    size += chunk.length;
  }
  const bytes = new Uint8Array(size);
  let offset = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, offset);
    offset += chunk.length;
  }
  return bytes;
}
