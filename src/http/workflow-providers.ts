import type { FactoryProvider } from '@nestjs/common';
import { CancelJob } from '../workflows/cancel-job.js';
import { SubmitDemo } from '../workflows/demo/submit-demo.js';
import { ExportAnalysis } from '../workflows/export-analysis.js';
import { FindRecords } from '../workflows/find-records.js';
import { ManageKeys } from '../workflows/manage-keys.js';
import { BlobStore } from '../workflows/ports/blob-store.js';
import { Clock, Ids } from '../workflows/ports/clock.js';
import { ReportTemplate } from '../workflows/ports/report-template.js';
import {
  AnalysisRepository,
  BlobReferences,
  DatasetRepository,
  JobRepository,
  KeyRepository,
  SessionRepository,
} from '../workflows/ports/repositories.js';
import { Secrets } from '../workflows/ports/secrets.js';
import { ChooseRecipe } from '../workflows/recipes/choose-recipe.js';
import { ReadResults } from '../workflows/read-results.js';
import { ReadSpectra } from '../workflows/read-spectra.js';
import { SignIn } from '../workflows/sign-in.js';
import { SubmitAnalysis } from '../workflows/submit-analysis.js';
import { SubmitDataset } from '../workflows/submit-dataset.js';
import { UploadDays } from '../workflows/upload-days.js';
import { SweepBlobs } from '../workflows/sweep-blobs.js';
import { UploadRepository } from '../workflows/ports/uploads.js';
import { HttpOptions, uploadRulesOf } from './http-options.js';

/** The workflows that handlers call: plain classes, made here from the ports. */
export const WORKFLOW_PROVIDERS: FactoryProvider[] = [
  {
    provide: FindRecords,
    inject: [DatasetRepository, AnalysisRepository, JobRepository],
    useFactory: (datasets: DatasetRepository, analyses: AnalysisRepository, jobs: JobRepository) =>
      new FindRecords({ datasets, analyses, jobs }),
  },
  {
    provide: SubmitDataset,
    inject: [HttpOptions, BlobStore, DatasetRepository, JobRepository, UploadRepository, Clock, Ids],
    // eslint-disable-next-line max-params -- one parameter a port
    useFactory: (
      options: HttpOptions,
      blobs: BlobStore,
      datasets: DatasetRepository,
      jobs: JobRepository,
      uploads: UploadRepository,
      clock: Clock,
      ids: Ids,
    ) => new SubmitDataset({ blobs, datasets, jobs, uploads, clock, ids }, uploadRulesOf(options)),
  },
  {
    provide: SubmitDemo,
    inject: [SubmitDataset],
    useFactory: (submitDataset: SubmitDataset) => new SubmitDemo(submitDataset),
  },
  {
    provide: SubmitAnalysis,
    inject: [FindRecords, ChooseRecipe, AnalysisRepository, Clock, Ids],
    // eslint-disable-next-line max-params -- one parameter a port
    useFactory: (
      records: FindRecords,
      chooseRecipe: ChooseRecipe,
      analyses: AnalysisRepository,
      clock: Clock,
      ids: Ids,
    ) => new SubmitAnalysis({ records, chooseRecipe, analyses, clock, ids }),
  },
  {
    provide: CancelJob,
    inject: [FindRecords, JobRepository],
    useFactory: (records: FindRecords, jobs: JobRepository) => new CancelJob(records, jobs),
  },
  {
    provide: ReadResults,
    inject: [BlobStore, FindRecords],
    useFactory: (blobs: BlobStore, records: FindRecords) => new ReadResults(blobs, records),
  },
  {
    provide: ReadSpectra,
    inject: [BlobStore, FindRecords, ReadResults],
    useFactory: (blobs: BlobStore, records: FindRecords, results: ReadResults) =>
      new ReadSpectra(blobs, records, results),
  },
  {
    provide: ExportAnalysis,
    inject: [ReadResults, ReadSpectra, FindRecords, BlobStore, ReportTemplate],
    // eslint-disable-next-line max-params -- one parameter a port
    useFactory: (
      results: ReadResults,
      spectra: ReadSpectra,
      records: FindRecords,
      blobs: BlobStore,
      template: ReportTemplate,
    ) => new ExportAnalysis({ results, spectra, records, blobs, template }),
  },
  {
    provide: ManageKeys,
    inject: [KeyRepository, Secrets, Clock, Ids],
    useFactory: (keys: KeyRepository, secrets: Secrets, clock: Clock, ids: Ids) =>
      new ManageKeys({ keys, secrets, clock, ids }),
  },
  {
    provide: UploadDays,
    inject: [KeyRepository, Clock],
    useFactory: (keys: KeyRepository, clock: Clock) => new UploadDays(keys, clock),
  },
  {
    provide: SweepBlobs,
    inject: [BlobStore, BlobReferences, Clock],
    useFactory: (blobs: BlobStore, references: BlobReferences, clock: Clock) =>
      new SweepBlobs(blobs, references, clock),
  },
  {
    provide: SignIn,
    inject: [SessionRepository, Secrets, Clock],
    useFactory: (sessions: SessionRepository, secrets: Secrets, clock: Clock) =>
      new SignIn(sessions, secrets, clock),
  },
];
