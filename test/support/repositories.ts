import type { PgBoss } from 'pg-boss';
import type { DataSource } from 'typeorm';
import { FirstTables1795384800000 } from '../../migrations/1795384800000-first-tables.js';
import { createBoss } from '../../src/storage/postgres/job-queue.js';
import { openDatabase } from '../../src/storage/postgres/open-database.js';
import {
  PostgresAnalysisRepository,
  PostgresBlobReferences,
  PostgresDatasetRepository,
} from '../../src/storage/postgres/postgres-datasets.js';
import { PostgresJobRepository } from '../../src/storage/postgres/postgres-jobs.js';
import {
  PostgresKeyRepository,
  PostgresSessionRepository,
} from '../../src/storage/postgres/postgres-keys.js';
import type {
  AnalysisRepository,
  BlobReferences,
  DatasetRepository,
  JobRepository,
  KeyRepository,
  SessionRepository,
} from '../../src/workflows/ports/repositories.js';
import {
  MemoryAnalysisRepository,
  MemoryBlobReferences,
  MemoryDatasetRepository,
} from '../../src/workflows/testing/memory-datasets.js';
import { MemoryDatabase } from '../../src/workflows/testing/memory-database.js';
import { MemoryJobRepository } from '../../src/workflows/testing/memory-jobs.js';
import { MemoryKeyRepository, MemorySessionRepository } from '../../src/workflows/testing/memory-keys.js';
import { TestClock } from '../../src/workflows/testing/test-clock.js';
import { freshSchema } from './postgres.js';

export interface Repositories {
  readonly clock: TestClock;
  readonly datasets: DatasetRepository;
  readonly analyses: AnalysisRepository;
  readonly jobs: JobRepository;
  readonly keys: KeyRepository;
  readonly sessions: SessionRepository;
  readonly blobReferences: BlobReferences;
  /** Ids of jobs that wait for a worker. */
  queued(): Promise<string[]>;
  close(): Promise<void>;
}

export function memoryRepositories(): Repositories {
  const clock = new TestClock();
  const db = new MemoryDatabase(clock);
  return {
    clock,
    datasets: new MemoryDatasetRepository(db),
    analyses: new MemoryAnalysisRepository(db),
    jobs: new MemoryJobRepository(db),
    keys: new MemoryKeyRepository(db),
    sessions: new MemorySessionRepository(db),
    blobReferences: new MemoryBlobReferences(db),
    queued: async () => [...db.queue],
    close: async () => {},
  };
}

export interface PostgresRepositories extends Repositories {
  readonly db: DataSource;
  readonly boss: PgBoss;
  readonly schema: string;
}

export async function postgresRepositories(url: string): Promise<PostgresRepositories> {
  const options = { url, schema: freshSchema() };
  const boss = createBoss(options);
  boss.on('error', () => {});
  const db = await openDatabase(options, [FirstTables1795384800000], async () => {
    await boss.start();
    for (const name of ['ingest', 'analysis']) await boss.createQueue(name);
  });
  const clock = new TestClock();
  return {
    db,
    boss,
    schema: options.schema,
    clock,
    datasets: new PostgresDatasetRepository(db, boss),
    analyses: new PostgresAnalysisRepository(db, boss),
    jobs: new PostgresJobRepository(db, clock),
    keys: new PostgresKeyRepository(db),
    sessions: new PostgresSessionRepository(db),
    blobReferences: new PostgresBlobReferences(db),
    async queued() {
      const rows: { id: string }[] = await db.query(
        `SELECT id FROM ${options.schema}_queue.job WHERE state IN ('created', 'retry') ORDER BY created_on`,
      );
      return rows.map((row) => row.id);
    },
    async close() {
      await boss.stop({ graceful: false });
      await db.destroy();
    },
  };
}
