import { createHash } from 'node:crypto';
import { appendFile, mkdir, mkdtemp, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Webhook } from 'standardwebhooks';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { PYTHON, startPython } from '../../src/agent/python/testing/run-python.js';
import { createClient, type Dataset, dataOf, type KaimenClient } from '../../src/api-client/client.js';
import { listUpTo } from '../../src/api-client/list-up-to.js';
import { type AgentProcess, IS_AGENT_BUILT, startAgent } from '../support/agent.js';
import { NIGHT_RECIPE, type NightScan, nightScan } from '../support/night-scan.js';
import { type ServiceProcess, startService } from '../support/service.js';
import { startReceiver, type WebhookReceiver } from '../support/webhook-receiver.js';

const N_SCANS = 64;
const INSTRUMENT = 'Titan 1';
/** At these scans the service is asked to end, and is killed. */
const STOPPED_AT = 18;
const KILLED_AT = 42;

interface Told {
  readonly type: string;
  readonly data: { readonly analysisId?: string; readonly fileName: string; readonly problem: unknown };
}

let home = '';
let folder = '';
let journal = '';
let service: ServiceProcess;
let client: KaimenClient;
let receiver: WebhookReceiver;
let secret = '';
let watch: AgentProcess;
let watchExit: number | null = null;
const scans: NightScan[] = [];
/** What was put into the folder, as it was then. */
const put = new Map<string, { readonly sha256: string; readonly mtimeMs: number }>();
/** What the receiver was told and verified, by message id. */
const told = new Map<string, Told>();
const changedMessages: string[] = [];
let nHeard = 0;

const sha256Of = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

async function asItIs(path: string): Promise<{ sha256: string; mtimeMs: number }> {
  const full = join(folder, path);
  return { sha256: sha256Of(await readFile(full)), mtimeMs: (await stat(full)).mtimeMs };
}

/** As instruments save: in steps, under another name first, or at once; some into a folder of the session. */
async function save(scan: NightScan, i: number): Promise<void> {
  const path = pathOf(scan, i);
  const full = join(folder, path);
  if (i % 4 === 0)
    for (let part = 0; part < 5; part++) {
      const [from, to] = [part, part + 1].map((n) => Math.round((n * scan.bytes.length) / 5));
      await appendFile(full, scan.bytes.subarray(from, to));
      await sleep(40);
    }
  else if (i % 4 === 1) {
    await writeFile(`${full}.tmp`, scan.bytes);
    await rename(`${full}.tmp`, full);
  } else await writeFile(full, scan.bytes);
  put.set(path, await asItIs(path));
}

const pathOf = ({ name }: NightScan, i: number): string => (i % 4 === 3 ? `evening/${name}` : name);

async function saveSidecar(scan: NightScan, i: number): Promise<void> {
  const path = `${pathOf(scan, i)}.kaimen.json`;
  await writeFile(join(folder, path), JSON.stringify({ sample: scan.sample, material: 'LaMnO3' }));
  put.set(path, await asItIs(path));
}

async function restart(how: 'stop' | 'kill'): Promise<void> {
  await service[how]();
  service = await start(new URL(service.url).port);
}

const start = (port: string): Promise<ServiceProcess> =>
  startService(join(home, 'data'), { KAIMEN_PORT: port, KAIMEN_WEBHOOK_ALLOW: receiver.host });

/** Keys, recipe, rule and webhook, as somebody sets them up in the evening. */
async function setUp(): Promise<void> {
  const { api } = client;
  const { id: recipeId } = await dataOf(api.POST('/api/v1/recipes', { body: { recipe: NIGHT_RECIPE } }));
  const match = { instrument: 'titan*', fileName: '*.dm4' };
  await dataOf(
    api.POST('/api/v1/rules', {
      body: { name: 'nights', enabled: true, match, run: { recipeId, link: true } },
    }),
  );
  const body = { url: receiver.url, enabled: true };
  ({ secret } = await dataOf(api.POST('/api/v1/webhooks', { body })));
}

