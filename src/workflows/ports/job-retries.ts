import { queuedJob } from '../queued-job.js';
import type { Job } from './records.js';

/**
 * Why a job cannot be run again: it has not ended, has succeeded, a newer job works for the same thing, or what it worked
 * for is not in a state in which it could begin again.
 */
export type RetryRefusal = 'not-ended' | 'succeeded' | 'superseded' | 'subject-changed';

/** Of the job that is made. */
export type NextJob = Pick<Job, 'id' | 'createdAt'>;

export const jobAgain = ({ ownerId, kind, subjectId }: Job, { id, createdAt }: NextJob): Job =>
  queuedJob({ id, createdAt, ownerId, kind, subjectId });

/** What changes, beside its job, in what is worked for again. */
export function subjectAgain(kind: Job['kind'], { state }: { readonly state?: string }): object {
  if (kind === 'ingest') return { state: 'ingesting', problem: null };
  if (kind === 'import') return { state: state === 'failed' ? 'reading' : 'committing', problem: null };
  return {};
}

export abstract class JobRetries {
  /**
   * Another job for what a failed or cancelled one worked for, with its queue entry: all or none. The old job stays as it
   * is. Null when there is no such job.
   */
  abstract retry(ownerId: string, jobId: string, next: NextJob): Promise<Job | RetryRefusal | null>;
}
