import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { startTestServer } from '../support/postgres.js';
import { IS_BUILT, startService, startWorkerProcess } from '../support/service.js';

let dataDir: string;
beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'kaimen-search-kill-'));
});
afterEach(() => rm(dataDir, { recursive: true, force: true, maxRetries: 20, retryDelay: 200 }));

const BUDGET = 60;
const SEARCH = {
  boundary: {
    crystal: { structure: 'fcc', elements: ['Cu'], latticeAngstrom: [3.615] },
    axis: [0, 0, 1],
    sigma: 5,
    plane: [3, 1, 0],
  },
  engine: { name: 'eam', potential: 'mishin-cu-2001' },
  budget: BUDGET,
  toleranceJPerM2: 0,
  seed: 5,
};

interface Evaluation {
  readonly index: number;
  readonly position: number;
  readonly energyJPerM2: number | null;
  readonly failed: string | null;
}

interface Shown {
  readonly id: string;
  readonly status: { readonly nObserved: number; readonly stopped: string | null };
  readonly job: { readonly id: string; readonly state: string; readonly problem: unknown };
}

/** The service as one that asks sees it. */
class Client {
  constructor(private readonly at: { url: string; key: string }) {}

  async begin(): Promise<string> {
    const answer = await this.fetch('/searches', { method: 'POST', body: JSON.stringify(SEARCH) });
    return ((await answer.json()) as { search: { id: string } }).search.id;
  }

  async show(id: string): Promise<Shown> {
    return (await (await this.fetch(`/searches/${id}`)).json()) as Shown;
  }

  async evaluations(id: string): Promise<readonly Evaluation[]> {
    const answer = await this.fetch(`/searches/${id}/evaluations`);
    const { items } = (await answer.json()) as { items: Evaluation[] };
    return items.map(({ index, position, energyJPerM2, failed }) => ({
      index,
      position,
      energyJPerM2,
      failed,
    }));
  }

  async events(jobId: string): Promise<string> {
    return (await this.fetch(`/jobs/${jobId}/events`)).text();
  }

  reaches(id: string, nObserved: number): Promise<void> {
    const look = async (): Promise<void> => {
      const { status, job } = await this.show(id);
      expect(job.problem).toBeNull();
      expect(status.nObserved).toBeGreaterThanOrEqual(nObserved);
    };
    return vi.waitFor(look, { timeout: 60_000, interval: 20 });
  }

  private async fetch(path: string, init: RequestInit = {}): Promise<Response> {
    const headers = { authorization: `Bearer ${this.at.key}`, 'content-type': 'application/json' };
    const response = await fetch(`${this.at.url}/api/v1${path}`, { ...init, headers });
    if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
    return response;
  }
}

describe.skipIf(!IS_BUILT)('a search while workers are killed (of the build: npm run build)', () => {
  it('loses no evaluation, and goes the way it would have gone undisturbed', async () => {
    const server = await startTestServer();
    const environment = { DATABASE_URL: server.url, KAIMEN_WORKER_THREADS: '0' };
    const service = await startService(dataDir, environment);
    const startWorker = () => startWorkerProcess(dataDir, server.url);
    const workers = [await startWorker(), await startWorker()];
    const client = new Client(service);
    try {
      const id = await client.begin();
      const seen = new Map<number, Evaluation>();
      const keep = async (): Promise<void> => {
        const now = await client.evaluations(id);
        for (const [index, known] of seen) expect(now.find((one) => one.index === index)).toEqual(known);
        for (const one of now) seen.set(one.index, one);
      };
      for (const [turn, nObserved] of [8, 32].entries()) {
        await client.reaches(id, nObserved);
        await keep();
        await workers[turn % 2].kill(); // one of them is the leader
        workers[turn % 2] = await startWorker();
        await keep();
      }
      await client.reaches(id, BUDGET);
      await vi.waitFor(async () => expect((await client.show(id)).job.state).toBe('succeeded'), {
        timeout: 60_000,
      });
      await keep();
      const { status, job } = await client.show(id);
      expect(status).toMatchObject({ nObserved: BUDGET, stopped: 'budget' });
      expect((await client.events(job.id)).match(/"state":"succeeded"/g)).toHaveLength(1);

      const undisturbed = await client.begin();
      await client.reaches(undisturbed, BUDGET);
      expect(await client.evaluations(undisturbed)).toEqual(await client.evaluations(id));
      for (const process of [...workers, service]) expect(await process.stop()).toBe(0);
    } finally {
      for (const process of [...workers, service]) await process.kill();
      await server.stop();
    }
  }, 180_000);
});
