import type { FindRecords } from './find-records.js';
import type { Job } from './ports/records.js';
import type { JobRepository } from './ports/repositories.js';
import { WorkflowError } from './workflow-error.js';

/** Ends a job that is queued or running; its worker stops at the next report. */
export class CancelJob {
  constructor(
    private readonly records: FindRecords,
    private readonly jobs: JobRepository,
  ) {}

  /** @throws WorkflowError not-found, already-ended */
  async run(ownerId: string, jobId: string): Promise<Job> {
    const cancelled = await this.jobs.cancel(ownerId, jobId);
    const job = await this.records.job(ownerId, jobId);
    if (!cancelled) throw new WorkflowError('already-ended', `The job has ended already: ${job.state}.`);
    return job;
  }
}
