import { createHash, randomBytes } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { FileSystemBlobStore } from '../../src/storage/blobs/file-system-blob-store.js';
import { collectBlob, readBlob } from '../../src/workflows/blob-bytes.js';
import { S3BlobStore } from '../../src/storage/blobs/s3/s3-blob-store.js';
import { startS3 } from '../support/s3.js';
import type { BlobStore } from '../../src/workflows/ports/blob-store.js';
import { MemoryBlobStore } from '../../src/workflows/testing/memory-blob-store.js';
import { TestClock } from '../../src/workflows/testing/test-clock.js';

const root = await mkdtemp(join(tmpdir(), 'kaimen-blobs-'));
afterAll(() => rm(root, { recursive: true, force: true }));

async function* chunks(...parts: (string | Uint8Array)[]): AsyncIterable<Uint8Array> {
  for (const part of parts) yield typeof part === 'string' ? Buffer.from(part) : part;
}

async function read(bytes: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const parts: Uint8Array[] = [];
  for await (const part of bytes) parts.push(part);
  return Buffer.concat(parts);
}

const sha256 = (bytes: string | Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

async function takeFile(path: string): Promise<Uint8Array> {
  const bytes = await readFile(path);
  await rm(path);
  return bytes;
}

/** `toEqual` takes seconds for as many bytes. */
const expectEqual = (found: Uint8Array, expected: Uint8Array): void =>
  expect(Buffer.compare(found, expected)).toBe(0);

const s3 = await startS3();
afterAll(() => s3.stop());

const stores: [string, () => Promise<BlobStore>][] = [
  ['memory', async () => new MemoryBlobStore(new TestClock(new Date()), takeFile)],
  ['file system', async () => FileSystemBlobStore.open(await mkdtemp(join(root, 'store-')))],
  ['S3', async () => S3BlobStore.open(await s3.freshPlace())],
];

describe.each(stores)('BlobStore in %s', (_, create) => {
  it('keeps bytes under their hash', async () => {
    const store = await create();
    const bytes = randomBytes(300_000);
    const info = await store.put(chunks(bytes.subarray(0, 7), bytes.subarray(7)));
    expect(info).toEqual({ sha256: sha256(bytes), sizeBytes: 300_000 });
    expect(await store.stat(info.sha256)).toEqual(info);
    expectEqual(await read(store.open(info.sha256)), bytes);
  });

  it('reads ranges [start, end)', async () => {
    const store = await create();
    const { sha256: name } = await store.put(chunks('abcdef'));
    expect(String(await read(store.open(name, { start: 1, end: 4 })))).toBe('bcd');
    expect(String(await read(store.open(name, { start: 0, end: 6 })))).toBe('abcdef');
    expect(String(await read(store.open(name, { start: 3, end: 3 })))).toBe('');
  });

  it('keeps no bytes at all as well', async () => {
    const store = await create();
    const { sha256: name, sizeBytes } = await store.put(chunks());
    expect([name, sizeBytes]).toEqual([sha256(''), 0]);
    expect(await read(store.open(name))).toHaveLength(0);
  });

  it('keeps the same bytes once, also when they are put at the same time', async () => {
    const store = await create();
    await Promise.all([1, 2, 3].map(() => store.put(chunks('same'))));
    const names: string[] = [];
    for await (const blob of store.list()) names.push(blob.sha256);
    expect(names).toEqual([sha256('same')]);
  });

  it('leaves nothing of a source that fails', async () => {
    const store = await create();
    async function* failing(): AsyncIterable<Uint8Array> {
      yield Buffer.from('half');
      throw new Error('connection lost');
    }
    await expect(store.put(failing())).rejects.toThrow('connection lost');
    for await (const blob of store.list()) expect.unreachable(blob.sha256);
    expect(await store.stat(sha256('half'))).toBeNull();
  });

  it('keeps bytes of which the hash was told only when they have it', async () => {
    const store = await create();
    await expect(store.put(chunks('sent'), sha256('meant'))).rejects.toMatchObject({
      code: 'checksum-mismatch',
    });
    for await (const blob of store.list()) expect.unreachable(blob.sha256);
    const { sha256: name } = await store.put(chunks('sent'), sha256('sent').toUpperCase());
    expect(await store.stat(name)).not.toBeNull();
    await expect(store.put(chunks('sent'), sha256('meant'))).rejects.toThrow();
    expect(await store.stat(name)).not.toBeNull();
  });

  it('adopts a whole file, which is gone then', async () => {
    const store = await create();
    const bytes = randomBytes(100_000);
    const path = join(await mkdtemp(join(root, 'adopt-')), 'upload');
    await writeFile(path, bytes);
    const longAgo = new Date(Date.now() - 86_400_000);
    await utimes(path, longAgo, longAgo);
    const info = { sha256: sha256(bytes), sizeBytes: bytes.length };
    expect(await store.adopt(path, info.sha256)).toEqual(info);
    await expect(stat(path)).rejects.toMatchObject({ code: 'ENOENT' });
    expectEqual(await read(store.open(info.sha256)), bytes);
    // Young, whatever its file was.
    expect(await store.deleteIfOlder(info.sha256, new Date(Date.now() - 3_600_000))).toBe(false);
    await writeFile(path, bytes);
    expect(await store.adopt(path, info.sha256)).toEqual(info);
    await expect(store.adopt(join(root, 'nowhere'), info.sha256)).rejects.toThrow();
  });

  it('reads at random access', async () => {
    const store = await create();
    const bytes = randomBytes(100_000);
    const { sha256: name } = await store.put(chunks(bytes));
    const source = await store.openAt(name);
    expect(source.sizeBytes).toBe(100_000);
    for (const [at, length] of [
      [99_990, 10],
      [0, 7],
      [50_000, 40_000],
    ])
      expectEqual(source.read(at, length), bytes.subarray(at, at + length));
    source.close();
    await expect(store.openAt(sha256('x'))).rejects.toMatchObject({ code: 'not-found' });
  });

  it('says that a blob is not there', async () => {
    const store = await create();
    expect(await store.stat(sha256('x'))).toBeNull();
    await expect(read(store.open(sha256('x')))).rejects.toMatchObject({ code: 'not-found' });
    await store.delete(sha256('x'));
    expect(await store.deleteIfOlder(sha256('x'), new Date())).toBe(false);
  });

  it('deletes, and deletes only what is old', async () => {
    const store = await create();
    const { sha256: a } = await store.put(chunks('a'));
    expect(await store.deleteIfOlder(a, new Date(Date.now() - 60_000))).toBe(false);
    expect(await store.stat(a)).not.toBeNull();
    expect(await store.deleteIfOlder(a, new Date(Date.now() + 60_000))).toBe(true);
    expect(await store.stat(a)).toBeNull();
    const { sha256: b } = await store.put(chunks('b'));
    await store.delete(b);
    expect(await store.stat(b)).toBeNull();
  });
});

describe('FileSystemBlobStore', () => {
  it('does not give a damaged blob as if it were whole', async () => {
    const store = await FileSystemBlobStore.open(await mkdtemp(join(root, 'store-')));
    const bytes = randomBytes(700_000);
    const { sha256: name } = await store.put(chunks(bytes));
    bytes[600_000] ^= 1;
    await writeFile(await store.localPath(name), bytes);
    let nBytes = 0;
    await expect(async () => {
      for await (const chunk of store.open(name)) nBytes += chunk.length;
    }).rejects.toMatchObject({ code: 'blob-damaged' });
    expect(nBytes).toBeLessThan(700_000);
    await expect(readBlob(store, name)).rejects.toMatchObject({ code: 'blob-damaged' });
    await expect(collectBlob(store, name, 175_000)).rejects.toMatchObject({ code: 'blob-damaged' });
    // Put again, it is whole again.
    bytes[600_000] ^= 1;
    await store.put(chunks(bytes));
    expectEqual(await read(store.open(name)), bytes);
  });

  it('makes a blob young again when it is put again', async () => {
    const store = await FileSystemBlobStore.open(await mkdtemp(join(root, 'store-')));
    const { sha256: name } = await store.put(chunks('old'));
    const longAgo = new Date(Date.now() - 86_400_000);
    await utimes(await store.localPath(name), longAgo, longAgo);
    await store.put(chunks('old'));
    expect(await store.deleteIfOlder(name, new Date(Date.now() - 3_600_000))).toBe(false);
  });

  it('removes at start what was left half written, but nothing young', async () => {
    const folder = await mkdtemp(join(root, 'store-'));
    await FileSystemBlobStore.open(folder);
    const [old, young] = ['old', 'young'].map((name) => join(folder, 'tmp', name));
    await writeFile(old, 'x');
    await writeFile(young, 'x');
    const longAgo = new Date(Date.now() - 86_400_000);
    await utimes(old, longAgo, longAgo);
    await FileSystemBlobStore.open(folder);
    expect(await readdir(join(folder, 'tmp'))).toEqual(['young']);
  });

  it.each(['../../etc/passwd', '', 'A'.repeat(64), `${'a'.repeat(64)}/..`])(
    'has no blob named %j',
    async (name) => {
      const store = await FileSystemBlobStore.open(await mkdtemp(join(root, 'store-')));
      await expect(store.localPath(name)).rejects.toMatchObject({ code: 'not-found' });
    },
  );

  it('has the bytes at a local path', async () => {
    const store = await FileSystemBlobStore.open(await mkdtemp(join(root, 'store-')));
    const { sha256: name } = await store.put(chunks('abc'));
    expect(await readFile(await store.localPath(name), 'utf8')).toBe('abc');
  });
});
