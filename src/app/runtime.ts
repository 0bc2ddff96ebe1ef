import { fileURLToPath } from 'node:url';
import type { PgBoss } from 'pg-boss';
import type { DataSource } from 'typeorm';
import { packageInfo } from '../cli/package-root.js';
import { LocalEngines } from '../engines/local-engines.js';
import { AnalysisHandler } from '../jobs/analysis.handler.js';
import { Computation } from '../jobs/computation.js';
import { EvaluateHandler } from '../jobs/evaluate.handler.js';
import { ImportHandler } from '../jobs/import.handler.js';
import { ImportThreads } from '../jobs/import-threads.js';
import { IngestHandler } from '../jobs/ingest.handler.js';
import type { TaskKind } from '../jobs/job-handler.js';
import { declareQueues, JobWorker } from '../jobs/job-worker.js';
import { SearchHandler } from '../jobs/search.handler.js';
import { SearchThreads } from '../jobs/search-threads.js';
import { StatisticsThreads } from '../jobs/statistics-threads.js';
import { openBlobStore } from '../storage/blobs/open-blob-store.js';
import { modelFolders } from '../storage/model-files/model-folders.js';
import type { DatabaseOptions } from '../storage/postgres/data-source.js';
import { createBoss } from '../storage/postgres/job-queue.js';
import { openDatabase } from '../storage/postgres/open-database.js';
import { PostgresWorkLocks } from '../storage/postgres/postgres-work-locks.js';
import {
  reclaimRunningJobs,
  reconcileEvaluations,
  reconcileJobs,
} from '../storage/postgres/reconcile-jobs.js';
import type { FileUploadBytes } from '../storage/uploads/file-upload-bytes.js';
import { ConductImport } from '../workflows/catalogue/conduct-import.js';
import { LinkSidecar } from '../workflows/catalogue/link-sidecar.js';
import { ConductSearch } from '../workflows/searches/conduct-search.js';
import { EvaluateTask } from '../workflows/searches/evaluate-task.js';
import { FoundBoundaries } from '../workflows/searches/found-boundaries.js';
import { KEPT_MS } from '../workflows/ports/kept-answers.js';
import type { BlobPlace } from '../workflows/ports/blob-place.js';
import type { BlobStore } from '../workflows/ports/blob-store.js';
import { SweepBlobs } from '../workflows/sweep-blobs.js';
import { blobPlaceOf } from './blob-place-of.js';
import type { Closers } from './closers.js';
import type { Config } from './config.js';
import { every } from './every.js';
import type { Log } from './log.js';
import { MIGRATIONS } from './migrations.js';
import { ruleRunner, startPipelines } from './pipelines.js';
import { type Repositories, repositoriesOn } from './repositories.js';
import { openUploadBytes, uploadSweep } from './upload-places.js';

const RECONCILE_MS = 10_000;
const SWEEP_MS = 3_600_000;
/** Also until an upload is finished whose last answer was lost with the service. */
const UPLOAD_SWEEP_MS = 30_000;
/** Searches that one process leads at once: they mostly wait for their evaluations. */
const SEARCHES = 16;
const SEARCH_THREADS = 2;

/** What every process of the service stands on: the database, the queue and the blobs. */
export interface Runtime extends Repositories {
  readonly config: Config;
  readonly database: DatabaseOptions;
  readonly db: DataSource;
  readonly boss: PgBoss;
  readonly blobs: BlobStore;
  readonly blobPlace: BlobPlace;
  readonly uploadBytes: FileUploadBytes;
  readonly workLocks: PostgresWorkLocks;
  readonly computation: SearchThreads;
  readonly statistics: StatisticsThreads;
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
  const blobPlace = blobPlaceOf(config);
  const blobs = await openBlobStore(blobPlace, { check: true });
  const database = { url: databaseUrl, schema: 'kaimen' };
  const boss = createBoss(database);
  boss.on('error', (error) => log(`Queue: ${error.message}`));
  const db = await openDatabase(database, MIGRATIONS, async () => {
    await boss.start();
    closers.add('the queue', () => boss.stop({ graceful: true, timeout: 5000 }));
    await declareQueues(boss, expiries(config.analysisDeadlineS));
  });
  closers.add('the database connections', () => db.destroy());
  const computation = openSearchThreads(blobPlace, config, log);
  closers.add('the threads of searches', () => computation.close());
  const statistics = new StatisticsThreads({
    ...{ filename: besideThis('workers/statistics-thread.js'), threads: SEARCH_THREADS, log },
  });
  closers.add('the threads of statistics', () => statistics.close());
  const workLocks = new PostgresWorkLocks(database);
  closers.add('the locks of what is worked on', () => workLocks.close());
  const uploadBytes = await openUploadBytes(config);
  const threads = { computation, statistics };
  return {
    config,
    database,
    db,
    boss,
    blobs,
    blobPlace,
    ...repositoriesOn(db, boss, database.schema),
    ...{ uploadBytes, workLocks },
    ...threads,
    version,
    log,
  };
}

const SPARE_S = 120;
/** The queue's limit. */
const DAY_S = 86_400;
/** A search may take weeks: whoever leads it then goes on where the last one was. */
const LED_AT_ONCE_S = 23 * 3600;

