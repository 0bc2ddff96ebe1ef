/**
 * `npm run bench:load [-- --clients 50 --seconds 60]`: clients that upload line scans and read at once, on the built service with
 * its own PostgreSQL, while their analyses run. Ends with 1 when an answer was an error (anything but 2xx, 3xx, and 429 or 503 with
 * Retry-After), a connection broke, or something that was taken in is lost; never because of a time.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { availableParallelism, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { runLoad } from '../support/load-clients.js';
import { faultsOfOutcome, keysOfClients } from '../support/load-outcome.js';
import { scanMaker } from '../support/load-scans.js';
import { LoadTally } from '../support/load-tally.js';
import { memoryOfTree } from '../support/process-memory.js';
import { type ServiceProcess, startService } from '../support/service.js';

const ASKED_P95_MS = 200;
const PACE = { uploadEveryMs: 5000, readEveryMs: 500 };
const SAMPLE_MS = 5000;
const MIB = 2 ** 20;

const { values } = parseArgs({
  options: { clients: { type: 'string', default: '50' }, seconds: { type: 'string', default: '60' } },
});

const roleOf = (command: string): string =>
  /postgres/.test(command) ? 'PostgreSQL' : /main\.cli/.test(command) ? 'service' : 'reader';

/** By role, MiB. PostgreSQL's processes share most of theirs, and each counts it. */
async function memoryByRole(pid: number): Promise<Record<string, number>> {
  const sums: Record<string, number> = {};
  for (const { command, rssBytes } of await memoryOfTree(pid)) {
    const role = roleOf(command);
    sums[role] = Math.round((sums[role] ?? 0) + rssBytes / MIB);
  }
  return sums;
}

/** Memory now and every few seconds, until it is stopped. */
async function watchMemory(pid: number) {
  const started = performance.now();
  const samples = [{ s: 0, ...(await memoryByRole(pid)) }];
  const sample = async (): Promise<void> => {
    const s = Math.round((performance.now() - started) / 1000);
    samples.push({ s, ...(await memoryByRole(pid)) });
  };
  const timer = setInterval(() => void sample(), SAMPLE_MS);
  return { samples, stop: () => clearInterval(timer) };
}

const at = (sorted: readonly number[], share: number): number =>
  Math.round(sorted[Math.floor(share * (sorted.length - 1))]);

function report(tally: LoadTally): void {
  const rows = [...tally.timesMs].sort().map(([what, times]) => {
    const sorted = times.toSorted((a, b) => a - b);
    return [what, { n: times.length, 'p50 ms': at(sorted, 0.5), 'p95 ms': at(sorted, 0.95) }] as const;
  });
  console.table(Object.fromEntries(rows));
  const reads = tally.readsMs();
  const [p50, p95, p99, longest] = [0.5, 0.95, 0.99, 1].map((share) => at(reads, share));
  console.log(
    `${reads.length} reads: p50 ${p50} ms, p95 ${p95} ms (asked ≤ ${ASKED_P95_MS} ms: ${p95 <= ASKED_P95_MS ? 'met' : 'MISSED'}), ` +
      `p99 ${p99} ms, longest ${longest} ms; ${availableParallelism()} cores, load of the machine ${loadavg()[0].toFixed(1)}`,
  );
}

/** @returns what must not be */
async function measure(service: ServiceProcess): Promise<readonly string[]> {
  const { url } = service;
  const keys = await keysOfClients(service, Number(values.clients));
  const tally = new LoadTally();
  const memory = await watchMemory(service.process.pid!);
  const options = {
    url,
    keys: keys.clients,
    seconds: Number(values.seconds),
    nextScan: scanMaker(),
    ...PACE,
  };
  const accepted = await runLoad(options, tally);
  memory.stop();
  const outcome = await faultsOfOutcome({ url, keys: keys.owners }, accepted);
  console.table(memory.samples);
  report(tally);
  console.log(`${accepted.length} uploads taken in; jobs: ${JSON.stringify(outcome.jobs)}`);
  return [...tally.faults, ...outcome.faults];
}

const folder = await mkdtemp(join(tmpdir(), 'kaimen-bench-load-'));
const service = await startService(folder);
try {
  const faults = await measure(service);
  console.log(`${faults.length} faults`);
  for (const fault of faults.slice(0, 20)) console.log(`  ${fault}`);
  if (faults.length > 0) process.exitCode = 1;
} finally {
  await service.stop();
  await rm(folder, { recursive: true, force: true });
}
