import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { unzipSync } from 'fflate';
import { Webhook } from 'standardwebhooks';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import {
  createClient,
  type Dataset,
  dataOf,
  type KaimenClient,
  type Sidecar,
} from '../../src/api-client/client.js';
import { readEvents, type ServerEvent } from '../../src/api-client/event-stream.js';
import { blobSource, resumableUpload } from '../../src/api-client/resumable-upload.js';
import { ALL_SCOPES } from '../../src/workflows/manage-keys.js';
import { lineScanCsv } from '../support/busy-user.js';
import { startTestServer, type TestServer } from '../support/postgres.js';
import { IS_BUILT, type ServiceProcess, startService } from '../support/service.js';
import { type Message, startReceiver, type WebhookReceiver } from '../support/webhook-receiver.js';

let dataDir: string;
let server: TestServer;
let receiver: WebhookReceiver;
let service: ServiceProcess;

/** On a PostgreSQL of its own, which outlives it. */
const start = (env: Record<string, string> = {}): Promise<ServiceProcess> =>
  startService(dataDir, {
    ...{ DATABASE_URL: server.url, KAIMEN_WORKER_THREADS: '1', KAIMEN_WEBHOOK_ALLOW: receiver.host, ...env },
  });

beforeAll(async () => {
  if (!IS_BUILT) return;
  dataDir = await mkdtemp(join(tmpdir(), 'kaimen-pipelines-'));
  [server, receiver] = await Promise.all([startTestServer(), startReceiver()]);
  service = await start();
});
afterAll(async () => {
  await service?.stop();
  receiver?.close();
  await server?.stop();
  if (dataDir !== undefined) await rm(dataDir, { recursive: true, force: true });
});

/** An owner with nothing yet: tests do not meet one another's rules. */
async function owner(): Promise<string> {
  const admin = createClient({ baseUrl: service.url, apiKey: service.key });
  const body = { name: 'pipeline', owner: randomUUID(), scopes: [...ALL_SCOPES] };
  return (await dataOf(admin.api.POST('/api/v1/keys', { body }))).token;
}

const clientOf = (apiKey: string): KaimenClient => createClient({ baseUrl: service.url, apiKey });

let nFiles = 0;

/** As an agent at an instrument sends a line scan. */
async function arrives(
  client: KaimenClient,
  fileName: string,
  told: { instrument?: string; sidecar?: Sidecar } = {},
): Promise<Dataset> {
  const file = blobSource(new Blob([lineScanCsv(fileName, ++nFiles)]));
  return (await resumableUpload(client, file, fileName, told)).dataset;
}

const saved = (client: KaimenClient, name: string, recipe: object = {}) =>
  dataOf(client.api.POST('/api/v1/recipes', { body: { recipe: { name, ...recipe } } }));

const messagesAt = (path: string): Message[] => receiver.messages.filter((one) => one.path === path);

/** What a message says, by an implementation of Standard Webhooks that is not ours. */
const verified = ({ body, headers }: Message, secret: string): unknown =>
  new Webhook(secret).verify(body, headers);

const soon = { timeout: 30_000, interval: 100 };

async function readyOnes(client: KaimenClient, n: number): Promise<void> {
  await vi.waitFor(async () => {
    const { items } = await dataOf(client.api.GET('/api/v1/datasets'));
    expect(items.filter(({ state }) => state === 'ready')).toHaveLength(n);
  }, soon);
}

