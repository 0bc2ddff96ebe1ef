import { createHash, randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { type FileHandle, mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { OpenByteSource } from '../../science/formats/byte-source.js';
import { BlobStore, type BlobInfo, checkSha256, type StoredBlob } from '../../workflows/ports/blob-store.js';
import { WorkflowError } from '../../workflows/workflow-error.js';
import { nullWhenAbsent } from '../files/null-when-absent.js';
import { syncFolder } from '../files/sync-folder.js';
import { openFileSource } from './file-source.js';
import { readLocalBlob } from './read-local-blob.js';

/** A temporary file that nobody has written to for this long was left by a process that was killed. */
const ABANDONED_MS = 3_600_000;

/**
 * Blobs as files `<root>/ab/cd/abcd…` under their SHA-256; `<root>/tmp` takes what is being written. Several
 * processes can use one root at once: a blob appears whole by rename, and names hold content.
 */
export class FileSystemBlobStore extends BlobStore {
  readonly kind = 'file-system';
  private readonly tmp: string;

  private constructor(private readonly root: string) {
    super();
    this.tmp = join(root, 'tmp');
  }

  /** Makes the folders and removes what killed processes left. */
  static async open(root: string): Promise<FileSystemBlobStore> {
    const store = new FileSystemBlobStore(root);
    await mkdir(store.tmp, { recursive: true, mode: 0o700 });
    await store.removeAbandoned();
    return store;
  }

  async put(source: AsyncIterable<Uint8Array>, expectedSha256?: string): Promise<BlobInfo> {
    const temporary = join(this.tmp, randomUUID());
    try {
      const info = await writeSynced(temporary, source);
      checkSha256(info.sha256, expectedSha256);
      await this.moveIn(temporary, info.sha256);
      return info;
    } catch (error) {
      await rm(temporary, { force: true });
      throw error;
    }
  }

  async adopt(path: string, sha256: string): Promise<BlobInfo> {
    const sizeBytes = await makeYoungAndSynced(path);
    try {
      await this.moveIn(path, sha256);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EXDEV') throw error;
      await this.put(createReadStream(path) as AsyncIterable<Buffer>, sha256);
      await rm(path, { force: true });
    }
    return { sha256, sizeBytes };
  }

  async stat(sha256: string): Promise<BlobInfo | null> {
    const sizeBytes = (await statOrNull(this.pathOf(sha256)))?.size;
    return sizeBytes === undefined ? null : { sha256, sizeBytes };
  }

  async *open(sha256: string, range?: { start: number; end: number }): AsyncIterable<Uint8Array> {
    yield* readLocalBlob(await this.localPath(sha256), sha256, range);
  }

  async openAt(sha256: string): Promise<OpenByteSource> {
    return openFileSource(await this.localPath(sha256));
  }

  async delete(sha256: string): Promise<void> {
    await rm(this.pathOf(sha256), { force: true });
  }

  async deleteIfOlder(sha256: string, before: Date): Promise<boolean> {
    const path = this.pathOf(sha256);
    const aside = join(this.tmp, randomUUID());
    if (((await statOrNull(path))?.mtimeMs ?? Infinity) >= before.getTime()) return false;
    // Taken aside before the second look: whoever puts it now puts it anew, and a young one goes back.
    if (!(await renameOrNot(path, aside))) return false;
    if ((await stat(aside)).mtimeMs >= before.getTime()) {
      await rename(aside, path);
      return false;
    }
    await rm(aside, { force: true });
    return true;
  }

  async *list(): AsyncIterable<StoredBlob> {
    for (const entry of await readdir(this.root, { recursive: true, withFileTypes: true })) {
      if (!entry.isFile() || !/^[0-9a-f]{64}$/.test(entry.name)) continue;
      const found = await statOrNull(join(entry.parentPath, entry.name));
      if (found !== null) yield { sha256: entry.name, sizeBytes: found.size, storedAt: found.mtime };
    }
  }

  async localPath(sha256: string): Promise<string> {
    const path = this.pathOf(sha256);
    if ((await statOrNull(path)) === null) {
      throw new WorkflowError('not-found', `There is no blob ${sha256}.`);
    }
    return path;
  }

  private pathOf(sha256: string): string {
    if (!/^[0-9a-f]{64}$/.test(sha256))
      throw new WorkflowError('not-found', 'That is not the name of a blob.');
    return join(this.root, sha256.slice(0, 2), sha256.slice(2, 4), sha256);
  }

  /** Also over an existing one: the same bytes, but younger, so that the sweep leaves them. */
  private async moveIn(temporary: string, sha256: string): Promise<void> {
    const path = this.pathOf(sha256);
    const folder = dirname(path);
    const made = await mkdir(folder, { recursive: true, mode: 0o700 });
    await rename(temporary, path);
    await syncFolder(folder);
    if (made !== undefined) for (const parent of [dirname(folder), this.root]) await syncFolder(parent);
  }

  private async removeAbandoned(): Promise<void> {
    const before = Date.now() - ABANDONED_MS;
    for (const name of await readdir(this.tmp)) {
      const path = join(this.tmp, name);
      const found = await statOrNull(path);
      if (found !== null && found.mtimeMs < before) await rm(path, { force: true });
    }
  }
}

async function writeSynced(path: string, source: AsyncIterable<Uint8Array>): Promise<BlobInfo> {
  const hash = createHash('sha256');
  let sizeBytes = 0;
  const file = await open(path, 'wx', 0o600);
  try {
    for await (const chunk of source) {
      hash.update(chunk);
      await writeAll(file, chunk);
      sizeBytes += chunk.length;
    }
    await file.sync();
  } finally {
    await file.close();
  }
  return { sha256: hash.digest('hex'), sizeBytes };
}

/** Its age counts from now, as that of bytes that are put. @returns its size */
async function makeYoungAndSynced(path: string): Promise<number> {
  const file = await open(path, 'r+');
  try {
    await file.chmod(0o600);
    await file.utimes(new Date(), new Date());
    await file.sync();
    return (await file.stat()).size;
  } finally {
    await file.close();
  }
}

async function writeAll(file: FileHandle, chunk: Uint8Array): Promise<void> {
  for (let at = 0; at < chunk.length;) at += (await file.write(chunk, at, chunk.length - at)).bytesWritten;
}

const statOrNull = (path: string) => stat(path).catch(nullWhenAbsent);

const renameOrNot = (from: string, to: string): Promise<boolean> =>
  rename(from, to).then(
    () => true,
    (error: unknown) => nullWhenAbsent(error) !== null,
  );
