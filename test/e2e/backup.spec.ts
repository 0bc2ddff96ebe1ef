import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { EmbeddedPostgres } from '../../src/app/embedded-postgres/embedded-postgres.js';
import { socketFolder } from '../../src/app/embedded-postgres/socket-folder.js';
import { createClient } from '../../src/api-client/client.js';
import { type BoundaryFile, importBoundary } from '../support/boundary-files.js';
import { type Address, BusyUser } from '../support/busy-user.js';
import { startS3 } from '../support/s3.js';
import { IS_BUILT, type ServiceProcess, spawnBuilt, startService } from '../support/service.js';

let root: string;
let [original, empty, folder]: string[] = [];
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'kaimen-backup-'));
  [original, empty, folder] = ['original', 'empty', 'backups'].map((name) => join(root, name));
});
afterAll(() => rm(root, { recursive: true, force: true, maxRetries: 20, retryDelay: 200 }));

interface Ended {
  readonly code: number | null;
  readonly said: string;
}

/** `kaimen …` on a data folder, to its end. */
async function kaimen(dataDir: string, env: Record<string, string>, ...args: string[]): Promise<Ended> {
  const { process: child, said } = spawnBuilt('main.cli.js', args, { KAIMEN_DATA: dataDir, ...env });
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
  return { code, said: said() };
}

const BOUNDARY: BoundaryFile = {
  ...{ prototype: 'fcc', elements: ['Cu'], latticeAngstrom: 3.615, sigma: 5, plane: [2, 1, 0] },
  energies: [0.95, 1.02],
};
const TABLE = Array.from({ length: 64 }, (_, i) => `${i % 8},${Math.floor(i / 8)},${(i * 7) % 13}`);

interface Made {
  readonly user: BusyUser;
  /** Where the user finds the service. */
  readonly address: Address;
  readonly boundaryId: string;
  readonly searchId: string;
}

/** Scans, analyses, a boundary with two structures, a search of a table: all ended. */
async function makeData(service: ServiceProcess): Promise<Made> {
  const { url, key } = service;
  const address = { url, key };
  const user = new BusyUser(address, 'backed up');
  const work = user.work();
  const client = createClient({ baseUrl: url, apiKey: key });
  const boundaryId = await importBoundary({ url, key, client } as never, BOUNDARY);
  const answer = await fetch(`${url}/api/v1/searches`, {
    method: 'POST',
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
    body: JSON.stringify({
      table: { name: 'grid', csv: ['x,y,energy', ...TABLE].join('\n') },
      ...{ engine: { name: 'table' }, budget: 20, seed: 1 },
    }),
  });
  const { search } = (await answer.json()) as { search: { id: string } };
  // While it works.
  expect(await kaimen(original, {}, 'backup', folder)).toMatchObject({ code: 0 });
  await vi.waitFor(() => expect(user.analyses.length).toBeGreaterThan(0), { timeout: 30_000 });
  user.stop();
  await work;
  await vi.waitFor(
    async () => {
      const { items } = await user.get<{ items: { state: string }[] }>('/jobs?limit=100');
      expect(items.filter(({ state }) => state !== 'succeeded')).toEqual([]);
    },
    { timeout: 30_000, interval: 300 },
  );
  return { user, address, boundaryId, searchId: search.id };
}

/** Hash and number of the rows of each table, found by SQL. */
async function rowsOf(dataDir: string): Promise<Map<string, string>> {
  const server = await EmbeddedPostgres.start(dataDir, await socketFolder(dataDir), () => {});
  const client = new pg.Client({ connectionString: server.url });
  try {
    await client.connect();
    const tables = await client.query<{ name: string }>(
      `SELECT tablename AS name FROM pg_tables WHERE schemaname = 'kaimen' AND tablename <> 'migration'`,
    );
    const found = new Map<string, string>();
    for (const { name } of tables.rows) {
      const { rows } = await client.query<{ told: string }>(
        `SELECT count(*) || ' ' || coalesce(md5(string_agg(t::text, chr(10) ORDER BY t::text)), '') AS told
         FROM kaimen."${name}" t`,
      );
      found.set(name, rows[0].told);
    }
    return found;
  } finally {
    await client.end();
    await server.stop();
  }
}

