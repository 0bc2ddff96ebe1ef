import { createHash, type Hash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, open, readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { UploadBytes, type WholeUpload } from '../../workflows/ports/upload-bytes.js';
import { WorkflowError } from '../../workflows/workflow-error.js';
import { nullWhenAbsent } from '../files/null-when-absent.js';
import { PieceWriter } from './piece-writer.js';

const HEAD_BYTES = 64 * 1024;
/** Hashes of more uploads than this are not kept: of the oldest, what is there is read again. */
const MAX_HASHES = 1000;
const ID = /^[0-9a-f-]{36}$/;

/** The hash of the first `bytes` of a file. */
interface RunningHash {
  readonly hash: Hash;
  readonly bytes: number;
}

/**
 * Bytes of uploads as files `<root>/<id>`, at positions that only grow: how long a file is, is how much has come. They are
 * hashed as they arrive; whoever did not see the beginning (after a restart, in another process) reads what is there.
 */
export class FileUploadBytes extends UploadBytes {
  private readonly hashes = new Map<string, RunningHash>();

  private constructor(private readonly root: string) {
    super();
  }

  static async open(root: string): Promise<FileUploadBytes> {
    await mkdir(root, { recursive: true, mode: 0o700 });
    return new FileUploadBytes(root);
  }

  async create(id: string): Promise<void> {
    await (await open(this.pathOf(id), 'wx', 0o600)).close();
  }

  async sizeOf(id: string): Promise<number | null> {
    const sizeBytes = await this.lengthOf(id);
    // What this process wrote whole it has synced.
    if (sizeBytes === null || this.hashes.get(id)?.bytes === sizeBytes) return sizeBytes;
    const file = await open(this.pathOf(id), 'r+').catch(nullWhenAbsent);
    await file?.datasync();
    await file?.close();
    return file === null ? null : sizeBytes;
  }

  async append(id: string, offset: number, source: AsyncIterable<Uint8Array>): Promise<number> {
    const { hash } = await this.hashUpTo(id, offset);
    this.hashes.delete(id);
    const file = await open(this.pathOf(id), 'r+');
    const writer = new PieceWriter(file, hash, offset);
    try {
      try {
        for await (const chunk of source) await writer.add(chunk);
      } finally {
        this.keep(id, { hash, bytes: await writer.end() });
      }
    } finally {
      await file.close();
    }
    return this.hashes.get(id)!.bytes;
  }

  async whole(id: string): Promise<WholeUpload | null> {
    const sizeBytes = await this.lengthOf(id);
    if (sizeBytes === null) return null;
    const { hash } = await this.hashUpTo(id, sizeBytes);
    const path = this.pathOf(id);
    return { path, sha256: hash.copy().digest('hex'), sizeBytes, head: await headOf(path) };
  }

  async remove(id: string): Promise<void> {
    this.hashes.delete(id);
    await rm(this.pathOf(id), { force: true });
  }

  async list(): Promise<readonly string[]> {
    return (await readdir(this.root)).filter((name) => ID.test(name));
  }

  private async lengthOf(id: string): Promise<number | null> {
    return (await stat(this.pathOf(id)).catch(nullWhenAbsent))?.size ?? null;
  }

  /** Reads only what was not hashed yet; what it has read is kept should it be cut short. */
  private async hashUpTo(id: string, offset: number): Promise<RunningHash> {
    const kept = this.hashes.get(id);
    const { hash, bytes } =
      kept !== undefined && kept.bytes <= offset ? kept : { hash: createHash('sha256'), bytes: 0 };
    if (bytes === offset) return { hash, bytes };
    this.hashes.delete(id);
    const rest = createReadStream(this.pathOf(id), {
      start: bytes,
      end: offset - 1,
      highWaterMark: 2 ** 20,
    });
    let at = bytes;
    try {
      for await (const chunk of rest as AsyncIterable<Buffer>) {
        hash.update(chunk);
        at += chunk.length;
      }
    } finally {
      this.keep(id, { hash, bytes: at });
    }
    return { hash, bytes: at };
  }

  private keep(id: string, running: RunningHash): void {
    this.hashes.delete(id);
    this.hashes.set(id, running);
    if (this.hashes.size <= MAX_HASHES) return;
    const [oldest] = this.hashes.keys();
    this.hashes.delete(oldest);
  }

  private pathOf(id: string): string {
    if (!ID.test(id)) throw new WorkflowError('not-found', 'That is not the name of an upload.');
    return join(this.root, id);
  }
}

async function headOf(path: string): Promise<Uint8Array> {
  const file = await open(path, 'r');
  try {
    const { buffer, bytesRead } = await file.read(new Uint8Array(HEAD_BYTES), 0, HEAD_BYTES, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}
