import type { FactoryProvider } from '@nestjs/common';
import { BlobStore } from '../../workflows/ports/blob-store.js';
import { Clock, Ids } from '../../workflows/ports/clock.js';
import { DatasetRepository, JobRepository } from '../../workflows/ports/repositories.js';
import { UploadBytes } from '../../workflows/ports/upload-bytes.js';
import { WorkLocks } from '../../workflows/ports/work-locks.js';
import { UploadRepository } from '../../workflows/ports/uploads.js';
import { SubmitDataset } from '../../workflows/submit-dataset.js';
import { BeginUpload } from '../../workflows/uploads/begin-upload.js';
import { FinishUpload } from '../../workflows/uploads/finish-upload.js';
import { HttpOptions, uploadRulesOf } from '../http-options.js';
import { UploadBudget } from '../limits/upload-budget.js';
import { UploadMetrics } from '../metrics/upload-metrics.js';
import { TusProtocol, type TusProtocolPorts } from './tus-protocol.js';

type Ports = Omit<TusProtocolPorts, 'begin' | 'finish' | 'rules'>;

export const UPLOAD_PROVIDERS: FactoryProvider[] = [
  {
    provide: FinishUpload,
    inject: [
      UploadRepository,
      UploadBytes,
      BlobStore,
      DatasetRepository,
      JobRepository,
      SubmitDataset,
      Clock,
    ],
    // eslint-disable-next-line max-params -- one parameter a port
    useFactory: (
      uploads: UploadRepository,
      bytes: UploadBytes,
      blobs: BlobStore,
      datasets: DatasetRepository,
      jobs: JobRepository,
      submitDataset: SubmitDataset,
      clock: Clock,
    ) => new FinishUpload({ uploads, bytes, blobs, datasets, jobs, submitDataset, clock }),
  },
  {
    provide: TusProtocol,
    inject: [
      ...[HttpOptions, FinishUpload, UploadRepository, UploadBytes, WorkLocks],
      ...[UploadBudget, UploadMetrics, Clock, Ids],
    ],
    // eslint-disable-next-line max-params -- one parameter a port
    useFactory: (
      options: HttpOptions,
      finish: FinishUpload,
      uploads: Ports['uploads'],
      bytes: Ports['bytes'],
      locks: Ports['locks'],
      budget: UploadBudget,
      metrics: UploadMetrics,
      clock: Clock,
      ids: Ids,
    ) => {
      const rules = uploadRulesOf(options);
      const begin = new BeginUpload(uploads, clock, rules);
      return new TusProtocol({ uploads, bytes, locks, budget, metrics, clock, ids, rules, begin, finish });
    },
  },
];
