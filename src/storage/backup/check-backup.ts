import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { join } from 'node:path';
import { FileSystemBlobStore } from '../blobs/file-system-blob-store.js';
import { type Backup, blobsFolder, tableFile } from './backup-folder.js';
import { readThrough } from './copy-blobs.js';
import { inParallel } from './in-parallel.js';

const AT_ONCE = 4;

/**
 * Reads everything that belongs to a backup and compares its hash.
 *
 * @returns what is damaged or missing, each with its path below the folder
 */
export async function checkBackup(
  { folder, name, manifest, blobs }: Backup,
  onProgress: (fraction: number, stage: string) => void,
): Promise<readonly string[]> {
  const problems: string[] = [];
  for (const table of manifest.tables) {
    const path = join(name, tableFile(table.name));
    const found = await hashOfFile(join(folder, path));
    if (found !== table.sha256) problems.push(`${path} is ${found === null ? 'missing' : 'damaged'}`);
  }
  const store = await FileSystemBlobStore.open(blobsFolder(folder));
  let nDone = 0;
  await inParallel(blobs, AT_ONCE, async ({ sha256 }) => {
    const state = await readThrough(store, sha256);
    const path = join('blobs', sha256.slice(0, 2), sha256.slice(2, 4), sha256);
    if (state !== 'whole') problems.push(`${path} is ${state}`);
    nDone += 1;
    onProgress(nDone / blobs.length, `checking the backup (${nDone} of ${blobs.length})`);
  });
  return problems.sort();
}

/** Null: there is no such file. */
async function hashOfFile(path: string): Promise<string | null> {
  const hash = createHash('sha256');
  try {
    for await (const chunk of createReadStream(path, { highWaterMark: 2 ** 20 }))
      hash.update(chunk as Buffer);
    return hash.digest('hex');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}