/** Path below the folder → SHA-256 of the bytes that lie there. */
async function blobsOf(blobs: string): Promise<Map<string, string>> {
  const found = new Map<string, string>();
  for (const entry of await readdir(blobs, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const bytes = await readFile(join(entry.parentPath, entry.name));
    found.set(entry.name, createHash('sha256').update(bytes).digest('hex'));
  }
  return found;
}

async function flip(path: string): Promise<void> {
  const bytes = await readFile(path);
  bytes[bytes.length >> 1] ^= 4;
  await writeFile(path, bytes);
}

const newest = async (): Promise<string> =>
  (await readdir(folder))
    .filter((name) => /Z$/.test(name))
    .sort()
    .at(-1)!;

describe.skipIf(!IS_BUILT)('backup and restore (of the build: npm run build)', () => {
  it('restores everything on an empty machine', async () => {
    let service = await startService(original);
    try {
      const made = await makeData(service);
      await sleep(1000); // names of backups are seconds
      const backup = await kaimen(original, {}, 'backup', folder, '--keep', '1', '--json');
      expect(backup.code, backup.said).toBe(0);
      expect(await service.stop()).toBe(0);
      expect((await readdir(folder)).sort()).toEqual(['blobs', await newest()].sort());

      const restored = await kaimen(empty, {}, 'restore', folder);
      expect(restored.code, restored.said).toBe(0);
      const [before, after] = [await rowsOf(original), await rowsOf(empty)];
      expect(before.size).toBeGreaterThan(15);
      for (const name of ['dataset', 'analysis', 'catalogue_structure', 'search_candidate', 'job_event'])
        expect(before.get(name)).not.toMatch(/^0 /);
      expect(after).toEqual(before);
      const [kept, again] = [await blobsOf(join(original, 'blobs')), await blobsOf(join(empty, 'blobs'))];
      expect(again.size).toBeGreaterThan(10);
      for (const [sha256, found] of again) expect([sha256, found]).toEqual([sha256, kept.get(sha256)]);

      service = await startService(empty);
      Object.assign(made.address, { url: service.url, key: service.key });

      for (const { id, sha256 } of made.user.datasets) {
        const bytes = await made.user.bytes(`/datasets/${id}/file`);
        expect(createHash('sha256').update(bytes).digest('hex')).toBe(sha256);
      }
      expect(await made.user.get(`/catalogue/boundaries/${made.boundaryId}`)).toMatchObject({ sigma: 5 });
      expect(await made.user.get(`/searches/${made.searchId}`)).toMatchObject({
        job: { state: 'succeeded' },
      });
      const verified = await kaimen(empty, {}, 'verify', made.user.analyses[0].id);
      expect(verified.code, verified.said).toBe(0);
      expect(await kaimen(empty, {}, 'storage', 'verify')).toMatchObject({ code: 0 });
      expect(await service.stop()).toBe(0);
    } finally {
      await service.kill();
    }
  }, 120_000);

  it('restores into a bucket, on which threads and processes work too', async () => {
    const s3 = await startS3();
    const dataDir = join(root, 'beside-the-bucket');
    const env = { ...s3.env, KAIMEN_S3_PREFIX: 'lab' };
    const restored = await kaimen(dataDir, env, 'restore', folder);
    expect(restored.code, restored.said).toBe(0);
    await rm(join(dataDir, 's3-copies'), { recursive: true }); // as on another machine
    const service = await startService(dataDir, env);
    try {
      const user = new BusyUser({ url: service.url, key: service.key }, 'in a bucket');
      const nBefore = (await user.get<{ items: unknown[] }>('/analyses?limit=100')).items.length;
      const work = user.work();
      await vi.waitFor(() => expect(user.analyses.length).toBeGreaterThan(0), { timeout: 30_000 });
      user.stop();
      await work;
      const [{ id, jobId }] = user.analyses;
      const ended = async () =>
        expect(await user.get(`/jobs/${jobId}`)).toMatchObject({ state: 'succeeded' });
      await vi.waitFor(ended, { timeout: 30_000, interval: 300 });
      expect(await user.get(`/analyses/${id}/result`)).toHaveProperty('schema');
      expect(nBefore).toBeGreaterThan(0);
      expect(await user.get('/storage')).toMatchObject({ store: 's3' });
      expect(existsSync(join(dataDir, 'blobs'))).toBe(false);
      expect(await service.stop()).toBe(0);
    } finally {
      await service.kill();
      await s3.stop();
    }
  }, 60_000);

  it('refuses to restore over data', async () => {
    const { code, said } = await kaimen(original, {}, 'restore', folder);
    expect([code, said]).toEqual([1, expect.stringContaining('is not empty')]);
  }, 30_000);

  it('takes nothing from a backup that was killed', async () => {
    const killed = join(root, 'killed');
    const backup = spawnBuilt('main.cli.js', ['backup', killed], { KAIMEN_DATA: original });
    const isPartial = async (): Promise<boolean> =>
      existsSync(killed) && (await readdir(killed)).some((name) => name.endsWith('.partial'));
    while (!(await isPartial())) await sleep(2);
    await backup.kill();
    expect((await readdir(killed)).filter((name) => !/\.partial$|^blobs$/.test(name))).toEqual([]);
    const { code, said } = await kaimen(join(root, 'unused'), {}, 'restore', killed);
    expect([code, said]).toEqual([1, expect.stringContaining('There is no whole backup')]);
    expect(existsSync(join(root, 'unused'))).toBe(false);
  }, 30_000);

  it('finds a flipped byte in a file and in a table, and names them', async () => {
    const name = await newest();
    const [blob] = (await blobsOf(join(folder, 'blobs'))).keys();
    const path = join('blobs', blob.slice(0, 2), blob.slice(2, 4), blob);
    const table = join(name, 'tables', 'dataset.copy');
    await flip(join(folder, path));
    await flip(join(folder, table));
    const { code, said } = await kaimen(join(root, 'unused'), {}, 'restore', folder);
    expect(code).toBe(1);
    for (const told of [path, table]) expect(said).toContain(`${told} is damaged`);
    expect(existsSync(join(root, 'unused'))).toBe(false);
    await flip(join(folder, path));
    await flip(join(folder, table));
    expect(await kaimen(original, {}, 'restore', folder, '--check')).toMatchObject({ code: 0 });
  }, 30_000);
});
