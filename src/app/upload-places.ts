import { join } from 'node:path';
import { FileUploadBytes } from '../storage/uploads/file-upload-bytes.js';
import type { BlobStore } from '../workflows/ports/blob-store.js';
import type { WorkLocks } from '../workflows/ports/work-locks.js';
import { SubmitDataset } from '../workflows/submit-dataset.js';
import { UploadDays } from '../workflows/upload-days.js';
import { FinishUpload } from '../workflows/uploads/finish-upload.js';
import { SweepUploads } from '../workflows/uploads/sweep-uploads.js';
import type { Config } from './config.js';
import type { Repositories } from './repositories.js';

/** Where uploads in pieces lie until they are whole. */
export const openUploadBytes = ({ dataDir }: Config): Promise<FileUploadBytes> =>
  FileUploadBytes.open(join(dataDir, 'uploads'));

interface SweptRuntime extends Repositories {
  readonly uploadBytes: FileUploadBytes;
  readonly workLocks: WorkLocks;
  readonly blobs: BlobStore;
  readonly config: Config;
}

export function uploadSweep(runtime: SweptRuntime): SweepUploads {
  const { blobs, datasets, jobs, uploads, keys, clock, ids, config } = runtime;
  const { uploadBytes: bytes, workLocks: locks } = runtime;
  const rules = { maxBytes: config.maxUploadBytes, quotaBytes: config.quotaBytes };
  const submitDataset = new SubmitDataset({ blobs, datasets, jobs, uploads, clock, ids }, rules);
  const finish = new FinishUpload({ uploads, bytes, blobs, datasets, jobs, submitDataset, clock });
  const days = new UploadDays(keys, clock);
  return new SweepUploads({ uploads, bytes, locks, finish, days, clock });
}
