import { createHash, randomBytes } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { readConfig } from '../../src/app/config.js';
import { FileSystemBlobStore } from '../../src/storage/blobs/file-system-blob-store.js';
import { LocalCopies } from '../../src/storage/blobs/s3/local-copies.js';
import { Removals } from '../../src/storage/blobs/s3/removals.js';
import { S3BlobStore } from '../../src/storage/blobs/s3/s3-blob-store.js';
import { createS3Client, type S3Place } from '../../src/storage/blobs/s3/s3-client.js';
import { S3SettingsError } from '../../src/storage/blobs/s3/s3-errors.js';
import { S3Objects } from '../../src/storage/blobs/s3/s3-objects.js';
import { readBlob } from '../../src/workflows/blob-bytes.js';
import { startS3, type TestS3 } from '../support/s3.js';

let s3: TestS3;
let root: string;
beforeAll(async () => {
  s3 = await startS3();
  root = await mkdtemp(join(tmpdir(), 'kaimen-s3-spec-'));
});
afterAll(async () => {
  await s3.stop();
  await rm(root, { recursive: true, force: true });
});

const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
async function* once(bytes: Uint8Array): AsyncIterable<Uint8Array> {
  yield bytes;
}
async function collect(chunks: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const parts: Uint8Array[] = [];
  for await (const part of chunks) parts.push(part);
  return Buffer.concat(parts);
}
/** The same bucket, seen from another machine: without local copies. */
const elsewhere = async (place: S3Place, options = {}): Promise<S3BlobStore> =>
  S3BlobStore.open({ ...place, localRoot: await mkdtemp(join(root, 'copies-')) }, options);

it('sends a large file in parts, and reads it on another machine: whole, in ranges, at random', async () => {
  const place = await s3.freshPlace();
  const bytes = randomBytes(35 * 2 ** 20);
  const { sha256: name } = await (await S3BlobStore.open(place)).put(once(bytes));
  const other = await elsewhere(place);
  expect(await other.stat(name)).toEqual({ sha256: name, sizeBytes: bytes.length });
  const range = { start: 20_000_000, end: 20_000_010 };
  expect((await collect(other.open(name, range))).equals(bytes.subarray(range.start, range.end))).toBe(true);
  expect(await collect(other.open(name, { start: bytes.length, end: bytes.length + 5 }))).toHaveLength(0);
  expect((await collect(other.open(name))).equals(bytes)).toBe(true);
  const source = await other.openAt(name);
  expect(Buffer.from(source.read(30_000_000, 100)).equals(bytes.subarray(30_000_000, 30_000_100))).toBe(true);
  source.close();
}, 30_000);

it('lists page after page', async () => {
  const place = await s3.freshPlace();
  const store = await S3BlobStore.open(place, { pageSize: 2 });
  const names = await Promise.all(
    [1, 2, 3, 4, 5].map(async (n) => (await store.put(once(Uint8Array.of(n)))).sha256),
  );
  const listed: string[] = [];
  for await (const blob of store.list()) listed.push(blob.sha256);
  expect(listed).toEqual(names.toSorted());
});

it('does not give a damaged object, nor a damaged copy twice', async () => {
  const place = await s3.freshPlace();
  const store = await S3BlobStore.open(place);
  const bytes = randomBytes(1000);
  const { sha256: name } = await store.put(once(bytes));
  const copy = await store.localPath(name);
  await writeFile(copy, Buffer.from(bytes).fill(0, 0, 1));
  await expect(readBlob(store, name)).rejects.toMatchObject({ code: 'blob-damaged' });
  expect((await collect(store.open(name))).equals(bytes)).toBe(true);
  const Key = `${place.prefix}blobs/${name}`;
  await createS3Client(place).send(new PutObjectCommand({ Bucket: 'kaimen', Key, Body: 'wrong' }));
  const other = await elsewhere(place);
  await expect(readBlob(other, name)).rejects.toMatchObject({ code: 'blob-damaged' });
  await expect(other.openAt(name)).rejects.toMatchObject({ code: 'blob-damaged' });
});

it('asks again from where a body broke off', async () => {
  const place = await s3.freshPlace();
  const bytes = randomBytes(3_000_000);
  const { sha256: name } = await (await S3BlobStore.open(place)).put(once(bytes));
  let nCut = 0;
  const proxy = await cutting(s3.url, () => nCut++ < 3);
  try {
    const endpoint = proxy.url;
    const objects = new S3Objects(createS3Client({ ...place, endpoint }), 'kaimen');
    expect((await collect(objects.read(`${place.prefix}blobs/${name}`))).equals(bytes)).toBe(true);
    expect(nCut).toBeGreaterThan(3);
  } finally {
    proxy.close();
  }
});

