import { join } from 'node:path';
import type { DatabaseOptions } from '../storage/postgres/data-source.js';
import { FileUploadBytes } from '../storage/uploads/file-upload-bytes.js';
import { PostgresUploadLocks } from '../storage/uploads/postgres-upload-locks.js';
import type { BlobStore } from '../workflows/ports/blob-store.js';
import { SubmitDataset } from '../workflows/submit-dataset.js';
import { UploadDays } from '../workflows/upload-days.js';
import { FinishUpload } from '../workflows/uploads/finish-upload.js';
import { SweepUploads } from '../workflows/uploads/sweep-uploads.js';
import type { Closers } from './closers.js';
import type { Config } from './config.js';
import type { Repositories } from './repositories.js';

export interface UploadPlaces {
  readonly uploadBytes: FileUploadBytes;
  readonly uploadLocks: PostgresUploadLocks;
}

/** Where uploads in pieces lie until they are whole: `<data>/uploads`, locks in the database. */
export async function openUploadPlaces(
  { dataDir }: Config,
  database: DatabaseOptions,
  closers: Closers,
): Promise<UploadPlaces> {
  const uploadLocks = new PostgresUploadLocks(database);
  closers.add('the locks of uploads', () => uploadLocks.close());
  const uploadBytes = await FileUploadBytes.open(join(dataDir, 'uploads'));
  return { uploadBytes, uploadLocks };
}

interface SweptRuntime extends Repositories, UploadPlaces {
  readonly blobs: BlobStore;
  readonly config: Config;
}

export function uploadSweep(runtime: SweptRuntime): SweepUploads {
  const { blobs, datasets, jobs, uploads, keys, clock, ids, config } = runtime;
  const { uploadBytes: bytes, uploadLocks: locks } = runtime;
  const rules = { maxBytes: config.maxUploadBytes, quotaBytes: config.quotaBytes };
  const submitDataset = new SubmitDataset({ blobs, datasets, jobs, uploads, clock, ids }, rules);
  const finish = new FinishUpload({ uploads, bytes, blobs, datasets, jobs, submitDataset, clock });
  const days = new UploadDays(keys, clock);
  return new SweepUploads({ uploads, bytes, locks, finish, days, clock });
}