/** An evaluation is two calls of an engine, each with the deadline of an analysis; an import is prepared and then written. */
const expiries = (deadlineS: number): Record<TaskKind, number> => ({
  ingest: Math.min(DAY_S, deadlineS + SPARE_S),
  analysis: Math.min(DAY_S, deadlineS + SPARE_S),
  search: LED_AT_ONCE_S,
  import: Math.min(DAY_S, 2 * deadlineS + SPARE_S),
  evaluate: Math.min(DAY_S, 2 * deadlineS + SPARE_S),
});

/** Both the API and the worker compute for searches; who serves no search has no thread of it. */
const openSearchThreads = (blobPlace: BlobPlace, config: Config, log: Log): SearchThreads =>
  new SearchThreads({
    filename: besideThis('workers/search-thread.js'),
    blobPlace,
    threads: Math.min(SEARCH_THREADS, Math.max(1, config.workerThreads)),
    deadlineS: config.analysisDeadlineS,
    log,
  });

function importHandler(runtime: Runtime, closers: Closers): ImportHandler {
  const { jobs, imports, catalogue, clock, blobPlace, log } = runtime;
  const threads = new ImportThreads({
    ...{ filename: besideThis('workers/import-thread.js'), blobPlace },
    ...{ deadlineS: runtime.config.analysisDeadlineS, log },
  });
  closers.add('the thread of imports', () => threads.close());
  const conduct = new ConductImport({ imports, catalogue, clock });
  return new ImportHandler({ jobs, imports, conduct, threads });
}

/** Takes jobs in this process. `alone`: no other process can be working on this database. */
export async function startWorker(runtime: Runtime, alone: boolean, closers: Closers): Promise<void> {
  const { config, db, boss, jobs, searches, imports, log, version } = runtime;
  const { schema } = runtime.database;
  const computation = new Computation({
    ...config,
    threadFile: besideThis('workers/analysis-thread.js'),
    parseFile: besideThis('workers/parse-process.js'),
    largeFile: besideThis('workers/large-analysis-process.js'),
    blobPlace: runtime.blobPlace,
    modelFolders: modelFolders(config.modelsDir, packageInfo().root),
    analysisThreads: config.workerThreads,
    log,
  });
  closers.add('the worker threads', () => computation.close());
  void computation.warmUp(); // its failures are logged; jobs that come meanwhile wait for it
  if (alone) await reclaimRunningJobs(db, { boss, schema });
  const rules = ruleRunner(runtime);
  const handlers = [
    new IngestHandler(jobs, computation, rules),
    new AnalysisHandler(jobs, computation, sidecarLink(runtime), version),
    importHandler(runtime, closers),
    ...searchHandlers(runtime, closers),
  ];
  const { workerThreads } = config;
  const ofThreads = { analysis: workerThreads, evaluate: workerThreads };
  const concurrency = { ingest: 1, import: 1, search: SEARCHES, ...ofThreads };
  const worker = new JobWorker(boss, handlers, { concurrency });
  const sweep = new SweepBlobs(runtime.blobs, runtime.blobReferences, runtime.clock);
  closers.add(
    'housekeeping',
    every(RECONCILE_MS, log, async () => {
      await reconcileJobs(db, { boss, jobs, imports, schema });
      await reconcileEvaluations(db, { boss, searches, schema });
    }),
  );
  closers.add(
    'the blob sweep',
    every(SWEEP_MS, log, async () => void (await sweep.runUnlessBusy())),
  );
  closers.add('forgetting what is over', every(SWEEP_MS, log, forgetWhatIsOver(runtime)));
  startPipelines(runtime, rules, closers);
  const uploads = uploadSweep(runtime);
  closers.add(
    'the sweep of uploads',
    every(UPLOAD_SWEEP_MS, log, () => uploads.run()),
  );
  await worker.start();
  closers.add('the worker', () => worker.stop());
}

const DAY_MS = 86_400_000;

/** Lines of the audit log, and answers to requests that may come again. */
const forgetWhatIsOver =
  ({ audit, keptAnswers, clock, config }: Runtime) =>
  async (): Promise<void> => {
    const now = clock.now().getTime();
    await audit.removeBefore(new Date(now - config.auditDays * DAY_MS));
    await keptAnswers.removeBefore(new Date(now - KEPT_MS));
  };

const sidecarLink = ({ datasets, catalogue, blobs, rules, clock }: Runtime): LinkSidecar =>
  new LinkSidecar({ datasets, catalogue, blobs, rules, clock });

function searchHandlers(runtime: Runtime, closers: Closers) {
  const { config, blobs, jobs, searches, catalogue, clock, ids, computation } = runtime;
  const engines = new LocalEngines({
    threads: config.workerThreads,
    potentials: { folder: config.potentialsDir },
    lammps: config.lammps,
    lammpsDeadlineS: config.analysisDeadlineS,
  });
  closers.add('the engines', () => engines.close());
  const found = new FoundBoundaries({ searches, catalogue, blobs, clock, ids });
  const conduct = new ConductSearch({ searches, computation, engines, found });
  const evaluate = new EvaluateTask({ searches, blobs, engines });
  return [new SearchHandler(jobs, searches, conduct), new EvaluateHandler(jobs, searches, evaluate)] as const;
}

const besideThis = (path: string): string => fileURLToPath(new URL(path, import.meta.url));
