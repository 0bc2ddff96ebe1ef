import { availableParallelism, hostname } from 'node:os';
import pg from 'pg';
import { packageInfo } from '../cli/package-root.js';
import { makeWritableFolder } from '../cli/writable-folder.js';
import { queueSchema } from '../storage/postgres/data-source.js';
import { Closers } from './closers.js';
import { type Config, ConfigError, readConfig } from './config.js';
import { checkDatabaseUrl } from './database-url.js';
import { createLog } from './log.js';
import { refuseUnfinishedRestore } from './maintenance/unfinished-restore.js';
import { openRuntime, startWorker } from './runtime.js';
import { untilStopped } from './until-stopped.js';

/** A worker alone, on the database and the blob folder that an API uses. Resolves when it was asked to stop. */
export async function runWorker(): Promise<void> {
  const { config, databaseUrl } = readWorkerConfig();
  if (config.workerThreads === 0)
    throw new ConfigError('KAIMEN_WORKER_THREADS', '0', 'at least 1 for a worker');
  const log = createLog(config.log);
  const closers = new Closers(log);
  const stopped = untilStopped();
  try {
    await makeWritableFolder(config.dataDir, 'KAIMEN_DATA', 0o700);
    await refuseUnfinishedRestore(config.dataDir);
    await checkDatabaseUrl(databaseUrl);
    const runtime = await openRuntime({ config, databaseUrl, version: packageInfo().version, log, closers });
    await startWorker(runtime, false, closers);
    process.stdout.write(`Kaimen worker takes jobs (${config.workerThreads} at once)\n`);
    await stopped;
  } finally {
    await closers.closeAll();
  }
}

/** Whether a worker of this host has signed the registry lately: the health check of a container. */
export async function isWorkerAlive(): Promise<boolean> {
  const client = new pg.Client({
    connectionString: readWorkerConfig().databaseUrl,
    connectionTimeoutMillis: 2000,
  });
  client.on('error', () => {});
  try {
    await client.connect();
    const { rowCount } = await client.query(
      `SELECT FROM ${queueSchema('kaimen')}.instance WHERE host = $1 AND stopped_on IS NULL
       AND jsonb_array_length(workers) > 0 AND heartbeat_on > now() - interval '15 seconds'`,
      [hostname()],
    );
    return (rowCount ?? 0) > 0;
  } catch {
    return false;
  } finally {
    await client.end().catch(() => {});
  }
}

function readWorkerConfig(): { config: Config; databaseUrl: string } {
  const config = readConfig(process.env, process.platform, availableParallelism());
  if (config.databaseUrl !== null) return { config, databaseUrl: config.databaseUrl };
  throw new ConfigError('DATABASE_URL', '', 'the URL of the PostgreSQL server that the API uses');
}
