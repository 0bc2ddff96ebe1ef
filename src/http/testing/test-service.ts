import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { ManageKeys } from '../../workflows/manage-keys.js';
import { BatchRepository } from '../../workflows/ports/batch-repository.js';
import { RecipeRepository } from '../../workflows/ports/recipe-repository.js';
import { AuditLog } from '../../workflows/ports/audit-log.js';
import { InstrumentRepository } from '../../workflows/ports/instruments.js';
import { KeptAnswers } from '../../workflows/ports/kept-answers.js';
import { JobRetries } from '../../workflows/ports/job-retries.js';
import { BlobStore } from '../../workflows/ports/blob-store.js';
import { Clock, Ids } from '../../workflows/ports/clock.js';
import { ModelRegistry } from '../../workflows/ports/models.js';
import type { DatasetSummary, Scope } from '../../workflows/ports/records.js';
import { OptimadeStructures } from '../../workflows/ports/optimade.js';
import { ReportTemplate } from '../../workflows/ports/report-template.js';
import {
  AnalysisRepository,
  BlobReferences,
  DatasetRepository,
  JobRepository,
  KeyRepository,
  SessionRepository,
} from '../../workflows/ports/repositories.js';
import { ReferenceRepository } from '../../workflows/ports/references.js';
import { SearchComputation } from '../../workflows/ports/search-computation.js';
import { CatalogueRepository } from '../../workflows/ports/catalogue.js';
import { CatalogueImportRepository } from '../../workflows/ports/catalogue-imports.js';
import { BoundaryRepository, SearchRepository } from '../../workflows/ports/search-repositories.js';
import { MemoryCatalogueRepository } from '../../workflows/testing/memory-catalogue.js';
import { MemoryCatalogueImportRepository } from '../../workflows/testing/memory-catalogue-imports.js';
import { StatisticsComputation } from '../../workflows/ports/statistics-computation.js';
import { SystemStatus } from '../../workflows/ports/system-status.js';
import { RuleRepository } from '../../workflows/ports/rules.js';
import { WebhookRepository, WebhookSender } from '../../workflows/ports/webhooks.js';
import { MemoryRuleRepository } from '../../workflows/testing/memory-rules.js';
import { MemoryWebhookSender } from '../../workflows/testing/memory-webhook-sender.js';
import { MemoryWebhookRepository } from '../../workflows/testing/memory-webhooks.js';
import { ALL_SCOPES } from '../../workflows/manage-keys.js';
import { ComputeStatistics } from '../../workflows/catalogue/statistics/compute-statistics.js';
import { ComputeSearch } from '../../workflows/searches/compute-search.js';
import { MemoryBatchRepository } from '../../workflows/testing/memory-batches.js';
import { MemoryRecipeRepository } from '../../workflows/testing/memory-recipes.js';
import { MemoryUploadRepository } from '../../workflows/testing/memory-uploads.js';
import { UploadRepository } from '../../workflows/ports/uploads.js';
import {
  MemoryAuditLog,
  MemoryInstrumentRepository,
  MemoryJobRetries,
} from '../../workflows/testing/memory-administration.js';
import { MemoryKeptAnswers } from '../../workflows/testing/memory-kept-answers.js';
import { MemoryBlobStore } from '../../workflows/testing/memory-blob-store.js';
import { MemoryDatabase } from '../../workflows/testing/memory-database.js';
import {
  MemoryAnalysisRepository,
  MemoryBlobReferences,
  MemoryDatasetRepository,
} from '../../workflows/testing/memory-datasets.js';
import { MemoryJobRepository } from '../../workflows/testing/memory-jobs.js';
import { MemoryModelRegistry } from '../../workflows/testing/memory-models.js';
import { MemoryOptimadeStructures } from '../../workflows/testing/memory-optimade.js';
import { MemoryReferenceRepository } from '../../workflows/testing/memory-references.js';
import { MemoryKeyRepository, MemorySessionRepository } from '../../workflows/testing/memory-keys.js';
import { MemoryBoundaryRepository, MemorySearchRepository } from '../../workflows/testing/memory-searches.js';
import { CountingIds, TestClock } from '../../workflows/testing/test-clock.js';
import { UploadBytes } from '../../workflows/ports/upload-bytes.js';
import { WorkLocks } from '../../workflows/ports/work-locks.js';
import { MemoryUploadBytes } from '../../workflows/testing/memory-upload-bytes.js';
import { MemoryWorkLocks } from '../../workflows/testing/memory-work-locks.js';
import { configureHttp } from '../configure-http.js';
import { HttpModule } from '../http.module.js';
import { HttpOptions } from '../http-options.js';

