import { dataOf, type KaimenClient } from './client.js';
import { Patience } from './patience.js';
import type { components } from './schema.js';

export type Batch = components['schemas']['BatchDto'];

const LOOK_MS = 1000;

/** How many rows of a batch have ended, whichever way. */
export const nEnded = ({ counts }: Batch): number => counts.total - counts.queued - counts.running;

/**
 * Waits until every row of a batch has ended, telling of each look; returns it as it is then.
 *
 * @throws ApiError when the service refuses; the platform's network error when it stays away too long
 */
export async function followBatch(
  { api }: KaimenClient,
  id: string,
  onLook: (batch: Batch) => void,
): Promise<Batch> {
  const patience = new Patience();
  for (;;) {
    try {
      const batch = await dataOf(api.GET('/api/v1/batches/{id}', { params: { path: { id } } }));
      patience.heard();
      onLook(batch);
      if (nEnded(batch) === batch.counts.total) return batch;
    } catch (error) {
      patience.bear(error);
    }
    await patience.pause(LOOK_MS);
  }
}
