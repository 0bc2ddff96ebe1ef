import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, open, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { PYTHON, type Started, startPython } from '../../src/agent/python/testing/run-python.js';
import { toDm4 } from '../../src/science/spectra/to-dm4.js';
import { madeUpScan } from '../../src/workflows/made-up-scan.js';
import { IS_BUILT, type ServiceProcess, startService } from '../support/service.js';

const WHY = PYTHON === null ? ' (skipped: needs python3 ≥ 3.8)' : ' (of the build: npm run build)';

let dataDir: string;
let service: ServiceProcess;
let script: string;
let port: string;
beforeAll(async () => {
  if (!IS_BUILT || PYTHON === null) return;
  dataDir = await mkdtemp(join(tmpdir(), 'kaimen-python-service-'));
  service = await startService(dataDir);
  ({ port } = new URL(service.url));
  const served = await fetch(`${service.url}/agent/kaimen_upload.py`);
  script = join(dataDir, 'kaimen_upload.py');
  await writeFile(script, await served.text());
});
afterAll(async () => {
  await service?.stop();
  if (dataDir) await rm(dataDir, { recursive: true, force: true, maxRetries: 20, retryDelay: 200 });
});

let folder: string;
const started: Started[] = [];
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'kaimen µ scans-'));
});
afterEach(async () => {
  for (const { process, ended } of started.splice(0)) {
    process.kill('SIGKILL');
    await ended;
  }
  await rm(folder, { recursive: true });
});

/** The copy that the service hands out knows where it came from: no address is told. */
function start(args: string[], env: Record<string, string> = {}): Started {
  const journal = ['--journal', join(folder, 'journal.jsonl')];
  const one = startPython([script, ...args, ...journal], { KAIMEN_KEY: service.key, ...env });
  started.push(one);
  return one;
}
const run = (...given: Parameters<typeof start>) => start(...given).ended;

async function get<T>(path: string): Promise<T> {
  const headers = { authorization: `Bearer ${service.key}` };
  const response = await fetch(`${service.url}/api/v1${path}`, { headers });
  if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
  return (await response.json()) as T;
}

interface DatasetAnswer {
  readonly id: string;
  readonly fileName: string;
  readonly sha256: string;
  readonly state: string;
}
interface UploadAnswer {
  readonly fileName: string;
  readonly receivedBytes: number;
  readonly datasetId: string | null;
}
const datasets = async () => (await get<{ items: DatasetAnswer[] }>('/datasets?limit=100')).items;
const uploadsOf = async (name: string): Promise<UploadAnswer[]> =>
  (await get<{ items: UploadAnswer[] }>('/uploads')).items.filter(({ fileName }) => fileName === name);

/** A line scan as DigitalMicrograph stores it; no two titles give the same bytes. */
async function scan(name: string, title = name): Promise<string> {
  await writeFile(join(folder, name), toDm4([{ ...madeUpScan(), title }]));
  return join(folder, name);
}