it('keeps bytes that are put again while they are being removed', async () => {
  const place = await s3.freshPlace();
  const objects = new S3Objects(createS3Client(place), 'kaimen');
  const keys = {
    blob: (name: string) => `${place.prefix}blobs/${name}`,
    mark: (name: string) => `${place.prefix}removing/${name}`,
  };
  const path = join(root, 'bytes');
  await writeFile(path, 'abc');
  const info = { sha256: sha256(Buffer.from('abc')), sizeBytes: 3 };
  const key = keys.blob(info.sha256);
  let nWritten = 0;
  const write = async (): Promise<void> => {
    await objects.putFile(key, path, info);
    nWritten++;
  };
  // A removal that has looked, and deletes after the bytes were put and before it is unmarked.
  await objects.putText(keys.mark(info.sha256), 'now');
  const putAgain = new Removals(objects, keys).survive(info.sha256, write);
  await expect.poll(() => nWritten).toBe(1);
  await objects.remove(key);
  await objects.remove(keys.mark(info.sha256));
  await putAgain;
  expect(nWritten).toBe(2);
  expect(await objects.head(key)).not.toBeNull();
});

it('keeps local copies up to a size, the least recently used go first', async () => {
  const local = await FileSystemBlobStore.open(await mkdtemp(join(root, 'copies-')));
  const copies = new LocalCopies(local, 250);
  const blob = (n: number): Buffer => Buffer.alloc(100, n);
  const get = (n: number): Promise<string> => copies.get(sha256(blob(n)), async () => once(blob(n)));
  await get(1);
  await get(2);
  await new Promise((resolve) => setTimeout(resolve, 20)); // ages are told by the file system's clock
  await get(1);
  expect(await readFile(await get(3))).toHaveLength(100);
  const there = [1, 2, 3].map(async (n) => (await local.stat(sha256(blob(n)))) !== null);
  expect(await Promise.all(there)).toEqual([true, false, true]);
});

it.each<[string, Partial<S3Place>, RegExp]>([
  [
    'a bucket that is not there',
    { bucket: 'nowhere' },
    /KAIMEN_S3_BUCKET="nowhere": there is no such bucket/,
  ],
  [
    'an endpoint that does not answer',
    { endpoint: 'http://127.0.0.1:1' },
    /KAIMEN_S3_ENDPOINT.*ECONNREFUSED/,
  ],
])(
  'says at start what is wrong: %s',
  async (_, wrong, message) => {
    const place = { ...(await s3.freshPlace()), ...wrong };
    const opening = S3BlobStore.open(place, { check: true });
    await expect(opening).rejects.toThrow(S3SettingsError);
    await expect(opening).rejects.toThrow(message);
  },
  20_000,
);

it('says at start that there are no credentials, or wrong ones', async () => {
  const { AWS_ACCESS_KEY_ID: id, AWS_SECRET_ACCESS_KEY: secret } = process.env;
  const place = await s3.freshPlace();
  try {
    process.env.AWS_ACCESS_KEY_ID = 'somebody';
    await expect(S3BlobStore.open(place, { check: true })).rejects.toThrow(/refuses the credentials/);
    delete process.env.AWS_ACCESS_KEY_ID;
    process.env.AWS_EC2_METADATA_DISABLED = 'true';
    await expect(S3BlobStore.open(place, { check: true })).rejects.toThrow(/set AWS_ACCESS_KEY_ID/);
  } finally {
    Object.assign(process.env, { AWS_ACCESS_KEY_ID: id, AWS_SECRET_ACCESS_KEY: secret });
  }
});

it('takes a prefix with and without slashes, and no setting without a bucket', () => {
  const read = (env: Record<string, string>) => readConfig(env, 'linux', 2).s3;
  expect(read({})).toBeNull();
  const env = { KAIMEN_S3_BUCKET: 'blobs', KAIMEN_S3_PREFIX: '/lab/eels/' };
  expect(read(env)).toMatchObject({ bucket: 'blobs', endpoint: null, region: null, prefix: 'lab/eels/' });
  expect(read({ KAIMEN_S3_BUCKET: 'blobs' })).toMatchObject({ prefix: '' });
  expect(() => read({ KAIMEN_S3_PREFIX: 'x' })).toThrow(/KAIMEN_S3_BUCKET/);
  expect(() => read({ ...env, KAIMEN_S3_ENDPOINT: 'minio:9000' })).toThrow(/KAIMEN_S3_ENDPOINT/);
  expect(() => read({ KAIMEN_S3_BUCKET: 's3://b' })).toThrow(/KAIMEN_S3_BUCKET/);
});

/** Stands before a service and breaks answers off in the middle, as long as it is told to. */
async function cutting(target: string, isCut: () => boolean): Promise<{ url: string; close: () => void }> {
  const { hostname, port } = new URL(target);
  const forward = (incoming: IncomingMessage, outgoing: ServerResponse): void => {
    const { method, url: path, headers } = incoming;
    const asked = request({ hostname, port, method, path, headers }, (answer) => {
      outgoing.writeHead(answer.statusCode!, answer.headers);
      const limit = isCut() ? 200_000 : Infinity;
      let nBytes = 0;
      answer.on('data', (chunk: Buffer) => {
        nBytes += chunk.length;
        outgoing.write(chunk);
        if (nBytes > limit) outgoing.destroy();
      });
      answer.on('end', () => outgoing.end());
    });
    incoming.pipe(asked);
  };
  const server = createServer(forward).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}