describe.skipIf(!IS_BUILT)('a pipeline (needs npm run build)', () => {
  it('runs on what arrives the recipe of the rule that fits, or that of the sidecar; a batch runs another over a filter', async () => {
    const client = clientOf(await owner());
    const { api } = client;
    const [night, careful] = [
      await saved(client, 'night', { seed: 2 }),
      await saved(client, 'careful', { seed: 3 }),
    ];
    const rule = (name: string, match: object, recipeId: string | null) =>
      dataOf(
        api.POST('/api/v1/rules', { body: { name, enabled: true, match, run: { recipeId, link: false } } }),
      );
    await rule('lines of the ARM', { instrument: 'arm*', fileName: 'line*.csv' }, night.id);
    await rule('copper', { material: 'Cu' }, null);
    const arm = { instrument: 'ARM 200' };
    const none = await arrives(client, 'line 0.csv', { instrument: 'Titan' });
    await arrives(client, 'map.csv', arm);
    await arrives(client, 'line 1.csv', arm);
    await arrives(client, 'line 2.csv', { ...arm, sidecar: { recipe: 'careful' } });
    await arrives(client, 'a.csv', { sidecar: { material: 'cu' } });
    await arrives(client, 'b.csv', { sidecar: { recipe: careful.id } });
    await arrives(client, 'c.csv', { sidecar: { recipe: 'unknown' } });
    await readyOnes(client, 7);
    await vi.waitFor(async () => {
      const { items } = await dataOf(api.GET('/api/v1/rule-runs'));
      const told = items.map(({ fileName, ruleName, problem }) => [
        fileName,
        ruleName,
        problem?.code ?? null,
      ]);
      expect(told.sort()).toEqual([
        ['a.csv', 'copper', null],
        ['b.csv', null, null],
        ['c.csv', null, 'not-found'],
        ['line 1.csv', 'lines of the ARM', null],
        ['line 2.csv', 'lines of the ARM', null],
      ]);
    }, soon);
    const analyses = async () => {
      const { items } = await dataOf(api.GET('/api/v1/analyses'));
      return items;
    };
    const names = new Map(
      (await dataOf(api.GET('/api/v1/datasets'))).items.map(({ id, fileName }) => [id, fileName]),
    );
    await vi.waitFor(async () => {
      const told = (await analyses()).map(({ coreLoss, recipe, job }) => [
        ...[names.get(coreLoss.datasetId), recipe.name, recipe.seed, job.state],
      ]);
      expect(told.sort()).toEqual([
        ['a.csv', 'default', 1, 'succeeded'],
        ['b.csv', 'careful', 3, 'succeeded'],
        ['line 1.csv', 'night', 2, 'succeeded'],
        ['line 2.csv', 'careful', 3, 'succeeded'],
      ]);
    }, soon);
    const body = { recipeId: careful.id, filter: { name: 'line*' } };
    const batch = await dataOf(api.POST('/api/v1/batches', { body }));
    expect(batch.counts).toMatchObject({ total: 3, reused: 1 });
    const params = { path: { id: batch.id } };
    await vi.waitFor(async () => {
      const { counts } = await dataOf(api.GET('/api/v1/batches/{id}', { params }));
      expect(counts).toMatchObject({ succeeded: 3, failed: 0 });
    }, soon);
    const { items: rows } = await dataOf(api.GET('/api/v1/batches/{id}/rows', { params }));
    expect(rows.map(({ fileName }) => fileName).sort()).toEqual(['line 0.csv', 'line 1.csv', 'line 2.csv']);
    expect(rows.find(({ datasetId }) => datasetId === none.id)?.state).toBe('succeeded');
    expect(await analyses()).toHaveLength(6);
  });

  it('tells a webhook what has ended, again after 500, and its link leads to the RO-Crate', async () => {
    const key = await owner();
    const client = clientOf(key);
    const { api } = client;
    const hook = (path: string, types: ('analysis.succeeded' | 'dataset.ready')[]) =>
      dataOf(
        api.POST('/api/v1/webhooks', {
          body: { url: `http://${receiver.host}${path}`, types, enabled: true },
        }),
      );
    receiver.first.set('/ends', [500]);
    receiver.first.set('/moved', new Array<string>(9).fill('/elsewhere'));
    const { secret } = await hook('/ends', ['analysis.succeeded']);
    const { id: movedId } = await hook('/moved', ['dataset.ready']);
    const dataset = await arrives(client, 'µ line.csv', { sidecar: { recipe: 'default' } });
    await vi.waitFor(() => expect(messagesAt('/ends')).toHaveLength(2), soon);
    const [first, second] = messagesAt('/ends');
    expect(second.body).toBe(first.body);
    expect(second.headers['webhook-id']).toBe(first.headers['webhook-id']);
    const waitedS = Number(second.headers['webhook-timestamp']) - Number(first.headers['webhook-timestamp']);
    expect(waitedS).toBeGreaterThanOrEqual(5);
    const told = verified(second, secret) as {
      type: string;
      data: { datasetId: string; links: { crate: string } };
    };
    expect(told).toMatchObject({
      type: 'analysis.succeeded',
      data: { datasetId: dataset.id, fileName: 'µ line.csv' },
    });
    expect(() => verified({ ...second, body: second.body.replace('line', 'lime') }, secret)).toThrow();
    const answer = await fetch(service.url + told.data.links.crate, {
      headers: { Authorization: `Bearer ${key}` },
    });
    const crate = unzipSync(new Uint8Array(await answer.arrayBuffer()));
    const metadata = JSON.parse(Buffer.from(crate['ro-crate-metadata.json']).toString()) as {
      '@graph': object[];
    };
    expect(JSON.stringify(metadata['@graph'])).toContain(dataset.sha256);
    const { items } = await dataOf(
      api.GET('/api/v1/webhooks/{id}/deliveries', { params: { path: { id: movedId } } }),
    );
    expect(items).toMatchObject([{ state: 'waiting', type: 'dataset.ready' }]);
    expect(new Set(items[0].answers.map(({ status }) => status))).toEqual(new Set([302]));
    expect(messagesAt('/elsewhere')).toEqual([]);
  });

  it('sends nothing to addresses of the own network that nobody has allowed', async () => {
    const { api } = clientOf(await owner());
    const other = `127.0.0.1:${Number(receiver.host.split(':')[1]) ^ 1}`;
    for (const url of [
      `http://${other}/`,
      'https://10.0.0.1/',
      'https://169.254.169.254/',
      'https://localhost/',
    ]) {
      const { error, response } = await api.POST('/api/v1/webhooks', { body: { url, enabled: true } });
      expect([url, response.status, error?.code]).toEqual([url, 422, 'forbidden-url']);
    }
  });

  it('goes on telling events after the last one that was seen, over a restart of the service', async () => {
    const key = await owner();
    const stream = async (after: number) => {
      const stop = new AbortController();
      const headers = { Authorization: `Bearer ${key}`, 'Last-Event-ID': String(after) };
      const { body } = await fetch(`${service.url}/api/v1/events`, { headers, signal: stop.signal });
      return { stop, events: readEvents(body!) };
    };
    const next = async ({ events }: Awaited<ReturnType<typeof stream>>) => {
      const { value } = await events.next();
      const { id, event, data } = value as ServerEvent;
      return [Number(id), event, (JSON.parse(data) as { data: { fileName: string } }).data.fileName] as const;
    };
    const early = await stream(0);
    await arrives(clientOf(key), 'first.csv');
    const [seen, ...first] = await next(early);
    expect(first).toEqual(['dataset.ready', 'first.csv']);
    early.stop.abort();
    await arrives(clientOf(key), 'second.csv');
    await readyOnes(clientOf(key), 2);
    await service.kill();
    service = await start();
    await arrives(clientOf(key), 'third.csv');
    const late = await stream(seen);
    const [secondId, ...second] = await next(late);
    const [thirdId, ...third] = await next(late);
    late.stop.abort();
    expect([second, third]).toEqual([
      ['dataset.ready', 'second.csv'],
      ['dataset.ready', 'third.csv'],
    ]);
    expect(secondId).toBeGreaterThan(seen);
    expect(thirdId).toBeGreaterThan(secondId);
  });
});
