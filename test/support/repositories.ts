import type { PgBoss } from 'pg-boss';
import type { DataSource } from 'typeorm';
import { afterAll, beforeAll } from 'vitest';
import { MIGRATIONS } from '../../src/app/migrations.js';
import { createBoss } from '../../src/storage/postgres/job-queue.js';
import { openDatabase } from '../../src/storage/postgres/open-database.js';
import {
  PostgresAnalysisRepository,
  PostgresDatasetRepository,
} from '../../src/storage/postgres/postgres-datasets.js';
import { PostgresBlobReferences } from '../../src/storage/postgres/postgres-blob-references.js';
import { PostgresCatalogueImportRepository } from '../../src/storage/postgres/postgres-catalogue-imports.js';
import { PostgresCatalogueRepository } from '../../src/storage/postgres/postgres-catalogue.js';
import { PostgresBatchRepository } from '../../src/storage/postgres/postgres-batches.js';
import { PostgresRecipeRepository } from '../../src/storage/postgres/postgres-recipes.js';
import { PostgresBoundaryRepository } from '../../src/storage/postgres/postgres-boundaries.js';
import { PostgresJobRepository } from '../../src/storage/postgres/postgres-jobs.js';
import {
  PostgresKeyRepository,
  PostgresSessionRepository,
} from '../../src/storage/postgres/postgres-keys.js';
import { PostgresReferenceRepository } from '../../src/storage/postgres/postgres-references.js';
import { PostgresSearchRepository } from '../../src/storage/postgres/postgres-searches.js';
import { PostgresUploadRepository } from '../../src/storage/postgres/postgres-uploads.js';
import { PostgresAuditLog } from '../../src/storage/postgres/postgres-audit-log.js';
import { PostgresInstrumentRepository } from '../../src/storage/postgres/postgres-instruments.js';
import { PostgresKeptAnswers } from '../../src/storage/postgres/postgres-kept-answers.js';
import { PostgresJobRetries } from '../../src/storage/postgres/postgres-job-retries.js';
import type { AuditLog } from '../../src/workflows/ports/audit-log.js';
import type { InstrumentRepository } from '../../src/workflows/ports/instruments.js';
import type { KeptAnswers } from '../../src/workflows/ports/kept-answers.js';
import type { JobRetries } from '../../src/workflows/ports/job-retries.js';
import type { CatalogueRepository } from '../../src/workflows/ports/catalogue.js';
import type { CatalogueImportRepository } from '../../src/workflows/ports/catalogue-imports.js';
import type { BatchRepository } from '../../src/workflows/ports/batch-repository.js';
import type { RecipeRepository } from '../../src/workflows/ports/recipe-repository.js';
import type {
  AnalysisRepository,
  BlobReferences,
  DatasetRepository,
  JobRepository,
  KeyRepository,
  SessionRepository,
} from '../../src/workflows/ports/repositories.js';
import { PostgresRuleRepository } from '../../src/storage/postgres/postgres-rules.js';
import { PostgresWebhookRepository } from '../../src/storage/postgres/postgres-webhooks.js';
import type { RuleRepository } from '../../src/workflows/ports/rules.js';
import type { WebhookRepository } from '../../src/workflows/ports/webhooks.js';
import { MemoryRuleRepository } from '../../src/workflows/testing/memory-rules.js';
import { MemoryWebhookRepository } from '../../src/workflows/testing/memory-webhooks.js';
import type { ReferenceRepository } from '../../src/workflows/ports/references.js';
import type { UploadRepository } from '../../src/workflows/ports/uploads.js';
import type { BoundaryRepository, SearchRepository } from '../../src/workflows/ports/search-repositories.js';
import {
  MemoryAnalysisRepository,
  MemoryBlobReferences,
  MemoryDatasetRepository,
} from '../../src/workflows/testing/memory-datasets.js';
import {
  MemoryAuditLog,
  MemoryInstrumentRepository,
  MemoryJobRetries,
} from '../../src/workflows/testing/memory-administration.js';
import { MemoryKeptAnswers } from '../../src/workflows/testing/memory-kept-answers.js';
import { MemoryDatabase } from '../../src/workflows/testing/memory-database.js';
import { MemoryJobRepository } from '../../src/workflows/testing/memory-jobs.js';
import { MemoryReferenceRepository } from '../../src/workflows/testing/memory-references.js';
import { MemoryKeyRepository, MemorySessionRepository } from '../../src/workflows/testing/memory-keys.js';
import {
  MemoryBoundaryRepository,
  MemorySearchRepository,
} from '../../src/workflows/testing/memory-searches.js';
import { MemoryUploadRepository } from '../../src/workflows/testing/memory-uploads.js';
import { MemoryBatchRepository } from '../../src/workflows/testing/memory-batches.js';
import { MemoryRecipeRepository } from '../../src/workflows/testing/memory-recipes.js';
import { MemoryCatalogueRepository } from '../../src/workflows/testing/memory-catalogue.js';
import { MemoryCatalogueImportRepository } from '../../src/workflows/testing/memory-catalogue-imports.js';
import { CountingIds, TestClock } from '../../src/workflows/testing/test-clock.js';
import { freshSchema, startTestServer, type TestServer } from './postgres.js';