async function newKey(
  name: string,
  scopes: ('datasets:write' | 'datasets:read' | 'catalogue:read')[],
  instrument?: string,
) {
  return (await dataOf(client.api.POST('/api/v1/keys', { body: { name, scopes, instrument } }))).token;
}

/** Verifies what came since. The receiver is out of order until it was told something for the first time. */
function hear(): void {
  if (receiver.messages.length > 0) receiver.status = 204;
  for (const { headers, body } of receiver.messages.slice(nHeard)) {
    const id = headers['webhook-id'];
    const message = new Webhook(secret).verify(body, headers) as Told;
    const before = told.get(id);
    if (before !== undefined && JSON.stringify(before) !== JSON.stringify(message)) changedMessages.push(id);
    told.set(id, message);
    nHeard++;
  }
}

const ofType = (type: string): Told[] => [...told.values()].filter((one) => one.type === type);

const until = (what: () => void | Promise<void>): Promise<void> =>
  vi.waitFor(what, { timeout: 150_000, interval: 250 });

const datasets = (): Promise<Dataset[]> =>
  listUpTo(1000, (query) => dataOf(client.api.GET('/api/v1/datasets', { params: { query } })));

async function playNight(): Promise<void> {
  let restarts = Promise.resolve();
  for (const [i, scan] of scans.entries()) {
    if (i % 3 === 0) await saveSidecar(scan, i);
    await save(scan, i);
    if (i % 3 === 1) await saveSidecar(scan, i);
    if (i === STOPPED_AT) restarts = restarts.then(() => restart('stop'));
    if (i === KILLED_AT) restarts = restarts.then(() => restart('kill'));
    hear();
    await sleep(150);
  }
  await restarts;
  await until(() => {
    hear();
    expect(told.size).toBeGreaterThanOrEqual(2 * N_SCANS);
  });
  // In the morning somebody writes down what the others were.
  for (const [i, scan] of scans.entries()) if (i % 3 === 2) await saveSidecar(scan, i);
  await until(async () =>
    expect((await datasets()).filter(({ sidecar }) => sidecar != null)).toHaveLength(N_SCANS),
  );
}

