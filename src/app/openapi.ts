import { writeFile } from 'node:fs/promises';
import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { HttpModule } from '../http/http.module.js';
import { HttpOptions } from '../http/http-options.js';
import { openApiDocument } from '../http/openapi/openapi-document.js';
import { BatchRepository } from '../workflows/ports/batch-repository.js';
import { RecipeRepository } from '../workflows/ports/recipe-repository.js';
import { CatalogueRepository } from '../workflows/ports/catalogue.js';
import { CatalogueImportRepository } from '../workflows/ports/catalogue-imports.js';
import { AuditLog } from '../workflows/ports/audit-log.js';
import { InstrumentRepository } from '../workflows/ports/instruments.js';
import { KeptAnswers } from '../workflows/ports/kept-answers.js';
import { JobRetries } from '../workflows/ports/job-retries.js';
import { BlobStore } from '../workflows/ports/blob-store.js';
import { Clock, Ids } from '../workflows/ports/clock.js';
import { ModelRegistry } from '../workflows/ports/models.js';
import { OptimadeStructures } from '../workflows/ports/optimade.js';
import { ReportTemplate } from '../workflows/ports/report-template.js';
import {
  AnalysisRepository,
  BlobReferences,
  DatasetRepository,
  JobRepository,
  KeyRepository,
  SessionRepository,
} from '../workflows/ports/repositories.js';
import { ReferenceRepository } from '../workflows/ports/references.js';
import { RuleRepository } from '../workflows/ports/rules.js';
import { SearchComputation } from '../workflows/ports/search-computation.js';
import { BoundaryRepository, SearchRepository } from '../workflows/ports/search-repositories.js';
import { StatisticsComputation } from '../workflows/ports/statistics-computation.js';
import { SystemStatus } from '../workflows/ports/system-status.js';
import { UploadBytes } from '../workflows/ports/upload-bytes.js';
import { WorkLocks } from '../workflows/ports/work-locks.js';
import { UploadRepository } from '../workflows/ports/uploads.js';
import { WebhookRepository, WebhookSender } from '../workflows/ports/webhooks.js';

const PORTS = [
  BlobStore,
  Clock,
  Ids,
  ReportTemplate,
  AnalysisRepository,
  BlobReferences,
  DatasetRepository,
  RecipeRepository,
  BatchRepository,
  SearchRepository,
  BoundaryRepository,
  CatalogueRepository,
  CatalogueImportRepository,
  ReferenceRepository,
  SearchComputation,
  StatisticsComputation,
  JobRepository,
  ModelRegistry,
  OptimadeStructures,
  KeyRepository,
  SessionRepository,
  SystemStatus,
  UploadRepository,
  InstrumentRepository,
  AuditLog,
  KeptAnswers,
  JobRetries,
  RuleRepository,
  WebhookRepository,
  WebhookSender,
  UploadBytes,
  WorkLocks,
];

/** Names the ports without anything behind them: to describe the API nothing is called. */
@Module({ providers: PORTS.map((provide) => ({ provide, useValue: {} })), exports: PORTS })
class UnconnectedPorts {}

const options = new HttpOptions({ maxUploadBytes: 0, webRoot: null, version: '' });

@Module({ imports: [HttpModule.forRoot(options, [UnconnectedPorts])] })
class DescribedModule {}

/** Writes the document that describes the API. Nothing is started: no database, no port. */
export async function writeOpenApi(path: string): Promise<void> {
  const app = await NestFactory.create(DescribedModule, {
    preview: true,
    logger: ['error'],
    abortOnError: false,
  });
  await writeFile(path, `${JSON.stringify(openApiDocument(app), null, 2)}\n`);
  await app.close();
}
