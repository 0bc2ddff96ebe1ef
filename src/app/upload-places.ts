import { join } from 'node:path';
import type { PgBoss } from 'pg-boss';
import type { DataSource } from 'typeorm';
import type { DatabaseOptions } from '../storage/postgres/data-source.js';
import { PostgresDatasetRepository } from '../storage/postgres/postgres-datasets.js';
import { PostgresKeyRepository } from '../storage/postgres/postgres-keys.js';
import { PostgresUploadRepository } from '../storage/postgres/postgres-uploads.js';
import { FileUploadBytes } from '../storage/uploads/file-upload-bytes.js';
import { PostgresUploadLocks } from '../storage/uploads/postgres-upload-locks.js';
import type { BlobStore } from '../workflows/ports/blob-store.js';
import type { JobRepository } from '../workflows/ports/repositories.js';
import { SubmitDataset } from '../workflows/submit-dataset.js';
import { UploadDays } from '../workflows/upload-days.js';
import { FinishUpload } from '../workflows/uploads/finish-upload.js';
import { SweepUploads } from '../workflows/uploads/sweep-uploads.js';
import type { Closers } from './closers.js';
import type { Config } from './config.js';
import { SystemClock, TimeOrderedIds } from './system-clock.js';

export interface UploadPlaces {
  readonly uploads: PostgresUploadRepository;
  readonly uploadBytes: FileUploadBytes;
  readonly uploadLocks: PostgresUploadLocks;
}

/** Where uploads in pieces lie until they are whole: `<data>/uploads`, records and locks in the database. */
export async function openUploadPlaces(
  { dataDir }: Config,
  database: DatabaseOptions,
  db: DataSource,
  closers: Closers,
): Promise<UploadPlaces> {
  const uploadLocks = new PostgresUploadLocks(database);
  closers.add('the locks of uploads', () => uploadLocks.close());
  const uploadBytes = await FileUploadBytes.open(join(dataDir, 'uploads'));
  return { uploads: new PostgresUploadRepository(db), uploadBytes, uploadLocks };
}

interface SweptRuntime extends UploadPlaces {
  readonly db: DataSource;
  readonly boss: PgBoss;
  readonly blobs: BlobStore;
  readonly jobs: JobRepository;
  readonly config: Config;
}

export function uploadSweep(runtime: SweptRuntime): SweepUploads {
  const { db, boss, blobs, jobs, uploads, uploadBytes: bytes, uploadLocks: locks, config } = runtime;
  const [clock, ids] = [new SystemClock(), new TimeOrderedIds()];
  const datasets = new PostgresDatasetRepository(db, boss);
  const rules = { maxBytes: config.maxUploadBytes, quotaBytes: config.quotaBytes };
  const submitDataset = new SubmitDataset({ blobs, datasets, jobs, uploads, clock, ids }, rules);
  const finish = new FinishUpload({ uploads, bytes, blobs, datasets, jobs, submitDataset, clock });
  const days = new UploadDays(new PostgresKeyRepository(db), clock);
  return new SweepUploads({ uploads, bytes, locks, finish, days, clock });
}
