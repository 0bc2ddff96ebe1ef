import { followJob } from '../../api-client/follow-job.js';
import { client } from './api.js';
import { hasEnded, type Job } from './api-types.js';

/**
 * Waits until a job has ended; `onJob` hears every change, the end included. While the service is away it waits for it
 * to come back: the work goes on without this page. An aborted `signal` stops the following, not the job.
 *
 * @throws ApiError when the service refuses: the job was removed, or nobody is signed in any more
 */
export async function jobEnd(start: Job, onJob: (job: Job) => void, signal: AbortSignal): Promise<Job> {
  let job = start;
  const end = hasEnded(start.state)
    ? start
    : await followJob(client, start.id, {
        signal,
        patienceMs: Infinity,
        onEvent: ({ state, progress, stage, at }) => {
          // The end's time and problem are in the job itself.
          if (signal.aborted || hasEnded(state)) return;
          const startedAt = state === 'running' ? (job.startedAt ?? at) : null;
          job = { ...job, state, progress, stage, startedAt };
          onJob(job);
        },
      });
  signal.throwIfAborted();
  onJob(end);
  return end;
}