export interface Repositories {
  readonly clock: TestClock;
  readonly datasets: DatasetRepository;
  readonly uploads: UploadRepository;
  readonly analyses: AnalysisRepository;
  readonly recipes: RecipeRepository;
  readonly batches: BatchRepository;
  readonly searches: SearchRepository;
  readonly boundaries: BoundaryRepository;
  readonly references: ReferenceRepository;
  readonly catalogue: CatalogueRepository;
  readonly catalogueImports: CatalogueImportRepository;
  readonly jobs: JobRepository;
  readonly rules: RuleRepository;
  readonly webhooks: WebhookRepository;
  readonly keys: KeyRepository;
  readonly sessions: SessionRepository;
  readonly instruments: InstrumentRepository;
  readonly audit: AuditLog;
  readonly keptAnswers: KeptAnswers;
  readonly retries: JobRetries;
  readonly blobReferences: BlobReferences;
  /** Ids of jobs that wait for a worker. */
  queued(): Promise<string[]>;
  /** Candidates that wait for a worker: ids of their tasks. */
  tasks(): Promise<string[]>;
  close(): Promise<void>;
}

function memoryRepositories(): Repositories {
  const clock = new TestClock();
  const db = new MemoryDatabase(clock);
  const catalogue = new MemoryCatalogueRepository(new CountingIds());
  return {
    clock,
    datasets: new MemoryDatasetRepository(db),
    uploads: new MemoryUploadRepository(db),
    analyses: new MemoryAnalysisRepository(db),
    recipes: new MemoryRecipeRepository(db),
    batches: new MemoryBatchRepository(db),
    searches: new MemorySearchRepository(db),
    boundaries: new MemoryBoundaryRepository(db),
    references: new MemoryReferenceRepository(db),
    catalogue,
    catalogueImports: new MemoryCatalogueImportRepository(db, catalogue),
    jobs: new MemoryJobRepository(db),
    rules: new MemoryRuleRepository(db),
    webhooks: new MemoryWebhookRepository(db),
    keys: new MemoryKeyRepository(db),
    sessions: new MemorySessionRepository(db),
    instruments: new MemoryInstrumentRepository(db),
    audit: new MemoryAuditLog(db),
    keptAnswers: new MemoryKeptAnswers(db),
    retries: new MemoryJobRetries(db),
    blobReferences: new MemoryBlobReferences(db),
    queued: async () => [...db.queue],
    tasks: async () => [...db.tasks.keys()],
    close: async () => {},
  };
}

export interface PostgresRepositories extends Repositories {
  readonly db: DataSource;
  readonly boss: PgBoss;
  readonly schema: string;
}

/** In a schema of its own, which goes with the server. */
export async function postgresRepositories(url: string): Promise<PostgresRepositories> {
  const opened = await openSchema(url);
  return { ...repositoriesOf(opened), close: () => closeSchema(opened) };
}

/** One schema for the tests of a file: to make one takes five times as long as to empty it. */
class SharedPostgres {
  private constructor(
    private readonly server: TestServer,
    private readonly opened: OpenedSchema,
    private readonly tables: string,
  ) {}

