import { apiUrl, getJson } from './api.js';
import { hasEnded, type Job, type JobEvent } from './api-types.js';

const RETRY_MS = 2_000;

/**
 * Follows a job until it has ended, by server-sent events (the browser resumes them after a break with Last-Event-ID);
 * `onJob` hears every change. Returns a function that stops following; the job goes on.
 */
export function followJob(start: Job, onJob: (job: Job) => void): () => void {
  let job = start;
  let stopped = false;
  let source: EventSource | null = null;
  const stop = (): void => {
    stopped = true;
    source?.close();
  };
  const tell = (next: Job): void => {
    if (stopped) return;
    job = next;
    if (hasEnded(next.state)) stop();
    onJob(next);
  };
  const refresh = (): void => {
    getJson<Job>(`/jobs/${job.id}`).then(tell, retryLater);
  };
  const retryLater = (): void => {
    if (!stopped) setTimeout(connect, RETRY_MS);
  };
  const onEvent = (event: MessageEvent<string>): void => {
    const { state, progress, stage } = JSON.parse(event.data) as JobEvent;
    // The end's time and problem are in the job itself.
    if (hasEnded(state) || job.startedAt === null) refresh();
    if (!hasEnded(state)) tell({ ...job, state, progress, stage });
  };
  function connect(): void {
    if (stopped) return;
    source?.close();
    source = new EventSource(apiUrl(`/jobs/${job.id}/events`));
    source.addEventListener('job', onEvent as (event: Event) => void);
    source.onerror = () => {
      // The browser reconnects by itself unless the server refused; then ask for the job and try again.
      if (source?.readyState === EventSource.CLOSED) refresh();
    };
  }
  if (hasEnded(start.state)) onJob(start);
  else connect();
  return stop;
}

export const jobEnd = (job: Job, onJob: (job: Job) => void): Promise<Job> =>
  new Promise((resolve) => {
    followJob(job, (next) => {
      onJob(next);
      if (hasEnded(next.state)) resolve(next);
    });
  });
