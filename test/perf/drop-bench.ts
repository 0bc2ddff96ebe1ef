/**
 * `npm run bench:drop`: a scan of 64 spectra is dropped into the folder that the bundled agent watches, with everything as it is set
 * by itself; how long after its last byte its interpretation by a rule can be read. Once with the system's hints of changes, once
 * as on a drive of another machine, where there are none. Shown beside what is asked, never tested.
 */
import { mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { WATCH_DEFAULTS } from '../../src/agent/watching/watch-options.js';
import { createClient, dataOf, type KaimenClient } from '../../src/api-client/client.js';
import { makeDemoFile } from '../../src/workflows/demo/make-demo-file.js';
import { type AgentProcess, startAgent } from '../support/agent.js';
import { type ServiceProcess, startService } from '../support/service.js';

const DROPS = 3;
const ASKED_S = { total: 15, rest: 3 };
const QUIET_S = WATCH_DEFAULTS.quietMs / 1000;
const GIVE_UP_MS = 120_000;
const LOOK_MS = 25;

/** Seconds after the last byte. */
interface Timing {
  readonly sentS: number;
  readonly analysedFromS: number;
  readonly shownS: number;
  /** Of the service meanwhile, all threads: what a busy machine makes long is seen by it. Null where the system does not tell. */
  readonly processorS: number | null;
}

interface Served {
  readonly client: KaimenClient;
  readonly pid: number;
}

const home = await mkdtemp(join(tmpdir(), 'kaimen-bench-drop-'));
let nDropped = 0;

async function until<T>(what: string, ask: () => T | null | Promise<T | null>): Promise<T> {
  for (const end = performance.now() + GIVE_UP_MS; performance.now() < end; await sleep(LOOK_MS)) {
    const found = await ask();
    if (found !== null) return found;
  }
  throw new Error(`${what} did not come within ${GIVE_UP_MS / 1000} s`);
}

/** Null until it can be read. */
async function resultOf({ api }: KaimenClient, fileName: string): Promise<{ createdAt: string } | null> {
  const { items } = await dataOf(api.GET('/api/v1/analyses', { params: { query: { limit: 1 } } }));
  const [newest] = items;
  if (newest?.job.state === 'failed') throw new Error(newest.job.problem?.detail);
  if (newest?.job.state !== 'succeeded') return null;
  const params = { path: { id: newest.coreLoss.datasetId } };
  const dataset = await dataOf(api.GET('/api/v1/datasets/{id}', { params }));
  if (dataset.fileName !== fileName) return null;
  await dataOf(api.GET('/api/v1/analyses/{id}/result', { params: { path: { id: newest.id } } }));
  return newest;
}

/** Linux counts in hundredths of a second. */
async function processorSOf(pid: number): Promise<number | null> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => null);
  if (stat === null) return null;
  const [userTicks, systemTicks] = stat
    .slice(stat.lastIndexOf(')') + 2)
    .split(' ')
    .slice(11, 13)
    .map(Number);
  return (userTicks + systemTicks) / 100;
}

async function drop(folder: string, agent: AgentProcess, { client, pid }: Served): Promise<Timing> {
  const name = `drop ${++nDropped}.dm4`;
  const { bytes } = makeDemoFile(nDropped);
  await writeFile(join(home, name), bytes);
  await rename(join(home, name), join(folder, name));
  const processorBefore = await processorSOf(pid);
  const [whole, wholeWall] = [performance.now(), Date.now()];
  const afterS = (): number => (performance.now() - whole) / 1000;
  const sentS = await until('the file', () => (agent.said().includes(`sent: ${name}`) ? afterS() : null));
  const { createdAt } = await until('the result', () => resultOf(client, name));
  const shownS = afterS();
  const processorAfter = await processorSOf(pid);
  const processorS =
    processorBefore === null || processorAfter === null ? null : processorAfter - processorBefore;
  return { sentS, analysedFromS: (Date.parse(createdAt) - wholeWall) / 1000, shownS, processorS };
}

async function measure(kind: string, more: string[], service: ServiceProcess): Promise<void> {
  const folder = join(home, kind);
  await mkdir(folder);
  const client = createClient({ baseUrl: service.url, apiKey: service.key });
  const address = ['--url', service.url, '--journal', join(home, 'journal')];
  const agent = startAgent(['watch', folder, ...address, ...more], service.key);
  await until('the agent', () => (agent.said().includes('Watching') ? true : null));
  const timings: Timing[] = [];
  const served = { client, pid: service.process.pid! };
  for (let i = 0; i < DROPS; i++) timings.push(await drop(folder, agent, served));
  agent.child.kill('SIGTERM');
  await agent.ended;
  const s = (value: number): string => value.toFixed(2);
  console.log(`\n${kind}`);
  console.table(
    timings.map(({ sentS, analysedFromS, shownS, processorS }) => ({
      'sent after s': s(sentS),
      'analysed from s': s(analysedFromS),
      'shown after s': s(shownS),
      'asked ≤': ASKED_S.total,
      'of which stability wait': s(QUIET_S),
      rest: s(shownS - QUIET_S),
      'rest asked ≤': ASKED_S.rest,
      "service's processor s": processorS === null ? '–' : s(processorS),
      met: shownS <= ASKED_S.total && shownS - QUIET_S <= ASKED_S.rest ? 'yes' : 'NO',
    })),
  );
}

const service = await startService(join(home, 'data'));
try {
  const { api } = createClient({ baseUrl: service.url, apiKey: service.key });
  await dataOf(api.POST('/api/v1/rules', { body: { name: 'everything', enabled: true } }));
  await measure('with hints of changes', [], service);
  await measure('by looking alone', ['--poll'], service);
  console.log(
    `load of this machine: ${loadavg()
      .map((one) => one.toFixed(1))
      .join(' ')}`,
  );
} finally {
  await service.stop();
  await rm(home, { recursive: true, force: true });
}
