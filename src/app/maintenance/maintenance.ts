import { availableParallelism } from 'node:os';
import pg from 'pg';
import { packageInfo } from '../../cli/package-root.js';
import { makeWritableFolder } from '../../cli/writable-folder.js';
import type { OnProgress } from '../../cli/progress-bar.js';
import type { MaintenanceLaunchers } from '../../cli/storage/launchers.js';
import { readBackup } from '../../storage/backup/backup-folder.js';
import { BackupError } from '../../storage/backup/backup-error.js';
import { checkBackup } from '../../storage/backup/check-backup.js';
import { makeBackup } from '../../storage/backup/make-backup.js';
import { restoreBackup } from '../../storage/backup/restore-backup.js';
import { type StorageDamage, verifyStorage } from '../../storage/backup/verify-storage.js';
import { openBlobStore } from '../../storage/blobs/open-blob-store.js';
import { prepareSession } from '../../storage/postgres/backup/tables.js';
import { blobPlaceOf } from '../blob-place-of.js';
import { Closers } from '../closers.js';
import { type Config, readConfig } from '../config.js';
import { checkDatabaseUrl } from '../database-url.js';
import { createLog, type Log } from '../log.js';
import { MIGRATIONS } from '../migrations.js';
import { reachDatabase, startDatabase } from './reach-database.js';
import { openUncachedStore } from './uncached-store.js';
import { beginRestore, endRestore, refuseUnfinishedRestore } from './unfinished-restore.js';

const SCHEMA = 'kaimen';

interface Context {
  readonly config: Config;
  readonly log: Log;
  readonly closers: Closers;
}

/** What was opened is closed, however the work ends. */
async function within<T>(work: (context: Context) => Promise<T>): Promise<T> {
  const config = readConfig(process.env, process.platform, availableParallelism());
  const log = createLog(config.log);
  const closers = new Closers(log);
  try {
    return await work({ config, log, closers });
  } finally {
    await closers.closeAll();
  }
}

export const backup: MaintenanceLaunchers['backup'] = (folder, options, onProgress) =>
  within(async ({ config, log, closers }) => {
    await refuseUnfinishedRestore(config.dataDir);
    await makeWritableFolder(folder, 'FOLDER', 0o700);
    const url = await reachDatabase(config, log, closers);
    const blobs = await openBlobStore(blobPlaceOf(config), { check: true });
    const migrations = MIGRATIONS.map(({ name }) => name);
    const { version: software } = packageInfo();
    const database = { url, schema: SCHEMA };
    const made = await makeBackup({ database, migrations, blobs, folder, software, ...options, onProgress });
    return { ...made.manifest, name: made.name, nCopied: made.nCopied };
  });

/** The backup, checked. @throws BackupError that names what is damaged */
async function wholeBackup(folder: string, name: string | null, onProgress: OnProgress) {
  const found = await readBackup(folder, name);
  const problems = await checkBackup(found, onProgress);
  if (problems.length === 0) return found;
  const [more, listed] = [problems.length - 20, problems.slice(0, 20).join('; ')];
  throw new BackupError(
    `The backup ${found.name} in ${folder} is damaged: ${listed}${more > 0 ? ` and ${more} more` : ''}. ` +
      'Copy these from another copy of the folder, make another backup into it (which mends files), or restore an older one (--at).',
  );
}

export const restore: MaintenanceLaunchers['restore'] = (folder, { at, checkOnly }, onProgress) =>
  within(async ({ config, log, closers }) => {
    const share = checkOnly ? 1 : 0.3;
    const found = await wholeBackup(folder, at, (f, stage) => onProgress(share * f, stage));
    const { manifest, name } = found;
    if (checkOnly) return { ...manifest, name };
    await makeWritableFolder(config.dataDir, 'KAIMEN_DATA', 0o700);
    if (config.databaseUrl !== null) await checkDatabaseUrl(config.databaseUrl);
    await beginRestore(config.dataDir);
    const url = config.databaseUrl ?? (await startDatabase(config.dataDir, log, closers));
    const blobs = await openBlobStore(blobPlaceOf(config), { check: true });
    const readAgain = await openUncachedStore(blobPlaceOf(config), closers);
    await restoreBackup({
      ...{ backup: found, database: { url, schema: SCHEMA }, migrations: MIGRATIONS, blobs, readAgain },
      onProgress: (f, stage) => onProgress(share + (1 - share) * f, stage),
    });
    await endRestore(config.dataDir);
    return { ...manifest, name };
  });

export const verify = (onProgress: OnProgress): Promise<StorageDamage> =>
  within(async ({ config, log, closers }) => {
    await refuseUnfinishedRestore(config.dataDir);
    const client = new pg.Client({ connectionString: await reachDatabase(config, log, closers) });
    client.on('error', () => {});
    await client.connect();
    closers.add('the connection', () => client.end());
    await prepareSession(client, SCHEMA);
    return verifyStorage(client, await openUncachedStore(blobPlaceOf(config), closers), onProgress);
  });
