import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { type ClientRequest, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { startTestServer, type TestServer } from '../support/postgres.js';
import { IS_BUILT, type ServiceProcess, startService } from '../support/service.js';
import { lineScanCsv } from '../support/busy-user.js';

let dataDir: string;
let server: TestServer;
let database: pg.Client;
let one: ServiceProcess;
let other: ServiceProcess;

const start = (): Promise<ServiceProcess> =>
  startService(dataDir, { DATABASE_URL: server.url, KAIMEN_WORKER_THREADS: '0' });

beforeAll(async () => {
  if (!IS_BUILT) return;
  dataDir = await mkdtemp(join(tmpdir(), 'kaimen-idempotency-'));
  server = await startTestServer();
  database = new pg.Client(server.url);
  await database.connect();
  one = await start();
  other = await start();
});
afterAll(async () => {
  await Promise.all([one?.stop(), other?.stop()]);
  await database?.end();
  await server?.stop();
  if (dataDir !== undefined) await rm(dataDir, { recursive: true, force: true });
});

interface Answer {
  readonly status: number;
  readonly text: string;
  readonly location: string | null;
  readonly isReplayed: boolean;
}

const headersOf = ({ key: token }: ServiceProcess, key: string) => ({
  ...{ Authorization: `Bearer ${token}`, 'Idempotency-Key': `"${key}"` },
});

async function post(at: ServiceProcess, path: string, key: string, body: FormData | object): Promise<Answer> {
  const isForm = body instanceof FormData;
  const response = await fetch(`${at.url}/api/v1${path}`, {
    method: 'POST',
    headers: { ...headersOf(at, key), ...(isForm ? {} : { 'Content-Type': 'application/json' }) },
    body: isForm ? body : JSON.stringify(body),
  });
  const { status, headers } = response;
  const isReplayed = headers.get('Idempotency-Replayed') === 'true';
  return { status, text: await response.text(), location: headers.get('Location'), isReplayed };
}

function formOf(text: string, fileName: string): FormData {
  const form = new FormData();
  form.set('file', new Blob([text]), fileName);
  return form;
}

async function count(path: string): Promise<number> {
  const headers = { Authorization: `Bearer ${other.key}` };
  const response = await fetch(`${other.url}/api/v1${path}`, { headers });
  return ((await response.json()) as { items: object[] }).items.length;
}

/** A file that is on its way and does not end: the service works on it until it dies. */
async function endlessUpload(at: ServiceProcess, key: string, fileName: string): Promise<ClientRequest> {
  const sent = request(`${at.url}/api/v1/datasets`, {
    method: 'POST',
    headers: { ...headersOf(at, key), 'Content-Type': 'multipart/form-data; boundary=b' },
  });
  sent.on('error', () => undefined); // the line is cut below
  sent.write(
    `--b\r\nContent-Disposition: form-data; name="file"; filename="${fileName}"\r\n\r\nenergy,a\r\n`,
  );
  await once(sent, 'socket');
  return sent;
}

/** Requests that processes say they work on. */
async function nLocks(): Promise<number> {
  const { rowCount } = await database.query(
    `SELECT FROM pg_locks JOIN pg_stat_activity USING (pid)
     WHERE locktype = 'advisory' AND application_name = 'kaimen locks'`,
  );
  return rowCount!;
}

describe.skipIf(!IS_BUILT)('Idempotency-Key (needs npm run build)', () => {
  it('gives the same answer after kill -9, whichever process is asked; the work was done once', async () => {
    const recipe = { recipe: { name: 'night', seed: 5 } };
    const file = lineScanCsv('a', 1);
    const first = await post(one, '/recipes', 'k1', recipe);
    const upload = await post(one, '/datasets', 'k2', formOf(file, 'a.csv'));
    expect([first.status, upload.status, first.isReplayed]).toEqual([201, 202, false]);
    await one.kill();
    one = await start();
    for (const at of [one, other]) {
      expect(await post(at, '/recipes', 'k1', recipe)).toEqual({ ...first, isReplayed: true });
      expect(await post(at, '/datasets', 'k2', formOf(file, 'a.csv'))).toEqual({
        ...upload,
        isReplayed: true,
      });
    }
    expect((await post(one, '/datasets', 'k2', formOf(file, 'b.csv'))).status).toBe(422);
    expect([await count('/recipes'), await count('/datasets?limit=10')]).toEqual([1, 1]);
  });

  it('of a request whose process was killed is free at once', async () => {
    const body = formOf(lineScanCsv('c', 3), 'c.csv');
    const sent = await endlessUpload(one, 'k3', 'c.csv');
    await vi.waitFor(async () => expect(await nLocks()).toBe(1), 20_000);
    const refused = await post(other, '/datasets', 'k3', body);
    expect([refused.status, refused.text]).toEqual([409, expect.stringContaining('idempotency-in-progress')]);
    await one.kill();
    sent.destroy();
    const killedAt = performance.now();
    await vi.waitFor(
      async () => expect((await post(other, '/datasets', 'k3', body)).status).toBe(202),
      20_000,
    );
    console.log(`free ${Math.round(performance.now() - killedAt)} ms after the kill`);
    one = await start();
  });

  it('of many requests at once, to two processes, works once', async () => {
    const body = { name: 'at once', run: { link: false } };
    const all = await Promise.all(
      Array.from({ length: 24 }, (_, i) => post(i % 2 === 0 ? one : other, '/rules', 'k4', body)),
    );
    const done = all.filter(({ status }) => status === 201);
    expect(all.filter(({ status }) => status !== 201).map(({ status }) => status)).toEqual(
      Array.from({ length: all.length - done.length }, () => 409),
    );
    expect(new Set(done.map(({ text }) => text)).size).toBe(1);
    expect(done.filter(({ isReplayed }) => !isReplayed)).toHaveLength(1);
    expect(await count('/rules')).toBe(1);
  });
});