  static async start(): Promise<SharedPostgres> {
    const server = await startTestServer();
    const opened = await openSchema(server.url);
    const rows: { name: string }[] = await opened.db.query(
      `SELECT format('%I.%I', schemaname, tablename) AS name FROM pg_tables
       WHERE schemaname = $1 AND tablename <> 'migrations'`,
      [opened.schema],
    );
    return new SharedPostgres(server, opened, rows.map(({ name }) => name).join(', '));
  }

  get url(): string {
    return this.server.url;
  }

  /** Repositories with nothing in them; clock and ids begin anew. Whoever empties twice has ended the use of the first. */
  async emptied(): Promise<PostgresRepositories> {
    const { db, schema } = this.opened;
    await db.query(`TRUNCATE ${this.tables} RESTART IDENTITY CASCADE`);
    // Row by row: the queue's own maintenance is at work, and a lock of whole tables could be held against it.
    await db.query(`DELETE FROM ${schema}_queue.job`);
    return { ...repositoriesOf(this.opened), close: async () => {} };
  }

  async stop(): Promise<void> {
    await closeSchema(this.opened);
    await this.server.stop();
  }
}

type OpenedSchema = Pick<PostgresRepositories, 'db' | 'boss' | 'schema'>;

async function closeSchema({ db, boss }: OpenedSchema): Promise<void> {
  await boss.stop({ graceful: false });
  await db.destroy();
}

async function openSchema(url: string): Promise<OpenedSchema> {
  const options = { url, schema: freshSchema() };
  const boss = createBoss(options);
  boss.on('error', () => {});
  const db = await openDatabase(options, MIGRATIONS, async () => {
    await boss.start();
    for (const name of ['ingest', 'analysis', 'search', 'import', 'evaluate']) await boss.createQueue(name);
  });
  return { db, boss, schema: options.schema };
}

function repositoriesOf({ db, boss, schema }: OpenedSchema): Omit<PostgresRepositories, 'close'> {
  const clock = new TestClock();
  const ids = new CountingIds();
  const waiting = async (isTask: boolean): Promise<string[]> => {
    const rows: { id: string }[] = await db.query(
      `SELECT id FROM ${schema}_queue.job WHERE state IN ('created', 'retry')
       AND (name = 'evaluate') = $1 ORDER BY created_on, id`,
      [isTask],
    );
    return rows.map((row) => row.id);
  };
  return {
    db,
    boss,
    schema,
    clock,
    datasets: new PostgresDatasetRepository(db, boss),
    uploads: new PostgresUploadRepository(db),
    analyses: new PostgresAnalysisRepository(db, boss),
    recipes: new PostgresRecipeRepository(db),
    batches: new PostgresBatchRepository(db, boss, clock),
    searches: new PostgresSearchRepository(db, boss, clock),
    boundaries: new PostgresBoundaryRepository(db),
    references: new PostgresReferenceRepository(db),
    catalogue: new PostgresCatalogueRepository(db, ids),
    catalogueImports: new PostgresCatalogueImportRepository(db, { boss, clock, ids }),
    jobs: new PostgresJobRepository(db, clock),
    rules: new PostgresRuleRepository(db, boss),
    webhooks: new PostgresWebhookRepository(db),
    keys: new PostgresKeyRepository(db),
    sessions: new PostgresSessionRepository(db),
    blobReferences: new PostgresBlobReferences(db, schema),
    instruments: new PostgresInstrumentRepository(db),
    audit: new PostgresAuditLog(db),
    keptAnswers: new PostgresKeptAnswers(db),
    retries: new PostgresJobRetries(db, boss),
    queued: () => waiting(false),
    tasks: () => waiting(true),
  };
}

/** What a contract is tested on: in memory, and on a PostgreSQL that all tests of the file share. */
export function contractRepositories() {
  let shared: SharedPostgres;
  beforeAll(async () => {
    shared = await SharedPostgres.start();
  });
  afterAll(() => shared.stop());
  const versions: [string, () => Promise<Repositories>][] = [
    ['memory', async () => memoryRepositories()],
    ['PostgreSQL', () => shared.emptied()],
  ];
  return { versions, postgres: () => shared };
}
