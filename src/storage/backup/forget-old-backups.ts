import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { FileSystemBlobStore } from '../blobs/file-system-blob-store.js';
import { backupNames, blobsFolder, readBackup } from './backup-folder.js';

/** Removes all but the newest backups of a folder, and the files that only those named. A damaged one keeps everything. */
export async function forgetOldBackups(folder: string, keep: number | null): Promise<void> {
  const names = await backupNames(folder);
  if (keep === null || names.length <= keep) return;
  const kept = new Set<string>();
  for (const name of names.slice(-keep))
    for (const { sha256 } of (await readBackup(folder, name)).blobs) kept.add(sha256);
  for (const name of names.slice(0, -keep)) await rm(join(folder, name), { recursive: true, force: true });
  const blobs = await FileSystemBlobStore.open(blobsFolder(folder));
  for await (const { sha256 } of blobs.list()) if (!kept.has(sha256)) await blobs.delete(sha256);
}
