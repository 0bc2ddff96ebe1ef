import type { Job } from './ports/records.js';

/** A job as it is before anybody has started it. */
export function queuedJob(job: Pick<Job, 'id' | 'ownerId' | 'kind' | 'subjectId' | 'createdAt'>): Job {
  return {
    ...job,
    state: 'queued',
    progress: 0,
    stage: 'queued',
    problem: null,
    startedAt: null,
    finishedAt: null,
  };
}
