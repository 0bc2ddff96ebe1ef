import { createClient, dataOf } from '../../api-client/client.js';
import { followJob } from '../../api-client/follow-job.js';
import type { AgentIo } from '../agent-error.js';
import type { Rejection } from '../journal/entry.js';
import type { Service } from '../service/service.js';
import type { Address } from './connect.js';

export type WaitFor = 'reading' | 'analysis';

/** So long after the reading has ended an analysis may begin. */
const BEGIN_MS = 15_000;

/**
 * Waits until a dataset was read, or also until the first analysis of it that a rule has started ended.
 *
 * @returns why it was refused; null: it is there
 */
export async function followDataset(
  id: string,
  wait: WaitFor,
  { service, address, io }: { service: Service; address: Address; io: AgentIo },
): Promise<Rejection | null> {
  const client = createClient({ baseUrl: address.url, apiKey: address.key() });
  let dataset = await service.dataset(id);
  while (dataset?.state === 'reading') {
    await followJob(client, dataset.jobId);
    dataset = await service.dataset(id);
  }
  if (dataset?.state === 'rejected') return dataset.rejection;
  if (wait === 'reading') return null;
  const query = { datasetId: id, limit: 1 };
  for (const begun = performance.now(); performance.now() - begun < BEGIN_MS;) {
    const { items } = await dataOf(client.api.GET('/api/v1/analyses', { params: { query } }));
    if (items.length > 0) {
      const { state } = await followJob(client, items[0].job.id);
      io.note(`analysis ${items[0].id}: ${state}  ${address.url}/datasets/${id}`);
      return null;
    }
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
  io.note(`No rule has started an analysis of ${address.url}/datasets/${id}.`);
  return null;
}
