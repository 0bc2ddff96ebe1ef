import { access, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { BackupError } from '../../storage/backup/backup-error.js';

const MARK = 'restore-unfinished';
/** What is in a folder before anybody has used it, and what a restore that broke off has made. */
const FRESH: readonly string[] = ['lost+found', MARK];

/** From here on nothing but a restore uses the folder, until it is done. @throws BackupError when something is in it */
export async function beginRestore(dataDir: string): Promise<void> {
  const entries = await readdir(dataDir);
  if (!entries.includes(MARK) && entries.some((entry) => !FRESH.includes(entry)))
    throw new BackupError(
      `KAIMEN_DATA=${JSON.stringify(dataDir)} is not empty: restore into another folder.`,
    );
  await writeFile(
    join(dataDir, MARK),
    'A restore into this folder has not ended. Restore again, or empty it.\n',
  );
}

export const endRestore = (dataDir: string): Promise<void> => rm(join(dataDir, MARK), { force: true });

/** @throws BackupError */
export async function refuseUnfinishedRestore(dataDir: string): Promise<void> {
  const isThere = await access(join(dataDir, MARK)).then(
    () => true,
    () => false,
  );
  if (isThere)
    throw new BackupError(
      `A restore into ${dataDir} was broken off: do it again (kaimen restore FOLDER), or empty the folder.`,
    );
}
