import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { type AddressInfo, createServer, connect, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Upload } from 'tus-js-client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { IS_BUILT, type ServiceProcess, startService } from '../support/service.js';
import { writeLargeDm4 } from '../support/write-large-dm4.mjs';

const FILE_BYTES = 2e9;
const ENVIRONMENT = { KAIMEN_WORKER_THREADS: '1', KAIMEN_QUOTA_BYTES: '2100000000' };
const KILLS = [0.2, 0.45, 0.75];

let folder: string;
let service: ServiceProcess;
let line: CountedLine;

beforeAll(async () => {
  if (!IS_BUILT) return;
  folder = await mkdtemp(join(tmpdir(), 'kaimen-uploads-'));
  service = await startService(join(folder, 'data'), ENVIRONMENT);
  line = await CountedLine.open();
});
afterAll(async () => {
  await line?.close();
  await service?.stop();
  if (folder !== undefined)
    await rm(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 200 });
});

/** What stands between a client and the service: the same address over restarts, and it counts what the client sends. */
class CountedLine {
  sentBytes = 0;
  private constructor(private readonly server: Server) {}

  static async open(): Promise<CountedLine> {
    const server = createServer((client) => {
      const there = connect(Number(new URL(service.url).port), '127.0.0.1');
      client.on('data', (chunk) => (self.sentBytes += chunk.length));
      for (const [one, other] of [
        [client, there],
        [there, client],
      ] as const) {
        one.pipe(other);
        one.on('error', () => other.destroy()).on('close', () => other.destroy());
      }
    });
    const self = new CountedLine(server);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return self;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  close(): Promise<unknown> {
    return new Promise((resolve) => this.server.close(resolve));
  }
}

const get = async <T>(path: string): Promise<T> => {
  const response = await fetch(`${service.url}/api/v1${path}`, {
    headers: { Authorization: `Bearer ${service.key}` },
  });
  expect(response.status).toBe(200);
  return (await response.json()) as T;
};

interface Listed<T> {
  readonly items: readonly T[];
}

async function sha256Of(path: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(path, { highWaterMark: 2 ** 20 })) hash.update(chunk as Buffer);
  return hash.digest('hex');
}

/** By a client that is not ours. */
function sendByTus(
  path: string,
  metadata: Record<string, string>,
  onProgress: (share: number) => void = () => undefined,
): Promise<Upload> {
  return new Promise((resolve, reject) => {
    const upload = new Upload(createReadStream(path, { highWaterMark: 2 ** 20 }), {
      endpoint: `${line.url}/api/v1/uploads`,
      headers: { Authorization: `Bearer ${service.key}` },
      chunkSize: 50_000_000,
      uploadSize: metadata.size === undefined ? FILE_BYTES : Number(metadata.size),
      metadata: Object.fromEntries(Object.entries(metadata).filter(([key]) => key !== 'size')),
      retryDelays: new Array<number>(100).fill(250),
      onProgress: (sent, total) => onProgress(sent / (total ?? 1)),
      onSuccess: () => resolve(upload),
      onError: reject,
    });
    upload.start();
  });
}

async function storedFiles(): Promise<string[]> {
  const all = await readdir(join(folder, 'data', 'blobs'), { recursive: true, withFileTypes: true });
  return all.filter((entry) => entry.isFile()).map(({ name }) => name);
}

