import { mkdtemp, readdir, readFile, rm, stat, unlink } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { once } from 'node:events';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { findOtherNode } from '../support/other-node.js';
import { IS_BUILT, type ServiceProcess, spawnBuilt, startService } from '../support/service.js';

let dataDir: string;
let service: ServiceProcess;

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'kaimen serve-'));
  if (IS_BUILT) service = await startService(dataDir);
});
afterAll(async () => {
  await service?.stop();
  await rm(dataDir, { recursive: true, force: true, maxRetries: 20, retryDelay: 200 });
});

const asLocal = async (at: ServiceProcess): Promise<unknown> => {
  const response = await fetch(`${at.url}/api/v1/session`, {
    headers: { authorization: `Bearer ${at.key}` },
  });
  return response.ok ? response.json() : response.status;
};

const OTHER = findOtherNode();

const postmasterPid = async (data: string): Promise<string> =>
  (await readFile(join(data, 'postgres', 'postmaster.pid'), 'utf8')).split('\n')[0];

/** What a process that refuses to start says, and its exit code. */
async function refusal(script: string, args: string[], env: Record<string, string>, node?: string) {
  const refused = spawnBuilt(script, args, env, node);
  const [code] = (await once(refused.process, 'close')) as [number];
  return { code, said: refused.said() };
}

describe.skipIf(!IS_BUILT)('kaimen serve (of the build: npm run build)', () => {
  it('leaves for programs of this user where it is and a key, readable by nobody else', async () => {
    const { url, pid } = JSON.parse(await readFile(join(dataDir, 'service.json'), 'utf8')) as Record<
      string,
      unknown
    >;
    expect([url, pid]).toEqual([service.url, service.process.pid]);
    for (const name of ['service.json', 'local-key', 'postgres-password', 'postgres.log']) {
      expect((await stat(join(dataDir, name))).mode & 0o077).toBe(0);
    }
    expect((await stat(dataDir)).mode & 0o077).toBe(0);
    expect(await asLocal(service)).toMatchObject({ ownerId: 'local' });
  });

  it('prints a link that signs a browser in, once', async () => {
    const link = /Kaimen is at (\S+)/.exec(service.said())![1];
    const first = await fetch(link, { redirect: 'manual' });
    expect(first.headers.get('set-cookie')).toMatch(/HttpOnly/);
    const second = await fetch(link, { redirect: 'manual' });
    expect(second.headers.get('set-cookie')).toBeNull();
  });

  it('is ready: database, queue and a worker', async () => {
    const health = await (await fetch(`${service.url}/api/v1/health/ready`)).json();
    expect(health).toMatchObject({ status: 'ok' });
  });

  it('refuses a second one on the same data folder, and says what to do', async () => {
    const env = { KAIMEN_DATA: dataDir, KAIMEN_PORT: '0' };
    const { code, said } = await refusal('main.cli.js', ['serve'], env);
    expect(code).toBe(1);
    expect(said).toContain('Another Kaimen works on');
    expect(said).toContain('KAIMEN_DATA');
    expect(await asLocal(service)).toMatchObject({ ownerId: 'local' });
  });

  it.skipIf(OTHER === null)('refuses one under another Node too (needs one on PATH)', async () => {
    const postmaster = await postmasterPid(dataDir);
    const env = { KAIMEN_DATA: dataDir, KAIMEN_PORT: '0' };
    for (const [script, args] of [
      ['main.cli.js', ['serve']],
      ['main.api.js', []],
    ] as const) {
      const { code, said } = await refusal(script, [...args], env, OTHER!);
      expect([code, said]).toEqual([1, expect.stringContaining('Another Kaimen works on')]);
    }
    expect(await postmasterPid(dataDir)).toBe(postmaster);
    expect(await asLocal(service)).toMatchObject({ ownerId: 'local' });
  });

  it.skipIf(OTHER === null)('started by another Node (needs one on PATH), ends with it', async () => {
    const data = await mkdtemp(join(tmpdir(), 'kaimen-other-'));
    const asked = await startService(data, {}, OTHER!);
    expect(await asLocal(asked)).toMatchObject({ ownerId: 'local' });
    expect(await asked.stop()).toBe(0);
    expect(await readdir(join(data, 'postgres'))).not.toContain('postmaster.pid');
    await (await startService(data, {}, OTHER!)).kill();
    await vi.waitFor(async () => expect(await readdir(data)).not.toContain('service.json'), 20_000);
    await rm(data, { recursive: true, maxRetries: 20, retryDelay: 200 });
  });

  it('refuses a port that is taken, and stops its database', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const { port } = other.address() as AddressInfo;
    const data = await mkdtemp(join(tmpdir(), 'kaimen-port-'));
    const { code, said } = await refusal('main.cli.js', ['serve'], {
      KAIMEN_DATA: data,
      KAIMEN_PORT: String(port),
    });
    other.close();
    expect([code, said]).toEqual([2, expect.stringContaining(`KAIMEN_PORT="${port}"`)]);
    expect(await readdir(join(data, 'postgres'))).not.toContain('postmaster.pid');
    await rm(data, { recursive: true });
  });

  it.each([
    ['main.cli.js', ['serve'], { KAIMEN_PORT: 'x' }, 'KAIMEN_PORT'],
    ['main.cli.js', ['serve'], { DATABASE_URL: 'mysql://x' }, 'DATABASE_URL'],
    ['main.cli.js', ['serve'], { KAIMEN_WORKER_THREADS: '0' }, 'KAIMEN_WORKER_THREADS'],
    ['main.cli.js', ['serve'], { KAIMEN_DATA: join(import.meta.filename, 'x') }, 'KAIMEN_DATA'],
    ['main.api.js', [], { KAIMEN_DATA: '/proc/nope' }, 'KAIMEN_DATA'],
    ['main.cli.js', ['serve'], { DATABASE_URL: 'postgres://x@127.0.0.1:1/y' }, 'DATABASE_URL'],
    ['main.worker.js', [], { DATABASE_URL: 'postgres://x@127.0.0.1:1/y' }, 'DATABASE_URL'],
    ['main.cli.js', ['serve'], { KAIMEN_HOST: '192.0.2.1' }, 'KAIMEN_HOST'],
    ['main.worker.js', [], {}, 'DATABASE_URL'],
    [
      'main.worker.js',
      [],
      { DATABASE_URL: 'postgresql://x', KAIMEN_WORKER_THREADS: '0' },
      'KAIMEN_WORKER_THREADS',
    ],
  ])('%s %j names the variable that is wrong: %j', async (script, args, env, variable) => {
    const data = await mkdtemp(join(tmpdir(), 'kaimen-wrong-'));
    const { code, said } = await refusal(script, args, { KAIMEN_DATA: data, ...env });
    expect(code).toBeGreaterThan(0);
    expect(said).toContain(variable);
    expect(said).not.toContain('fault of the program');
    await rm(data, { recursive: true, maxRetries: 20, retryDelay: 200 });
  });

  it('stops cleanly when asked, keeps its key, and makes a new one when the file is gone', async () => {
    expect(await service.stop()).toBe(0);
    expect(await readdir(dataDir)).not.toContain('service.json');
    expect(await readdir(join(dataDir, 'postgres'))).not.toContain('postmaster.pid');
    const { key } = service;
    service = await startService(dataDir);
    expect(service.key).toBe(key);
    await service.stop();
    await unlink(join(dataDir, 'local-key'));
    service = await startService(dataDir);
    expect(service.key).not.toBe(key);
    expect(await asLocal(service)).toMatchObject({ ownerId: 'local' });
  });
});
