import { type DynamicModule, Module, type Provider } from '@nestjs/common';
import { HttpModule } from '../http/http.module.js';
import { HttpOptions } from '../http/http-options.js';
import { packageInfo } from '../cli/package-root.js';
import { ModelFiles } from '../storage/model-files/model-files.js';
import { modelFolders } from '../storage/model-files/model-folders.js';
import { FileReportTemplate } from '../storage/files/file-report-template.js';
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
import { SearchComputation } from '../workflows/ports/search-computation.js';
import { BoundaryRepository, SearchRepository } from '../workflows/ports/search-repositories.js';
import { StatisticsComputation } from '../workflows/ports/statistics-computation.js';
import { SystemStatus } from '../workflows/ports/system-status.js';
import { UploadBytes } from '../workflows/ports/upload-bytes.js';
import { WorkLocks } from '../workflows/ports/work-locks.js';
import { UploadRepository } from '../workflows/ports/uploads.js';
import { RuleRepository } from '../workflows/ports/rules.js';
import { WebhookRepository, WebhookSender } from '../workflows/ports/webhooks.js';
import { webhookSender } from './pipelines.js';
import type { Runtime } from './runtime.js';
import { AGENT_ROOT, REPORT_TEMPLATE, WEB_ROOT } from './web-files.js';

/** Each port and what makes it real. */
const portsOf = (runtime: Runtime): (Provider & { provide: unknown })[] => [
  { provide: Clock, useValue: runtime.clock },
  { provide: Ids, useValue: runtime.ids },
  { provide: BlobStore, useValue: runtime.blobs },
  { provide: BlobReferences, useValue: runtime.blobReferences },
  { provide: UploadRepository, useValue: runtime.uploads },
  { provide: UploadBytes, useValue: runtime.uploadBytes },
  { provide: WorkLocks, useValue: runtime.workLocks },
  { provide: DatasetRepository, useValue: runtime.datasets },
  { provide: AnalysisRepository, useValue: runtime.analyses },
  { provide: RecipeRepository, useValue: runtime.recipes },
  { provide: BatchRepository, useValue: runtime.batches },
  { provide: SearchRepository, useValue: runtime.searches },
  { provide: BoundaryRepository, useValue: runtime.boundaries },
  { provide: CatalogueRepository, useValue: runtime.catalogue },
  { provide: CatalogueImportRepository, useValue: runtime.imports },
  { provide: RuleRepository, useValue: runtime.rules },
  { provide: WebhookRepository, useValue: runtime.webhooks },
  { provide: WebhookSender, useValue: webhookSender(runtime.config) },
  { provide: ReferenceRepository, useValue: runtime.references },
  { provide: SearchComputation, useValue: runtime.computation },
  { provide: StatisticsComputation, useValue: runtime.statistics },
  { provide: JobRepository, useValue: runtime.jobs },
  { provide: KeyRepository, useValue: runtime.keys },
  { provide: SessionRepository, useValue: runtime.sessions },
  { provide: InstrumentRepository, useValue: runtime.instruments },
  { provide: AuditLog, useValue: runtime.audit },
  { provide: KeptAnswers, useValue: runtime.keptAnswers },
  { provide: JobRetries, useValue: runtime.retries },
  { provide: SystemStatus, useValue: runtime.system },
  { provide: OptimadeStructures, useValue: runtime.optimade },
  { provide: ModelRegistry, useFactory: () => openModels(runtime) },
  { provide: ReportTemplate, useValue: new FileReportTemplate(REPORT_TEMPLATE) },
];

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
      maxQueuedJobs,
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
      maxQueuedJobs,
      optimadePrefix,
      optimadeProvider,
    });
    return { module: AppModule, imports: [HttpModule.forRoot(options, [PortsModule.of(runtime)])] };
  }
}
