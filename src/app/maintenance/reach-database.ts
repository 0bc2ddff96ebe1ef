import { access } from 'node:fs/promises';
import { join } from 'node:path';
import type { Closers } from '../closers.js';
import type { Config } from '../config.js';
import { checkDatabaseUrl } from '../database-url.js';
import { DataFolderInUseError, lockDataFolder } from '../embedded-postgres/data-folder-lock.js';
import { EmbeddedPostgres } from '../embedded-postgres/embedded-postgres.js';
import { runningServerUrl } from '../embedded-postgres/server-url.js';
import { socketFolder } from '../embedded-postgres/socket-folder.js';
import { FolderError } from '../../cli/writable-folder.js';
import type { Log } from '../log.js';

/** The database of this configuration, beside a service that runs on it, or started for the while. */
export async function reachDatabase(config: Config, log: Log, closers: Closers): Promise<string> {
  const { dataDir, databaseUrl } = config;
  if (databaseUrl !== null) {
    await checkDatabaseUrl(databaseUrl);
    return databaseUrl;
  }
  await access(join(dataDir, 'postgres', 'PG_VERSION')).catch((cause: unknown) => {
    throw new FolderError('KAIMEN_DATA', dataDir, 'NODATA', cause);
  });
  try {
    return await startDatabase(dataDir, log, closers);
  } catch (error) {
    if (!(error instanceof DataFolderInUseError)) throw error;
    return runningServerUrl(dataDir, await socketFolder(dataDir));
  }
}

/** @throws DataFolderInUseError */
export async function startDatabase(dataDir: string, log: Log, closers: Closers): Promise<string> {
  const sockets = await socketFolder(dataDir);
  const lock = await lockDataFolder(dataDir, sockets);
  closers.add('the lock of the data folder', () => lock.release());
  const postgres = await EmbeddedPostgres.start(dataDir, sockets, log);
  closers.add('PostgreSQL', () => postgres.stop());
  return postgres.url;
}