/** A service on in-memory ports that listens on a free port of this machine. */
export interface TestService {
  readonly app: NestExpressApplication;
  readonly url: string;
  readonly clock: TestClock;
  readonly database: MemoryDatabase;
  readonly blobs: MemoryBlobStore;
  readonly uploadBytes: MemoryUploadBytes;
  readonly searches: MemorySearchRepository;
  readonly jobs: MemoryJobRepository;
  readonly models: MemoryModelRegistry;
  readonly catalogue: MemoryCatalogueRepository;
  readonly imports: MemoryCatalogueImportRepository;
  readonly optimade: MemoryOptimadeStructures;
  readonly system: { checks: { name: 'database' | 'queue' | 'workers'; ok: boolean; detail: string }[] };
  /** A key of an owner, as it is sent. */
  key(ownerId: string, scopes?: readonly Scope[]): Promise<string>;
  close(): Promise<void>;
}

export async function startTestService(given: Partial<HttpOptions> = {}): Promise<TestService> {
  const clock = new TestClock();
  const uploadBytes = new MemoryUploadBytes();
  const [database, blobs] = [new MemoryDatabase(clock), new MemoryBlobStore(clock, uploadBytes.takeFile)];
  const jobs = new MemoryJobRepository(database);
  const searches = new MemorySearchRepository(database);
  const [models, optimade] = [new MemoryModelRegistry(), new MemoryOptimadeStructures()];
  const catalogue = new MemoryCatalogueRepository(new CountingIds());
  const imports = new MemoryCatalogueImportRepository(database, catalogue);
  const system: TestService['system'] = { checks: [] };
  const ports = [
    { provide: Clock, useValue: clock },
    { provide: Ids, useValue: new CountingIds() },
    { provide: BlobStore, useValue: blobs },
    ...filePorts(database, uploadBytes),
    { provide: RecipeRepository, useValue: new MemoryRecipeRepository(database) },
    { provide: BatchRepository, useValue: new MemoryBatchRepository(database) },
    { provide: SearchRepository, useValue: searches },
    { provide: BoundaryRepository, useValue: new MemoryBoundaryRepository(database) },
    { provide: ReferenceRepository, useValue: new MemoryReferenceRepository(database) },
    ...cataloguePorts(catalogue, imports),
    ...pipelinePorts(database),
    { provide: SearchComputation, useValue: new ComputeSearch(blobs) },
    { provide: JobRepository, useValue: jobs },
    { provide: ModelRegistry, useValue: models },
    { provide: OptimadeStructures, useValue: optimade },
    { provide: KeyRepository, useValue: new MemoryKeyRepository(database) },
    { provide: SessionRepository, useValue: new MemorySessionRepository(database) },
    ...administrationPorts(database),
    { provide: SystemStatus, useValue: { checks: () => Promise.resolve(system.checks) } },
    { provide: ReportTemplate, useValue: { read: () => Promise.resolve('<html>__KAIMEN_REPORT__</html>') } },
  ];
  @Module({ providers: ports, exports: ports.map(({ provide }) => provide) })
  class MemoryPorts {}
  const options = new HttpOptions({ maxUploadBytes: 1_000_000, webRoot: null, version: '0.0.0', ...given });
  @Module({ imports: [HttpModule.forRoot(options, [MemoryPorts])] })
  class TestModule {}
  const app = await NestFactory.create<NestExpressApplication>(TestModule, {
    bodyParser: false,
    logger: false,
  });
  configureHttp(app);
  await app.listen(0, '127.0.0.1');
  const keys = app.get(ManageKeys);
  return {
    app,
    url: await app.getUrl(),
    clock,
    database,
    blobs,
    uploadBytes,
    ...{ searches, jobs, models, catalogue, imports, optimade, system },
    async key(ownerId, scopes = ALL_SCOPES) {
      return (await keys.create({ name: 'test', ownerId, scopes, expiresAt: null })).token;
    },
    close: () => app.close(),
  };
}

