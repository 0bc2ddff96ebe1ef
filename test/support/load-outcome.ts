import type { AcceptedUpload } from './load-clients.js';

interface Dataset {
  readonly id: string;
  readonly fileName: string;
}

interface Job {
  readonly id: string;
  readonly kind: string;
  readonly subjectId: string;
  readonly state: string;
  readonly problem: { readonly code: string } | null;
  readonly finishedAt: string | null;
}

interface Source {
  readonly url: string;
  /** One of each owner. */
  readonly keys: readonly string[];
}

/** How many jobs stand where, over all owners. */
export interface JobCounts {
  succeeded: number;
  failed: number;
  unfinished: number;
}

/** What a load has left behind: empty when all that was taken in is there once, and what has ended says how. */
export async function faultsOfOutcome(
  { url, keys }: Source,
  accepted: readonly AcceptedUpload[],
): Promise<{ faults: readonly string[]; jobs: JobCounts }> {
  const faults: string[] = [];
  const counts: JobCounts = { succeeded: 0, failed: 0, unfinished: 0 };
  const datasets = (await Promise.all(keys.map((key) => all<Dataset>(url, key, 'datasets')))).flat();
  const idsOf = new Map<string, string[]>();
  for (const { id, fileName } of datasets) idsOf.set(fileName, [...(idsOf.get(fileName) ?? []), id]);
  for (const { datasetId, fileName } of accepted) {
    const ids = idsOf.get(fileName) ?? [];
    if (ids.length !== 1 || ids[0] !== datasetId)
      faults.push(`${fileName} was taken in as ${datasetId} and is there as [${ids.join(', ')}]`);
  }
  for (const key of keys) {
    for (const job of await all<Job>(url, key, 'jobs')) {
      const fault = await faultOfJob(url, key, job);
      if (fault !== null) faults.push(fault);
      counts[job.finishedAt === null ? 'unfinished' : job.state === 'succeeded' ? 'succeeded' : 'failed']++;
    }
  }
  return { faults, jobs: counts };
}

/** How many jobs of these owners are still to be done; a hundred of each owner and state count as a hundred. */
export async function nUnfinished({ url, keys }: Source): Promise<number> {
  let n = 0;
  for (const key of keys) {
    for (const state of ['queued', 'running']) {
      const response = await get(url, key, `/jobs?state=${state}&limit=100`);
      n += ((await response.json()) as { items: readonly Job[] }).items.length;
    }
  }
  return n;
}

async function faultOfJob(url: string, key: string, job: Job): Promise<string | null> {
  if (job.finishedAt === null) return null;
  const what = `${job.kind} ${job.id} is ${job.state}`;
  if (job.state !== 'succeeded') return job.problem === null ? `${what} without a reason` : null;
  if (job.kind !== 'analysis') return null;
  const { status } = await get(url, key, `/analyses/${job.subjectId}/result`);
  return status === 200 ? null : `${what}, its result answers ${status}`;
}

const get = (url: string, key: string, path: string): Promise<Response> =>
  fetch(`${url}/api/v1${path}`, { headers: { Authorization: `Bearer ${key}` } });

async function all<T>(url: string, key: string, resource: string): Promise<readonly T[]> {
  const items: T[] = [];
  for (let cursor: string | null = ''; cursor !== null;) {
    const response = await get(url, key, `/${resource}?limit=100${cursor === '' ? '' : `&cursor=${cursor}`}`);
    if (!response.ok) throw new Error(`${resource} answered ${response.status}`);
    const page = (await response.json()) as { items: T[]; nextCursor: string | null };
    items.push(...page.items);
    cursor = page.nextCursor;
  }
  return items;
}

/** Keys of so many clients, and one of each of their owners: five clients share one. */
export async function keysOfClients(
  { url, key }: { readonly url: string; readonly key: string },
  nClients: number,
): Promise<{ readonly clients: readonly string[]; readonly owners: readonly string[] }> {
  const clients: string[] = [];
  const scopes = ['datasets:read', 'datasets:write', 'analyses:read', 'analyses:write'];
  for (let i = 0; i < nClients; i++) {
    const response = await fetch(`${url}/api/v1/keys`, {
      method: 'POST',
      headers: { Authorization: `Bearer ${key}`, 'Content-Type': 'application/json' },
      body: JSON.stringify({ name: `client ${i}`, owner: `owner-${Math.floor(i / 5)}`, scopes }),
    });
    if (response.status !== 201) throw new Error(`no key: ${await response.text()}`);
    clients.push(((await response.json()) as { token: string }).token);
  }
  return { clients, owners: clients.filter((_, i) => i % 5 === 0) };
}