describe.skipIf(!IS_BUILT || PYTHON === null)(`the Python uploader and the service${WHY}`, () => {
  it('sends a scan with what is known of it, and waits until it was read', async () => {
    const path = await scan('line µ.dm4');
    await writeFile(`${path}.kaimen.json`, JSON.stringify({ sample: 'LMO/STO 7', material: 'SrTiO3' }));
    const { code, out, err } = await run([
      'push',
      path,
      '--wait',
      '--instrument',
      'Titan',
      '--session',
      'night',
    ]);
    expect([code, err]).toEqual([0, '']);
    const id = out.split(' ')[1];
    expect(await get(`/datasets/${id}`)).toMatchObject({
      ...{ fileName: 'line µ.dm4', state: 'ready', instrument: 'Titan', session: 'night' },
      ...{ sidecar: { sample: 'LMO/STO 7', material: 'SrTiO3' } },
      sha256: createHash('sha256')
        .update(await readFile(path))
        .digest('hex'),
    });
    expect((await run(['push', path])).out).toBe(out);
    expect(await uploadsOf('line µ.dm4')).toHaveLength(1);
  });

  it('goes on with an upload in which the service was killed', async () => {
    const path = join(folder, 'large.dm4');
    const sizeBytes = 400e6;
    // A header that promises what follows; nobody reads further before the file is there.
    const header = Buffer.alloc(16);
    header.writeInt32BE(4);
    header.writeBigInt64BE(BigInt(sizeBytes - 24), 4);
    header.writeInt32BE(1, 12);
    const file = await open(path, 'w');
    await file.write(header);
    await file.truncate(sizeBytes);
    await file.write(Buffer.from('not only zeros'), 0, 14, 123_456_789);
    await file.close();

    const pushing = start(['push', path]);
    await vi.waitFor(
      async () => expect((await uploadsOf('large.dm4'))[0].receivedBytes).toBeGreaterThan(1e6),
      { timeout: 30_000, interval: 10 },
    );
    await service.kill();
    await sleep(500);
    service = await startService(dataDir, { KAIMEN_PORT: port });
    const { code, err } = await pushing.ended;
    expect([code, err]).toEqual([0, expect.stringContaining('does not answer') as unknown]);
    const there = (await datasets()).filter(({ fileName }) => fileName === 'large.dm4');
    expect(there).toHaveLength(1);
    const hash = createHash('sha256');
    for await (const chunk of (await open(path)).createReadStream()) hash.update(chunk as Buffer);
    expect(there[0].sha256).toBe(hash.digest('hex'));
    // One upload, resumed: not a second one from its beginning.
    expect(await uploadsOf('large.dm4')).toHaveLength(1);
  }, 120_000);

  it('watch --once sends what is whole, and says beside a file why it is refused', async () => {
    await mkdir(join(folder, 'day 1'));
    await scan('day 1/a.dm4');
    await scan('b.dm4');
    await writeFile(join(folder, 'half.dm4'), toDm4([madeUpScan()]).subarray(0, 5000));
    const picture = Buffer.concat([Buffer.from('89504e470d0a1a0a', 'hex'), Buffer.alloc(100, 1)]);
    await writeFile(join(folder, 'picture.dm4'), picture);
    const once = ['watch', folder, '--once', '--quiet', '0.5', '--interval', '0.2'];
    const first = await run(once);
    expect([first.code, first.out.trim().split('\n')]).toEqual([3, expect.any(Array) as unknown]);
    expect(first.err).toContain('half.dm4 waits');
    const told = JSON.parse(await readFile(join(folder, 'picture.dm4.kaimen-error.json'), 'utf8')) as unknown;
    expect(told).toMatchObject({ code: 'unsupported-media-type', status: 415, file: 'picture.dm4' });
    const names = (await datasets()).map(({ fileName }) => fileName);
    expect(names).toEqual(expect.arrayContaining(['a.dm4', 'b.dm4']));
    expect(names).not.toContain('half.dm4');
    expect(await run(once)).toMatchObject({ code: 0, out: '' });
  });

  it('blames no file for a wrong key (3), and ends with 4 when nobody answers', async () => {
    const path = await scan('c.dm4');
    const wrong = service.key.replace(/.{6}$/, 'xxxxxx');
    const refused = await run(['push', path], { KAIMEN_KEY: wrong });
    expect([refused.code, refused.err]).toEqual([3, expect.stringContaining('unauthorized') as unknown]);
    expect(refused.err).not.toContain(wrong);
    expect(existsSync(`${path}.kaimen-error.json`)).toBe(false);
    const away = await run(['push', path, '--url', 'http://127.0.0.1:9', '--patience', '0.1']);
    expect(away.code).toBe(4);
  });

  it('says that its instrument is there, and when it leaves', async () => {
    const watching = start([
      'watch',
      folder,
      '--instrument',
      'Titan 2',
      '--quiet',
      '0.5',
      '--interval',
      '0.2',
    ]);
    const instrument = async () =>
      (await get<{ items: { name: string }[] }>('/instruments')).items.find(({ name }) => name === 'Titan 2');
    await vi.waitFor(
      async () => expect(await instrument()).toMatchObject({ state: 'here', watching: [folder] }),
      {
        timeout: 20_000,
        interval: 100,
      },
    );
    watching.process.kill('SIGTERM');
    await once(watching.process, 'exit');
    expect(await instrument()).toMatchObject({ state: 'gone' });
  });
});
