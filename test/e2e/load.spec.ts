import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { runLoad } from '../support/load-clients.js';
import { faultsOfOutcome, keysOfClients, nUnfinished } from '../support/load-outcome.js';
import { scanMaker } from '../support/load-scans.js';
import { LoadTally } from '../support/load-tally.js';
import { memoryOfTree } from '../support/process-memory.js';
import { IS_BUILT, type ServiceProcess, startService } from '../support/service.js';

const N_CLIENTS = 50;
const LOAD = { seconds: 15, uploadEveryMs: 3000, readEveryMs: 500 };
/** Filled within seconds, so that clients are sent away, too. */
const MAX_QUEUED_JOBS = 40;
/** Of the process that answers and analyses; measured: 0.35 GiB at the start, 0.72 GiB after two minutes of more than this. */
const MAX_SERVICE_BYTES = 1.2 * 2 ** 30;
/** Of the process that reads files; measured: 0.14 GiB. */
const MAX_READER_BYTES = 0.5 * 2 ** 30;

let folder: string;
let service: ServiceProcess;

beforeAll(async () => {
  if (!IS_BUILT) return;
  folder = await mkdtemp(join(tmpdir(), 'kaimen-load-'));
  service = await startService(folder, {
    KAIMEN_WORKER_THREADS: '1',
    KAIMEN_MAX_QUEUED_JOBS: String(MAX_QUEUED_JOBS),
  });
});
afterAll(async () => {
  await service?.stop();
  if (folder !== undefined) await rm(folder, { recursive: true, force: true });
});

/** The most that the service, and any process that it has started for reading, took while `work` ran. */
async function peaksOf<T>(work: () => Promise<T>): Promise<{ done: T; service: number; reader: number }> {
  const peaks = { service: 0, reader: 0 };
  const look = async (): Promise<void> => {
    for (const { pid, command, rssBytes } of await memoryOfTree(service.process.pid!)) {
      if (pid === service.process.pid) peaks.service = Math.max(peaks.service, rssBytes);
      else if (command.includes('parse-process')) peaks.reader = Math.max(peaks.reader, rssBytes);
    }
  };
  const timer = setInterval(() => void look(), 250);
  try {
    return { done: await work(), ...peaks };
  } finally {
    clearInterval(timer);
  }
}

describe.skipIf(!IS_BUILT)(`${N_CLIENTS} clients that upload and read at once`, () => {
  it(
    'meet no error but "come again", lose nothing, and the service keeps its size',
    { timeout: 240_000 },
    async () => {
      const keys = await keysOfClients(service, N_CLIENTS);
      const nextScan = scanMaker({ nPixels: 16, nChannels: 1024, interfacePixel: 8 });
      const tally = new LoadTally();
      const peaks = await peaksOf(() =>
        runLoad({ url: service.url, keys: keys.clients, nextScan, ...LOAD }, tally),
      );
      const accepted = peaks.done;
      expect(tally.faults).toEqual([]);
      expect(accepted.length).toBeGreaterThan(N_CLIENTS);
      expect(peaks.service).toBeLessThan(MAX_SERVICE_BYTES);
      expect(peaks.reader).toBeLessThan(MAX_READER_BYTES);

      const owners = { url: service.url, keys: keys.owners };
      await vi.waitFor(async () => expect(await nUnfinished(owners)).toBe(0), {
        timeout: 120_000,
        interval: 500,
      });
      const { faults, jobs } = await faultsOfOutcome(owners, accepted);
      expect(faults).toEqual([]);
      expect(jobs.failed).toBe(0);
      expect(jobs.succeeded).toBeGreaterThanOrEqual(accepted.length);
      print(tally, { ...jobs, accepted: accepted.length, ...peaks });
    },
  );

  it.skipIf(process.platform !== 'linux')('analyses give way to who reads', async () => {
    const niceness = await nicenessOfThreads(service.process.pid!);
    const ofService = niceness.get(service.process.pid!)!;
    expect([...niceness.values()]).toContain(Math.min(19, ofService + 10));
  });
});

/** Times are shown, never tested. */
function print(tally: LoadTally, { done: _, ...rest }: Record<string, unknown>): void {
  const reads = tally.readsMs();
  const at = (share: number): string => reads[Math.floor(share * (reads.length - 1))].toFixed(0);
  const waits = [...tally.timesMs].filter(([what]) => / (429|503)$/.test(what));
  const refused = waits.map(([what, times]) => `${times.length} × ${what}`).join(', ');
  console.log(
    `${reads.length} reads: p50 ${at(0.5)}, p95 ${at(0.95)} ms; ${refused || 'nobody was sent away'}; ${JSON.stringify(rest)}`,
  );
}

async function nicenessOfThreads(pid: number): Promise<ReadonlyMap<number, number>> {
  const threads = await readdir(`/proc/${pid}/task`);
  const entries = threads.map(async (thread) => {
    const fields = (await readFile(`/proc/${pid}/task/${thread}/stat`, 'utf8')).split(') ')[1].split(' ');
    return [Number(thread), Number(fields[16])] as const;
  });
  return new Map(await Promise.all(entries));
}
