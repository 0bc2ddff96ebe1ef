import { UploadBytes, type WholeUpload } from '../ports/upload-bytes.js';
import { sha256Hex } from '../sha256.js';

const HEAD_BYTES = 64 * 1024;

/** Bytes of uploads in memory. `path` is the id: `takeFile` is what a MemoryBlobStore reads it by. */
export class MemoryUploadBytes extends UploadBytes {
  private readonly files = new Map<string, Uint8Array>();

  takeFile = async (path: string): Promise<Uint8Array> => {
    const bytes = this.files.get(path);
    if (bytes === undefined) throw new Error(`There is no file ${path}.`);
    this.files.delete(path);
    return bytes;
  };

  async create(id: string): Promise<void> {
    this.files.set(id, new Uint8Array(0));
  }

  async sizeOf(id: string): Promise<number | null> {
    return this.files.get(id)?.length ?? null;
  }

  async append(id: string, offset: number, source: AsyncIterable<Uint8Array>): Promise<number> {
    for await (const chunk of source) {
      const before = this.files.get(id)!.subarray(0, offset);
      const bytes = new Uint8Array(offset + chunk.length);
      bytes.set(before);
      bytes.set(chunk, offset);
      this.files.set(id, bytes);
      offset = bytes.length;
    }
    return offset;
  }

  async whole(id: string): Promise<WholeUpload | null> {
    const bytes = this.files.get(id);
    if (bytes === undefined) return null;
    const head = bytes.subarray(0, HEAD_BYTES);
    return { path: id, sha256: sha256Hex(bytes), sizeBytes: bytes.length, head };
  }

  async remove(id: string): Promise<void> {
    this.files.delete(id);
  }

  async list(): Promise<readonly string[]> {
    return [...this.files.keys()];
  }
}