describe.skipIf(!IS_AGENT_BUILT)('a night at the microscope (of the build: npm run build)', () => {
  beforeAll(async () => {
    home = await mkdtemp(join(tmpdir(), 'kaimen-night-'));
    folder = join(home, 'scans');
    journal = join(home, 'journal');
    await mkdir(join(folder, 'evening'), { recursive: true });
    scans.push(...Array.from({ length: N_SCANS }, (_, i) => nightScan(i)));
    receiver = await startReceiver();
    receiver.status = 503;
    service = await start('0');
    client = createClient({ baseUrl: service.url, apiKey: service.key });
    await setUp();
    const key = await newKey('microscope', ['datasets:write', 'datasets:read'], INSTRUMENT);
    watch = startAgent(['watch', folder, '--url', service.url, '--journal', journal, '--quiet', '1'], key);
    const began = performance.now();
    await playNight();
    watch.child.kill('SIGTERM');
    watchExit = await watch.ended;
    console.log(`the night took ${((performance.now() - began) / 1000).toFixed(0)} s`);
  }, 300_000);

  afterAll(async () => {
    watch?.child.kill('SIGKILL');
    await watch?.ended;
    await service?.stop();
    receiver?.close();
    await rm(home, { recursive: true, force: true, maxRetries: 20, retryDelay: 200 });
  });

  it('has each scan once, whole, with what was known of it', async () => {
    const all = await datasets();
    expect(all.map(({ fileName }) => fileName).sort()).toEqual(scans.map(({ name }) => name));
    const byName = new Map(all.map((dataset) => [dataset.fileName, dataset]));
    for (const [i, { name, sample, bytes }] of scans.entries())
      expect(byName.get(name)).toMatchObject({
        ...{ state: 'ready', sha256: sha256Of(bytes), instrument: INSTRUMENT },
        ...{ session: i % 4 === 3 ? 'evening' : null, sidecar: { sample, material: 'LaMnO3' } },
      });
  });

  it('has one analysis of each, by the rule', async () => {
    const { api } = client;
    const analyses = await listUpTo(1000, (query) =>
      dataOf(api.GET('/api/v1/analyses', { params: { query } })),
    );
    expect(new Set(analyses.map(({ coreLoss }) => coreLoss.datasetId)).size).toBe(N_SCANS);
    expect(analyses).toHaveLength(N_SCANS);
    expect(new Set(analyses.map(({ job }) => job.state))).toEqual(new Set(['succeeded']));
    const runs = await listUpTo(1000, (query) => dataOf(api.GET('/api/v1/rule-runs', { params: { query } })));
    expect(runs.map(({ problem }) => problem)).toEqual(new Array(N_SCANS).fill(null));
  });

  it('told the receiver of each, in messages that another implementation verifies', () => {
    hear();
    expect(new Set([...told.values()].map(({ type }) => type))).toEqual(
      new Set(['dataset.ready', 'analysis.succeeded']),
    );
    const names = scans.map(({ name }) => name);
    for (const type of ['dataset.ready', 'analysis.succeeded'])
      expect(
        ofType(type)
          .map(({ data }) => data.fileName)
          .sort(),
      ).toEqual(names);
    expect(new Set(ofType('analysis.succeeded').map(({ data }) => data.analysisId)).size).toBe(N_SCANS);
    expect(changedMessages).toEqual([]);
    // At least one was refused while the receiver was out of order, and came again.
    expect(receiver.messages.length).toBeGreaterThan(told.size);
  });

  it('is in the agent’s journal: all sent; the folder is as it was', async () => {
    expect(watchExit).toBe(0);
    const status = startAgent(
      ['watch', folder, '--status', '--json', '--url', service.url, '--journal', journal],
      '',
    );
    expect(await status.ended).toBe(0);
    const { counts } = JSON.parse(status.said()) as { counts: Record<string, number> };
    expect(counts.accepted + counts.done).toBe(N_SCANS);
    expect(counts).toMatchObject({ hashed: 0, uploading: 0, rejected: 0 });
    const there = await readdir(folder, { recursive: true, withFileTypes: true });
    const files = there.filter((entry) => entry.isFile());
    const paths = files.map(({ parentPath, name }) => join(parentPath, name).slice(folder.length + 1));
    expect(paths.sort()).toEqual([...put.keys()].sort());
    for (const [path, before] of put) expect(await asItIs(path), path).toEqual(before);
  });

  it.skipIf(PYTHON === null)(
    `is in the table that a notebook fetches: 64 results, none twice, each what is true${PYTHON === null ? ' (skipped: needs python3 ≥ 3.8)' : ''}`,
    async () => {
      const key = await newKey('notebook', ['datasets:read', 'catalogue:read']);
      const notebook = startPython(['test/support/notebook.py'], {
        KAIMEN_URL: service.url,
        KAIMEN_KEY: key,
      });
      const { code, out, err } = await notebook.ended;
      expect([code, err]).toEqual([0, '']);
      const table = JSON.parse(out) as Record<string, string>[];
      expect(new Set(table.map(({ id }) => id)).size).toBe(N_SCANS);
      expect(table.map(({ fileName }) => fileName).sort()).toEqual(scans.map(({ name }) => name));
      const byName = new Map(table.map((row) => [row.fileName, row]));
      for (const { name, elements, interfaceNm, stepNm } of scans) {
        const row = byName.get(name)!;
        expect(row).toMatchObject({ recipe_name: 'night', elements, n_change_points: '1' });
        expect(row.change_point_unit).toBe('nm');
        // It lies between two positions.
        expect(Math.abs(Number(row.first_change_point) - interfaceNm), name).toBeLessThan(stepNm / 2);
      }
    },
  );
});
