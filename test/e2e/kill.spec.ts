import { createHash } from 'node:crypto';
import { execFileSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createRng, type Rng } from '../../src/science/numerics/rng.js';
import { type Address, BusyUser } from '../support/busy-user.js';
import { crashPostgres, killIfThere, startTestServer } from '../support/postgres.js';
import { IS_BUILT, type ServiceProcess, startService, startWorkerProcess } from '../support/service.js';

/** Printed with the moments it chose; change it to try other moments. */
const SEED = Number(process.env.KAIMEN_KILL_SEED ?? 1);

let dataDir: string;
beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'kaimen-kill-'));
});
afterEach(() => rm(dataDir, { recursive: true, force: true, maxRetries: 20, retryDelay: 200 }));

interface JobAnswer {
  readonly state: string;
  readonly problem: unknown;
}

/** Everything acknowledged is there, whole, and ended exactly once. */
async function expectNothingLost(user: BusyUser): Promise<void> {
  await Promise.all([...user.datasets, ...user.analyses].map(({ jobId }) => expectEndedOnce(user, jobId)));
  for (const { id, sha256 } of user.datasets) {
    const bytes = await user.bytes(`/datasets/${id}/file`);
    expect(createHash('sha256').update(bytes).digest('hex')).toBe(sha256);
    expect(await user.get(`/datasets/${id}`)).toMatchObject({ state: 'ready' });
  }
  for (const { id } of user.analyses) {
    expect(await user.get(`/analyses/${id}/result`)).toMatchObject({ schema: 'kaimen.interpretation/1' });
  }
}

async function expectEndedOnce(user: BusyUser, jobId: string): Promise<void> {
  await vi.waitFor(
    async () => {
      const job = await user.get<JobAnswer>(`/jobs/${jobId}`);
      expect(job).toMatchObject({ state: 'succeeded', problem: null });
    },
    { timeout: 60_000, interval: 500 },
  );
  const events = (await user.bytes(`/jobs/${jobId}/events`)).toString();
  expect(events.match(/"state":"succeeded"/g)).toHaveLength(1);
}

/** Command lines that name the data folder: what is left of the service. */
const processesOf = (folder: string): string[] =>
  execFileSync('ps', ['-eo', 'args='])
    .toString()
    .split('\n')
    .filter((line) => line.includes(folder));

const childPid = (parent: number, script: string): number | null => {
  const found = execFileSync('ps', ['-eo', 'pid=,ppid=,args=']).toString().split('\n');
  const line = found.find((one) => one.includes(script) && Number(one.trim().split(/\s+/)[1]) === parent);
  return line === undefined ? null : Number(line.trim().split(/\s+/)[0]);
};

/** Kills one after the other at random moments, then lets the user go on until there is enough to look at. */
async function torment(user: BusyUser, rng: Rng, victims: (() => Promise<void>)[]): Promise<void> {
  const working = user.work();
  try {
    for (const kill of victims) {
      await sleep(200 + 1300 * rng.uniform());
      await kill();
    }
    await vi.waitFor(
      () => {
        expect(user.datasets.length).toBeGreaterThan(2 * victims.length);
        expect(user.analyses.length).toBeGreaterThan(3);
      },
      { timeout: 30_000, interval: 100 },
    );
  } finally {
    user.stop();
    await working;
  }
  console.log(
    `seed ${SEED}: ${user.datasets.length} uploads and ${user.analyses.length} analyses were acknowledged`,
  );
}

/** As whatever supervises a service does: starts it again when its database was away just then. */
async function persistently<T>(start: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await start();
    } catch (error) {
      if (attempt === 5) throw error;
    }
  }
}

describe.skipIf(!IS_BUILT)('kill -9 at any moment (of the build: npm run build)', () => {
  it('loses nothing when processes of the embedded service are killed', async () => {
    let service: ServiceProcess = await startService(dataDir);
    const address: Address = { url: service.url, key: service.key };
    const user = new BusyUser(address, 'embedded');
    const node = async (): Promise<void> => {
      await service.kill();
      service = await startService(dataDir);
      Object.assign(address, { url: service.url, key: service.key });
    };
    const postgres = (): Promise<void> => crashPostgres(dataDir);
    const reader = async (): Promise<void> => {
      const pid = childPid(service.process.pid!, 'parse-process.js');
      if (pid !== null) killIfThere(pid);
    };
    const both = async (): Promise<void> => {
      await postgres();
      await node();
    };
    const victims = [node, postgres, reader, both];
    try {
      await torment(user, createRng(SEED), [...victims, ...victims, ...victims]);
      await expectNothingLost(user);
      expect(await service.stop()).toBe(0);
      await vi.waitFor(() => expect(processesOf(dataDir)).toEqual([]), { timeout: 10_000 });
    } finally {
      await service.kill();
    }
  }, 180_000);

  it('loses nothing with a server of PostgreSQL, an API and two workers', async () => {
    const server = await startTestServer();
    const startApi = () => startService(dataDir, { DATABASE_URL: server.url, KAIMEN_WORKER_THREADS: '0' });
    const startWorker = () => startWorkerProcess(dataDir, server.url);
    let service = await startApi();
    const workers = [await startWorker(), await startWorker()];
    const address: Address = { url: service.url, key: service.key };
    const user = new BusyUser(address, 'distributed');
    const worker = (i: number) => async (): Promise<void> => {
      await workers[i].kill();
      workers[i] = await persistently(startWorker);
    };
    const api = async (): Promise<void> => {
      await service.kill();
      service = await persistently(startApi);
      Object.assign(address, { url: service.url, key: service.key });
    };
    const postgres = (): Promise<void> => server.crash();
    try {
      await torment(user, createRng(SEED + 1), [worker(0), api, postgres, worker(1), postgres, api]);
      await expectNothingLost(user);
      for (const process of [...workers, service]) expect(await process.stop()).toBe(0);
    } finally {
      for (const process of [...workers, service]) await process.kill();
      await server.stop();
    }
  }, 180_000);
});
