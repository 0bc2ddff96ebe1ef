import type { PgBoss } from 'pg-boss';
import type { DataSource } from 'typeorm';
import { PostgresAuditLog } from '../storage/postgres/postgres-audit-log.js';
import { PostgresBatchRepository } from '../storage/postgres/postgres-batches.js';
import { PostgresBlobReferences } from '../storage/postgres/postgres-blob-references.js';
import { PostgresBoundaryRepository } from '../storage/postgres/postgres-boundaries.js';
import { PostgresCatalogueImportRepository } from '../storage/postgres/postgres-catalogue-imports.js';
import { PostgresCatalogueRepository } from '../storage/postgres/postgres-catalogue.js';
import {
  PostgresAnalysisRepository,
  PostgresDatasetRepository,
} from '../storage/postgres/postgres-datasets.js';
import { PostgresInstrumentRepository } from '../storage/postgres/postgres-instruments.js';
import { PostgresJobRetries } from '../storage/postgres/postgres-job-retries.js';
import { PostgresJobRepository } from '../storage/postgres/postgres-jobs.js';
import { PostgresKeyRepository, PostgresSessionRepository } from '../storage/postgres/postgres-keys.js';
import { PostgresKeptAnswers } from '../storage/postgres/postgres-kept-answers.js';
import { PostgresOptimadeStructures } from '../storage/postgres/postgres-optimade.js';
import { PostgresRecipeRepository } from '../storage/postgres/postgres-recipes.js';
import { PostgresReferenceRepository } from '../storage/postgres/postgres-references.js';
import { PostgresRuleRepository } from '../storage/postgres/postgres-rules.js';
import { PostgresSearchRepository } from '../storage/postgres/postgres-searches.js';
import { PostgresSystemStatus } from '../storage/postgres/postgres-system-status.js';
import { PostgresUploadRepository } from '../storage/postgres/postgres-uploads.js';
import { PostgresWebhookRepository } from '../storage/postgres/postgres-webhooks.js';
import { SystemClock, TimeOrderedIds } from './system-clock.js';

export type Repositories = ReturnType<typeof repositoriesOn>;

/** What stands on the database and the queue, with the clock and the ids of this process. */
export function repositoriesOn(db: DataSource, boss: PgBoss, schema: string) {
  const [clock, ids] = [new SystemClock(), new TimeOrderedIds()];
  return {
    clock,
    ids,
    datasets: new PostgresDatasetRepository(db, boss),
    uploads: new PostgresUploadRepository(db),
    analyses: new PostgresAnalysisRepository(db, boss),
    recipes: new PostgresRecipeRepository(db),
    batches: new PostgresBatchRepository(db, boss, clock),
    searches: new PostgresSearchRepository(db, boss, clock),
    boundaries: new PostgresBoundaryRepository(db),
    references: new PostgresReferenceRepository(db),
    catalogue: new PostgresCatalogueRepository(db, ids),
    imports: new PostgresCatalogueImportRepository(db, { boss, clock, ids }),
    optimade: new PostgresOptimadeStructures(db),
    rules: new PostgresRuleRepository(db, boss),
    webhooks: new PostgresWebhookRepository(db),
    jobs: new PostgresJobRepository(db, clock),
    retries: new PostgresJobRetries(db, boss),
    keys: new PostgresKeyRepository(db),
    sessions: new PostgresSessionRepository(db),
    instruments: new PostgresInstrumentRepository(db),
    audit: new PostgresAuditLog(db),
    keptAnswers: new PostgresKeptAnswers(db),
    blobReferences: new PostgresBlobReferences(db, schema),
    system: new PostgresSystemStatus(db, boss),
  };
}
