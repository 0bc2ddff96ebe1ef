import type { FindRecords } from './find-records.js';
import type { BlobStore } from './ports/blob-store.js';
import type { CatalogueImportRepository } from './ports/catalogue-imports.js';
import type { Clock, Ids } from './ports/clock.js';
import type { JobRetries, RetryRefusal } from './ports/job-retries.js';
import type { Job } from './ports/records.js';
import { WorkflowError } from './workflow-error.js';

export interface RetryPorts {
  readonly records: FindRecords;
  readonly imports: CatalogueImportRepository;
  readonly retries: JobRetries;
  readonly blobs: BlobStore;
  readonly clock: Clock;
  readonly ids: Ids;
}

const REFUSALS: Readonly<Record<RetryRefusal, string>> = {
  'not-ended': 'It has not ended yet: cancel it first, or wait.',
  succeeded: 'It has succeeded: submit the work anew to have it done once more.',
  superseded: 'A newer job works for the same thing: see that one.',
  'subject-changed': 'What it worked for has changed since, and cannot be begun again from there.',
};

/** Runs what failed or was cancelled once more, as a job of its own. A search goes on where it was. */
export class RetryJob {
  constructor(private readonly ports: RetryPorts) {}

  /** @throws WorkflowError not-found; cannot-retry, with the reason */
  async run(ownerId: string, jobId: string): Promise<Job> {
    const { records, retries, clock, ids } = this.ports;
    await this.checkFiles(await records.job(ownerId, jobId));
    const made = await retries.retry(ownerId, jobId, { id: ids.next(), createdAt: clock.now() });
    if (made === null) throw new WorkflowError('not-found', `There is no job ${jobId}.`);
    if (typeof made === 'string') throw new WorkflowError('cannot-retry', REFUSALS[made]);
    return made;
  }

  /** The files of an import that could not be read are kept for an hour or so only. */
  private async checkFiles({ kind, ownerId, subjectId }: Job): Promise<void> {
    const record = kind === 'import' ? await this.ports.imports.find(ownerId, subjectId) : null;
    if (record?.state !== 'failed') return;
    for (const { name, sha256 } of record.task.files) {
      if ((await this.ports.blobs.stat(sha256)) === null)
        throw new WorkflowError('cannot-retry', `The file ${name} is no longer kept: import it anew.`);
    }
  }
}