const pipelinePorts = (database: MemoryDatabase) => [
  { provide: RuleRepository, useValue: new MemoryRuleRepository(database) },
  { provide: WebhookRepository, useValue: new MemoryWebhookRepository(database) },
  { provide: WebhookSender, useValue: new MemoryWebhookSender() },
];

const administrationPorts = (database: MemoryDatabase) => [
  { provide: InstrumentRepository, useValue: new MemoryInstrumentRepository(database) },
  { provide: AuditLog, useValue: new MemoryAuditLog(database) },
  { provide: KeptAnswers, useValue: new MemoryKeptAnswers(database) },
  { provide: JobRetries, useValue: new MemoryJobRetries(database) },
];

const filePorts = (database: MemoryDatabase, bytes: UploadBytes) => [
  { provide: BlobReferences, useValue: new MemoryBlobReferences(database) },
  { provide: DatasetRepository, useValue: new MemoryDatasetRepository(database) },
  { provide: AnalysisRepository, useValue: new MemoryAnalysisRepository(database) },
  { provide: UploadRepository, useValue: new MemoryUploadRepository(database) },
  { provide: UploadBytes, useValue: bytes },
  { provide: WorkLocks, useValue: new MemoryWorkLocks() },
];

const cataloguePorts = (catalogue: CatalogueRepository, imports: CatalogueImportRepository) => [
  { provide: CatalogueRepository, useValue: catalogue },
  { provide: CatalogueImportRepository, useValue: imports },
  { provide: StatisticsComputation, useValue: new ComputeStatistics() },
];

/** A summary of one line scan of 3 pixels × 4 channels whose counts are 0 … 11, put into the blob store. */
export async function lineScanSummary(blobs: BlobStore): Promise<DatasetSummary> {
  const counts = Float32Array.from({ length: 12 }, (_, i) => i);
  const { sha256: countsBlob } = await blobs.put(inOnePiece(new Uint8Array(counts.buffer)));
  const { sha256: metadataBlob } = await blobs.put(inOnePiece(new TextEncoder().encode('{"a":1}')));
  return {
    format: 'dm4',
    formatVersion: '4',
    skipped: [],
    warnings: [],
    scans: [
      {
        index: 0,
        title: 'line',
        navigation: [{ name: 'x', unit: 'nm', offset: 0, scale: 0.5, size: 3 }],
        energy: { offsetEv: 500, scaleEv: 0.25, nChannels: 4 },
        nPixels: 3,
        nChannels: 4,
        dtype: 'float32',
        intensityUnit: 'e-',
        acquisition: UNKNOWN,
        sum: 66,
        first: 0,
        max: 11,
        zeroLossInRange: false,
        warnings: [],
        countsBlob,
        metadataBlob,
      },
    ],
  };
}

const UNKNOWN = {
  beamEnergyKev: null,
  convergenceSemiAngleMrad: null,
  collectionSemiAngleMrad: null,
  exposureS: null,
  nFrames: null,
  dwellTimeS: null,
  probeCurrentNa: null,
  microscope: null,
  spectrometer: null,
  specimen: null,
  operator: null,
  date: null,
};

export async function* inOnePiece(bytes: Uint8Array): AsyncIterable<Uint8Array> {
  yield bytes;
}

/** An EMSA file of four channels: the smallest file that is taken. */
export const SMALL_MSA = [
  '#FORMAT      : EMSA/MAS Spectral Data File',
  '#VERSION     : 1.0',
  '#TITLE       : small',
  '#NPOINTS     : 4.',
  '#NCOLUMNS    : 1.',
  '#XUNITS      : eV',
  '#YUNITS      : counts',
  '#DATATYPE    : Y',
  '#XPERCHAN    : 0.5',
  '#OFFSET      : 500.',
  '#SPECTRUM    : Spectral Data Starts Here',
  '1.',
  '2.',
  '3.',
  '4.',
  '#ENDOFDATA   :',
  '',
].join('\r\n');
