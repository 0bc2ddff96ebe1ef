import { apiErrorOf, authorization, dataOf, type Job, type JobEvent, type KaimenClient } from './client.js';
import { readEvents } from './event-stream.js';
import { Patience } from './patience.js';

export interface FollowOptions {
  readonly onEvent?: (event: JobEvent) => void;
  readonly signal?: AbortSignal;
  /** How long the service may be away, ms (30 s); then the error is thrown on. Infinity waits for it to come back. */
  readonly patienceMs?: number;
}

/**
 * Waits until a job has ended, telling of each event once; resumes after the last one seen when the connection breaks
 * or the service restarts. Returns the job as it ended, whichever way.
 *
 * @throws ApiError when the service refuses; the platform's network error when it stays away too long
 */
export async function followJob(
  client: KaimenClient,
  jobId: string,
  options: FollowOptions = {},
): Promise<Job> {
  const progress: Progress = { seen: 0, patience: new Patience(options.patienceMs) };
  for (;;) {
    try {
      await listen(client, jobId, progress, options);
      const job = await dataOf(client.api.GET('/api/v1/jobs/{id}', { params: { path: { id: jobId } } }));
      if (job.finishedAt !== null) return job;
      progress.patience.heard();
    } catch (error) {
      if (options.signal?.aborted) throw error;
      progress.patience.bear(error);
    }
    await progress.patience.pause();
  }
}

/** Where the reading stands: the id of the last event seen. */
interface Progress {
  seen: number;
  readonly patience: Patience;
}

/** Reads events until the stream ends or breaks. */
async function listen(
  client: KaimenClient,
  jobId: string,
  progress: Progress,
  { onEvent, signal }: FollowOptions,
): Promise<void> {
  const response = await fetch(`${client.baseUrl}/api/v1/jobs/${jobId}/events`, {
    headers: {
      ...authorization(client),
      Accept: 'text/event-stream',
      'Last-Event-ID': String(progress.seen),
    },
    signal,
  });
  if (!response.ok) throw await apiErrorOf(response);
  if (response.status === 204 || response.body === null) return;
  for await (const { id, data } of readEvents(response.body)) {
    progress.seen = Number(id);
    progress.patience.heard();
    onEvent?.(JSON.parse(data) as JobEvent);
  }
}
