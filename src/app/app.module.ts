import { type DynamicModule, Module, type Provider } from '@nestjs/common';
import { HttpModule } from '../http/http.module.js';
import { HttpOptions } from '../http/http-options.js';
import { packageInfo } from '../cli/package-root.js';
import { ModelFiles } from '../storage/model-files/model-files.js';
import { modelFolders } from '../storage/model-files/model-folders.js';
import { FileReportTemplate } from '../storage/files/file-report-template.js';
import {
  PostgresAnalysisRepository,
  PostgresDatasetRepository,
} from '../storage/postgres/postgres-datasets.js';
import { PostgresKeyRepository, PostgresSessionRepository } from '../storage/postgres/postgres-keys.js';
import { PostgresAuditLog } from '../storage/postgres/postgres-audit-log.js';
import { PostgresInstrumentRepository } from '../storage/postgres/postgres-instruments.js';
import { PostgresJobRetries } from '../storage/postgres/postgres-job-retries.js';
import { PostgresBatchRepository } from '../storage/postgres/postgres-batches.js';
import { PostgresBlobReferences } from '../storage/postgres/postgres-blob-references.js';
import { PostgresCatalogueRepository } from '../storage/postgres/postgres-catalogue.js';
import { PostgresRecipeRepository } from '../storage/postgres/postgres-recipes.js';
import { PostgresBoundaryRepository } from '../storage/postgres/postgres-boundaries.js';
import { PostgresOptimadeStructures } from '../storage/postgres/postgres-optimade.js';
import { PostgresReferenceRepository } from '../storage/postgres/postgres-references.js';
import { PostgresRuleRepository } from '../storage/postgres/postgres-rules.js';
import { PostgresSystemStatus } from '../storage/postgres/postgres-system-status.js';
import { PostgresWebhookRepository } from '../storage/postgres/postgres-webhooks.js';
import { BatchRepository } from '../workflows/ports/batch-repository.js';
import { RecipeRepository } from '../workflows/ports/recipe-repository.js';
import { CatalogueRepository } from '../workflows/ports/catalogue.js';
import { CatalogueImportRepository } from '../workflows/ports/catalogue-imports.js';
import { AuditLog } from '../workflows/ports/audit-log.js';
import { InstrumentRepository } from '../workflows/ports/instruments.js';
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
import { SearchComputation } from '../workflows/ports/search-computation.js';
import { BoundaryRepository, SearchRepository } from '../workflows/ports/search-repositories.js';
import { StatisticsComputation } from '../workflows/ports/statistics-computation.js';
import { SystemStatus } from '../workflows/ports/system-status.js';
import { UploadBytes, UploadLocks } from '../workflows/ports/upload-bytes.js';
import { UploadRepository } from '../workflows/ports/uploads.js';
import { RuleRepository } from '../workflows/ports/rules.js';
import { WebhookRepository, WebhookSender } from '../workflows/ports/webhooks.js';
import { webhookSender } from './pipelines.js';
import type { Runtime } from './runtime.js';
import { SystemClock, TimeOrderedIds } from './system-clock.js';
import { AGENT_ROOT, REPORT_TEMPLATE, WEB_ROOT } from './web-files.js';

/** Each port and what makes it real. */
const portsOf = (runtime: Runtime): (Provider & { provide: unknown })[] => {
  const { db, boss, blobs, jobs, searches, computation, imports, statistics } = runtime;
  return [
    { provide: Clock, useClass: SystemClock },
    { provide: Ids, useClass: TimeOrderedIds },
    { provide: BlobStore, useValue: blobs },
    { provide: BlobReferences, useValue: new PostgresBlobReferences(db, runtime.database.schema) },
    { provide: UploadRepository, useValue: runtime.uploads },
    { provide: UploadBytes, useValue: runtime.uploadBytes },
    { provide: UploadLocks, useValue: runtime.uploadLocks },
    { provide: DatasetRepository, useValue: new PostgresDatasetRepository(db, boss) },
    { provide: AnalysisRepository, useValue: new PostgresAnalysisRepository(db, boss) },
    { provide: RecipeRepository, useValue: new PostgresRecipeRepository(db) },
    { provide: BatchRepository, useValue: new PostgresBatchRepository(db, boss, new SystemClock()) },
    { provide: SearchRepository, useValue: searches },
    { provide: BoundaryRepository, useValue: new PostgresBoundaryRepository(db) },
    { provide: CatalogueRepository, useValue: new PostgresCatalogueRepository(db, new TimeOrderedIds()) },
    { provide: CatalogueImportRepository, useValue: imports },
    { provide: RuleRepository, useValue: new PostgresRuleRepository(db, boss) },
    { provide: WebhookRepository, useValue: new PostgresWebhookRepository(db) },
    { provide: WebhookSender, useValue: webhookSender(runtime.config) },
    { provide: ReferenceRepository, useValue: new PostgresReferenceRepository(db) },
    { provide: SearchComputation, useValue: computation },
    { provide: StatisticsComputation, useValue: statistics },
    { provide: JobRepository, useValue: jobs },
    { provide: KeyRepository, useValue: new PostgresKeyRepository(db) },
    { provide: SessionRepository, useValue: new PostgresSessionRepository(db) },
    { provide: InstrumentRepository, useValue: new PostgresInstrumentRepository(db) },
    { provide: AuditLog, useValue: new PostgresAuditLog(db) },
    { provide: JobRetries, useValue: new PostgresJobRetries(db, boss) },
    { provide: SystemStatus, useValue: new PostgresSystemStatus(db, boss) },
    { provide: OptimadeStructures, useValue: new PostgresOptimadeStructures(db) },
    { provide: ModelRegistry, useFactory: () => openModels(runtime) },
    { provide: ReportTemplate, useValue: new FileReportTemplate(REPORT_TEMPLATE) },
  ];
};

async function openModels({ config, log }: Runtime): Promise<ModelFiles> {
  const registry = await ModelFiles.open(modelFolders(config.modelsDir, packageInfo().root));
  for (const line of registry.standIns) log(line);
  return registry;
}

@Module({})
class PortsModule {
  static of(runtime: Runtime): DynamicModule {
    const providers = portsOf(runtime);
    return { module: PortsModule, providers, exports: providers.map(({ provide }) => provide as symbol) };
  }
}

@Module({})
export class AppModule {
  static of(runtime: Runtime): DynamicModule {
    const {
      maxUploadBytes,
      quotaBytes,
      uploadExpiryH,
      trustProxy,
      requestsPerMinute,
      optimadePrefix,
      optimadeProvider,
    } = runtime.config;
    const { version } = runtime;
    const options = new HttpOptions({
      ...{ maxUploadBytes, quotaBytes, uploadExpiryH },
      webRoot: WEB_ROOT,
      agentRoot: AGENT_ROOT,
      version,
      trustProxy,
      requestsPerMinute,
      optimadePrefix,
      optimadeProvider,
    });
    return { module: AppModule, imports: [HttpModule.forRoot(options, [PortsModule.of(runtime)])] };
  }
}