describe.skipIf(!IS_BUILT)('uploads in pieces (needs npm run build)', () => {
  it('a 2 GB file survives three kills of the service: resumed, one dataset, the same bytes', async () => {
    const path = join(folder, 'large map.dm4');
    writeLargeDm4(path, { height: 1000, width: 1000, nChannels: 1000, sparse: true });
    const { size } = await stat(path);
    expect(size).toBeGreaterThan(FILE_BYTES);
    const sha256 = await sha256Of(path);
    const kills = [...KILLS];
    let restarting: Promise<void> = Promise.resolve();
    const killAt = (share: number): void => {
      if (kills.length === 0 || share < kills[0]) return;
      kills.shift();
      restarting = restarting.then(async () => {
        await service.kill();
        service = await startService(join(folder, 'data'), ENVIRONMENT);
      });
    };
    await sendByTus(path, { filename: 'large map.dm4', sha256, size: String(size) }, killAt);
    await restarting;
    expect(kills).toEqual([]);
    // Nothing that was told to have come is sent again: at most what was on the way at each kill.
    expect(line.sentBytes).toBeLessThan(size + KILLS.length * 52_000_000);
    const datasets = await get<Listed<{ sha256: string; sizeBytes: number; fileName: string }>>('/datasets');
    expect(datasets.items).toMatchObject([{ sha256, sizeBytes: size, fileName: 'large map.dm4' }]);
    expect(await storedFiles()).toContain(sha256);
    expect(
      await sha256Of(join(folder, 'data', 'blobs', sha256.slice(0, 2), sha256.slice(2, 4), sha256)),
    ).toBe(sha256);
    const uploads = await get<Listed<{ state: string }>>('/uploads');
    expect(uploads.items.map(({ state }) => state)).toEqual(['accepted']);
    expect(await readdir(join(folder, 'data', 'uploads'))).toEqual([]);
  }, 180_000);

  it('what would pass the quota is refused before its first byte', async () => {
    const response = await fetch(`${service.url}/api/v1/uploads`, {
      method: 'POST',
      headers: {
        Authorization: `Bearer ${service.key}`,
        ...{ 'Tus-Resumable': '1.0.0', 'Upload-Length': '200000000' },
        'Upload-Metadata': `filename ${Buffer.from('b.dm4').toString('base64')}`,
      },
    });
    expect([response.status, ((await response.json()) as { code: string }).code]).toEqual([
      507,
      'quota-exceeded',
    ]);
  });

  it('a file with another hash than was told is refused, and nothing is kept of it', async () => {
    const path = join(folder, 'wrong.dm4');
    writeLargeDm4(path, { height: 10, width: 10, nChannels: 100 });
    const { size } = await stat(path);
    const told = { filename: 'wrong.dm4', sha256: '0'.repeat(64), size: String(size) };
    const refused = (await sendByTus(path, told).catch((error: unknown) => error)) as {
      originalResponse: { getStatus(): number; getBody(): string };
    };
    expect(refused.originalResponse.getStatus()).toBe(422);
    expect(JSON.parse(refused.originalResponse.getBody())).toMatchObject({ code: 'checksum-mismatch' });
    expect(await storedFiles()).not.toContain(await sha256Of(path));
    expect(await readdir(join(folder, 'data', 'uploads'))).toEqual([]);
    const { items } = await get<Listed<{ state: string; problem: { code: string } }>>('/uploads?limit=1');
    expect(items).toMatchObject([{ state: 'refused', problem: { code: 'checksum-mismatch' } }]);
  });

  it('two names of the same bytes are two datasets on one stored file, one of them by curl -F', async () => {
    const path = join(folder, 'twice.dm4');
    writeLargeDm4(path, { height: 8, width: 10, nChannels: 100 });
    const sha256 = await sha256Of(path);
    await sendByTus(path, { filename: 'first.dm4', size: String((await stat(path)).size) });
    const { stdout } = await promisify(execFile)('curl', [
      ...['-sS', '-H', `Authorization: Bearer ${service.key}`, '-F', `file=@${path}`],
      `${service.url}/api/v1/datasets`,
    ]);
    expect(JSON.parse(stdout)).toMatchObject({ dataset: { fileName: 'twice.dm4', sha256 } });
    const { items } = await get<Listed<{ fileName: string }>>(`/datasets?sha256=${sha256}`);
    expect(items.map(({ fileName }) => fileName).sort()).toEqual(['first.dm4', 'twice.dm4']);
    expect((await storedFiles()).filter((name) => name === sha256)).toHaveLength(1);
  });
});
