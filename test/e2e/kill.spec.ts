import { createHash } from 'node:crypto';
import { execFileSync } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createRng } from '../../src/science/numerics/rng.js';
import { type Address, BusyUser } from '../support/busy-user.js';
import { startTestServer } from '../support/postgres.js';
import { IS_BUILT, type ServiceProcess, startService, startWorkerProcess } from '../support/service.js';

/** Printed with the moments it chose; change it to try other moments. */
const SEED = Number(process.env.KAIMEN_KILL_SEED ?? 1);
const KILLS = 12;

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

describe.skipIf(!IS_BUILT)('kill -9 at any moment (of the build: npm run build)', () => {
  it(`loses nothing when ${KILLS} processes of the embedded service are killed`, async () => {
    const rng = createRng(SEED);
    let service: ServiceProcess = await startService(dataDir);
    const address: Address = { url: service.url, key: service.key };
    const user = new BusyUser(address, 'embedded');
    const working = user.work();

    const restart = async (): Promise<void> => {
      service = await startService(dataDir);
      Object.assign(address, { url: service.url, key: service.key });
    };
    const victims = {
      node: async () => {
        await service.kill();
        await restart();
      },
      postgres: async () => {
        const pid = Number(
          (await readFile(join(dataDir, 'postgres', 'postmaster.pid'), 'utf8')).split('\n')[0],
        );
        process.kill(pid, 'SIGKILL');
      },
      reader: async () => {
        const pid = childPid(service.process.pid!, 'parse-process.js');
        if (pid !== null) process.kill(pid, 'SIGKILL');
      },
      'node and postgres': async () => {
        const pid = Number(
          (await readFile(join(dataDir, 'postgres', 'postmaster.pid'), 'utf8')).split('\n')[0],
        );
        process.kill(pid, 'SIGKILL');
        await service.kill();
        await restart();
      },
    };
    const order = ['node', 'postgres', 'reader', 'node and postgres'] as const;
    for (let i = 0; i < KILLS; i++) {
      await sleep(200 + 2000 * rng.uniform());
      await victims[order[i % order.length]]();
    }
    await sleep(1000);
    user.stop();
    await working;

    const nDatasets = user.datasets.length;
    console.log(`seed ${SEED}: ${nDatasets} uploads and ${user.analyses.length} analyses were acknowledged`);
    expect(nDatasets).toBeGreaterThan(KILLS);
    expect(user.analyses.length).toBeGreaterThan(3);
    await expectNothingLost(user);
    expect(await service.stop()).toBe(0);
    await vi.waitFor(() => expect(processesOf(dataDir)).toEqual([]), { timeout: 10_000 });
  }, 180_000);

  it('loses nothing with a server of PostgreSQL, an API and two workers', async () => {
    const rng = createRng(SEED + 1);
    const server = await startTestServer();
    const service = await startService(dataDir, { DATABASE_URL: server.url });
    const workers = [
      await startWorkerProcess(dataDir, server.url),
      await startWorkerProcess(dataDir, server.url),
    ];
    const user = new BusyUser({ url: service.url, key: service.key }, 'distributed');
    const working = user.work();
    try {
      for (const i of [0, 1, 0, 1]) {
        await sleep(300 + 1200 * rng.uniform());
        await workers[i].kill();
        workers[i] = await startWorkerProcess(dataDir, server.url);
      }
      user.stop();
      await working;
      expect(user.analyses.length).toBeGreaterThan(1);
      await expectNothingLost(user);
      for (const process of [...workers, service]) expect(await process.stop()).toBe(0);
    } finally {
      user.stop();
      for (const process of [...workers, service]) await process.kill();
      await server.stop();
    }
  }, 180_000);
});
