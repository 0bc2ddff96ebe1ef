import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { PgBoss } from 'pg-boss';
import type { DataSource } from 'typeorm';
import { FirstTables1795384800000 } from '../../migrations/1795384800000-first-tables.js';
import { AnalysisHandler } from '../jobs/analysis.handler.js';
import { Computation } from '../jobs/computation.js';
import { IngestHandler } from '../jobs/ingest.handler.js';
import { declareQueues, JobWorker } from '../jobs/job-worker.js';
import { FileSystemBlobStore } from '../storage/blobs/file-system-blob-store.js';
import type { DatabaseOptions } from '../storage/postgres/data-source.js';
import { createBoss } from '../storage/postgres/job-queue.js';
import { openDatabase } from '../storage/postgres/open-database.js';
import { PostgresBlobReferences } from '../storage/postgres/postgres-datasets.js';
import { PostgresJobRepository } from '../storage/postgres/postgres-jobs.js';
import { reclaimRunningJobs, reconcileJobs } from '../storage/postgres/reconcile-jobs.js';
import { SweepBlobs } from '../workflows/sweep-blobs.js';
import type { Closers } from './closers.js';
import type { Config } from './config.js';
import { every } from './every.js';
import type { Log } from './log.js';
import { SystemClock } from './system-clock.js';

const MIGRATIONS = [FirstTables1795384800000];
const RECONCILE_MS = 10_000;
const SWEEP_MS = 3_600_000;

/** What every process of the service stands on: the database, the queue and the blobs. */
export interface Runtime {
  readonly config: Config;
  readonly database: DatabaseOptions;
  readonly db: DataSource;
  readonly boss: PgBoss;
  readonly blobs: FileSystemBlobStore;
  readonly blobRoot: string;
  readonly jobs: PostgresJobRepository;
  readonly version: string;
  readonly log: Log;
}

export interface RuntimeContext {
  readonly config: Config;
  readonly databaseUrl: string;
  readonly version: string;
  readonly log: Log;
  readonly closers: Closers;
}

export async function openRuntime({
  config,
  databaseUrl,
  version,
  log,
  closers,
}: RuntimeContext): Promise<Runtime> {
  const blobRoot = join(config.dataDir, 'blobs');
  await mkdir(blobRoot, { recursive: true, mode: 0o700 });
  const blobs = await FileSystemBlobStore.open(blobRoot);
  const database = { url: databaseUrl, schema: 'kaimen' };
  const boss = createBoss(database);
  boss.on('error', (error) => log(`Queue: ${error.message}`));
  const db = await openDatabase(database, MIGRATIONS, async () => {
    await boss.start();
    closers.add('the queue', () => boss.stop({ graceful: true, timeout: 5000 }));
    await declareQueues(boss, config.analysisDeadlineS + 120);
  });
  closers.add('the database connections', () => db.destroy());
  const jobs = new PostgresJobRepository(db, new SystemClock());
  return { config, database, db, boss, blobs, blobRoot, jobs, version, log };
}

/** Takes jobs in this process. `alone`: no other process can be working on this database. */
export async function startWorker(runtime: Runtime, alone: boolean, closers: Closers): Promise<void> {
  const { config, db, boss, jobs, log, version } = runtime;
  const { schema } = runtime.database;
  const computation = new Computation({
    ...config,
    threadFile: besideThis('workers/analysis-thread.js'),
    parseFile: besideThis('workers/parse-process.js'),
    blobRoot: runtime.blobRoot,
    analysisThreads: config.workerThreads,
    log,
  });
  closers.add('the worker threads', () => computation.close());
  void computation.warmUp(); // its failures are logged; jobs that come meanwhile wait for it
  if (alone) await reclaimRunningJobs(db, { boss, schema });
  const handlers = [new IngestHandler(jobs, computation), new AnalysisHandler(jobs, computation, version)];
  const concurrency = { ingest: 1, analysis: config.workerThreads };
  const worker = new JobWorker(boss, handlers, { concurrency });
  const sweep = new SweepBlobs(runtime.blobs, new PostgresBlobReferences(db), new SystemClock());
  closers.add(
    'housekeeping',
    every(RECONCILE_MS, log, () => reconcileJobs(db, { boss, jobs, schema })),
  );
  closers.add(
    'the blob sweep',
    every(SWEEP_MS, log, async () => void (await sweep.run())),
  );
  await worker.start();
  closers.add('the worker', () => worker.stop());
}

const besideThis = (path: string): string => fileURLToPath(new URL(path, import.meta.url));
