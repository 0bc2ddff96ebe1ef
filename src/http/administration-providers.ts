import type { FactoryProvider } from '@nestjs/common';
import { FindRecords } from '../workflows/find-records.js';
import { ManageInstruments } from '../workflows/instruments/manage-instruments.js';
import { BlobStore } from '../workflows/ports/blob-store.js';
import { CatalogueImportRepository } from '../workflows/ports/catalogue-imports.js';
import { Clock, Ids } from '../workflows/ports/clock.js';
import { InstrumentRepository } from '../workflows/ports/instruments.js';
import { JobRetries } from '../workflows/ports/job-retries.js';
import { RetryJob } from '../workflows/retry-job.js';

export const ADMINISTRATION_PROVIDERS: FactoryProvider[] = [
  {
    provide: ManageInstruments,
    inject: [InstrumentRepository, Clock],
    useFactory: (instruments: InstrumentRepository, clock: Clock) =>
      new ManageInstruments(instruments, clock),
  },
  {
    provide: RetryJob,
    inject: [FindRecords, CatalogueImportRepository, JobRetries, BlobStore, Clock, Ids],
    // eslint-disable-next-line max-params -- one parameter a port
    useFactory: (
      records: FindRecords,
      imports: CatalogueImportRepository,
      retries: JobRetries,
      blobs: BlobStore,
      clock: Clock,
      ids: Ids,
    ) => new RetryJob({ records, imports, retries, blobs, clock, ids }),
  },
];
