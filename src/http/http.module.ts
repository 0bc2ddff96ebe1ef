import { type DynamicModule, Module, type ModuleMetadata } from '@nestjs/common';
import { APP_FILTER, APP_GUARD, APP_INTERCEPTOR, APP_PIPE } from '@nestjs/core';
import { ThrottlerModule } from '@nestjs/throttler';
import { ManageKeys } from '../workflows/manage-keys.js';
import { Secrets } from '../workflows/ports/secrets.js';
import { AgentFilesController } from './agent-files/agent-files.controller.js';
import { ADMINISTRATION_PROVIDERS } from './administration-providers.js';
import { AuditController } from './audit/audit.controller.js';
import { AuditTrail } from './audit/audit-trail.js';
import { IdempotencyGuard } from './idempotency/idempotency.guard.js';
import { ReplayedAnswerFilter } from './idempotency/replayed-answer.filter.js';
import { InstrumentsController } from './instruments/instruments.controller.js';
import { AnalysesController } from './analyses/analyses.controller.js';
import { ResultsController } from './analyses/results.controller.js';
import { AuthGuard } from './auth/auth.guard.js';
import { Identity } from './auth/identity.js';
import { NodeSecrets } from './auth/node-secrets.js';
import { SessionController } from './auth/session.controller.js';
import { SignInController } from './auth/sign-in.controller.js';
import { SignInTokens } from './auth/sign-in-tokens.js';
import { BatchesController } from './batches/batches.controller.js';
import { BoundariesController } from './boundaries/boundaries.controller.js';
import { BoundaryPlanesController } from './boundaries/boundary-planes.controller.js';
import { CATALOGUE_CONTROLLERS } from './catalogue/catalogue-controllers.js';
import { CATALOGUE_PROVIDERS } from './catalogue/catalogue-providers.js';
import { DatasetsController } from './datasets/datasets.controller.js';
import { ScansController } from './datasets/scans.controller.js';
import { SidecarController } from './datasets/sidecar.controller.js';
import { UploadsController } from './datasets/uploads.controller.js';
import { HealthController } from './health/health.controller.js';
import { HttpOptions } from './http-options.js';
import { JobEventStreams } from './jobs/job-event-streams.js';
import { JobEventsController } from './jobs/job-events.controller.js';
import { JobsController } from './jobs/jobs.controller.js';
import { KeysController } from './keys/keys.controller.js';
import { RequestMemory, RequestMemoryGuard } from './limits/request-memory.js';
import { QueueRoomGuard } from './limits/queue-room.guard.js';
import { limitOf, RequestLimitsGuard } from './limits/request-limits.guard.js';
import { UploadBudget } from './limits/upload-budget.js';
import { MetricsController } from './metrics/metrics.controller.js';
import { MetricsRegistry } from './metrics/metrics-registry.js';
import { RequestMetricsInterceptor } from './metrics/request-metrics.interceptor.js';
import { UploadMetrics } from './metrics/upload-metrics.js';
import { MODEL_PROVIDERS } from './models/model-providers.js';
import { ModelsController } from './models/models.controller.js';
import { OPTIMADE_PROVIDERS } from './optimade/optimade-providers.js';
import { OptimadeController } from './optimade/optimade.controller.js';
import { OptimadeRestController } from './optimade/optimade-rest.controller.js';
import { PIPELINE_CONTROLLERS, PIPELINE_PROVIDERS } from './pipelines/pipeline-providers.js';
import { ProblemFilter } from './problems/problem.filter.js';
import { REFERENCE_PROVIDERS } from './references/reference-providers.js';
import { ReferencesController } from './references/references.controller.js';
import { SimilarController } from './references/similar.controller.js';
import { RECIPE_PROVIDERS } from './recipes/recipe-providers.js';
import { RecipeSchemaController } from './recipes/recipe-schema.controller.js';
import { RecipesController } from './recipes/recipes.controller.js';
import { ProducesGuard } from './requests/produces.js';
import { RequestValidationPipe } from './requests/request-validation.pipe.js';
import { AskTellController } from './searches/ask-tell.controller.js';
import { SearchCrateController } from './searches/search-crate.controller.js';
import { EvaluationsController } from './searches/evaluations.controller.js';
import { SEARCH_PROVIDERS } from './searches/search-providers.js';
import { SearchesController } from './searches/searches.controller.js';
import { StorageController } from './storage/storage.controller.js';
import { ResumableUploadsController } from './uploads/resumable-uploads.controller.js';
import { UPLOAD_PROVIDERS } from './uploads/upload-providers.js';
import { WORKFLOW_PROVIDERS } from './workflow-providers.js';

const CONTROLLERS = [
  SignInController,
  SessionController,
  KeysController,
  InstrumentsController,
  AuditController,
  UploadsController,
  ResumableUploadsController,
  DatasetsController,
  ScansController,
  SidecarController,
  AnalysesController,
  ResultsController,
  RecipesController,
  RecipeSchemaController,
  BatchesController,
  SearchesController,
  AskTellController,
  EvaluationsController,
  SearchCrateController,
  BoundariesController,
  BoundaryPlanesController,
  ...CATALOGUE_CONTROLLERS,
  ...PIPELINE_CONTROLLERS,
  ReferencesController,
  SimilarController,
  ModelsController,
  JobsController,
  JobEventsController,
  StorageController,
  HealthController,
  AgentFilesController,
  MetricsController,
  OptimadeController,
  // Last: it refuses what no other route below /optimade takes.
  OptimadeRestController,
];

/** The REST service over the ports that `imports` export (every class in workflows/ports but Secrets). */
@Module({})
export class HttpModule {
  static forRoot(options: HttpOptions, imports: NonNullable<ModuleMetadata['imports']>): DynamicModule {
    const throttler = ThrottlerModule.forRoot([{ ttl: 60_000, limit: limitOf(options.requestsPerMinute) }]);
    return {
      module: HttpModule,
      imports: [...imports, throttler],
      controllers: CONTROLLERS,
      providers: [
        { provide: HttpOptions, useValue: options },
        { provide: Secrets, useClass: NodeSecrets },
        ...WORKFLOW_PROVIDERS,
        ...UPLOAD_PROVIDERS,
        ...SEARCH_PROVIDERS,
        ...CATALOGUE_PROVIDERS,
        ...PIPELINE_PROVIDERS,
        ...REFERENCE_PROVIDERS,
        ...RECIPE_PROVIDERS,
        ...MODEL_PROVIDERS,
        ...OPTIMADE_PROVIDERS,
        ...ADMINISTRATION_PROVIDERS,
        SignInTokens,
        AuditTrail,
        Identity,
        UploadBudget,
        RequestMemory,
        JobEventStreams,
        MetricsRegistry,
        UploadMetrics,
        // The last one that fits is asked.
        { provide: APP_FILTER, useClass: ProblemFilter },
        { provide: APP_FILTER, useClass: ReplayedAnswerFilter },
        // In this order: how often, who, in which form, whether it was done before, whether there is room.
        { provide: APP_GUARD, useClass: RequestLimitsGuard },
        { provide: APP_GUARD, useClass: AuthGuard },
        { provide: APP_GUARD, useClass: ProducesGuard },
        { provide: APP_GUARD, useClass: IdempotencyGuard },
        { provide: APP_GUARD, useClass: QueueRoomGuard },
        { provide: APP_GUARD, useClass: RequestMemoryGuard },
        { provide: APP_INTERCEPTOR, useClass: RequestMetricsInterceptor },
        { provide: APP_PIPE, useClass: RequestValidationPipe },
      ],
      exports: [SignInTokens, ManageKeys, Secrets],
    };
  }
}
