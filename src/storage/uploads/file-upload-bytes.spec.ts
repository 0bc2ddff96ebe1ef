import { createHash, randomBytes } from 'node:crypto';
import { appendFile, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { FileUploadBytes } from './file-upload-bytes.js';

const ID = '00000000-0000-7000-8000-000000000001';
let root: string;
let store: FileUploadBytes;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'kaimen-uploads-'));
  store = await FileUploadBytes.open(root);
  await store.create(ID);
});
afterEach(() => rm(root, { recursive: true, force: true }));

const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

/** In chunks of odd sizes, some larger than what is written at once. */
async function* chunks(bytes: Uint8Array): AsyncIterable<Uint8Array> {
  let at = 0;
  for (let n = 1; at < bytes.length; n = (n * 7 + 13) % 2_500_000) {
    yield bytes.subarray(at, (at += n));
  }
}

it('puts pieces behind one another and knows the hash of the whole', async () => {
  const bytes = randomBytes(7_000_001);
  expect(await store.sizeOf(ID)).toBe(0);
  expect(await store.append(ID, 0, chunks(bytes.subarray(0, 3_000_000)))).toBe(3_000_000);
  expect(await store.append(ID, 3_000_000, chunks(bytes.subarray(3_000_000)))).toBe(7_000_001);
  const whole = (await store.whole(ID))!;
  expect(whole).toMatchObject({ sha256: sha256(bytes), sizeBytes: bytes.length });
  expect(Buffer.compare(whole.head, bytes.subarray(0, 65_536))).toBe(0);
  expect(Buffer.compare(await readFile(whole.path), bytes)).toBe(0);
  expect((await store.whole(ID))!.sha256).toBe(sha256(bytes));
});

it('goes on after a restart, and after what another process added', async () => {
  const bytes = randomBytes(3_000_000);
  await store.append(ID, 0, chunks(bytes.subarray(0, 1_000_000)));
  const restarted = await FileUploadBytes.open(root);
  expect(await restarted.sizeOf(ID)).toBe(1_000_000);
  expect(await restarted.append(ID, 1_000_000, chunks(bytes.subarray(1_000_000, 2_000_000)))).toBe(2_000_000);
  expect(await store.append(ID, 2_000_000, chunks(bytes.subarray(2_000_000)))).toBe(3_000_000);
  for (const one of [store, restarted, await FileUploadBytes.open(root)]) {
    expect((await one.whole(ID))!.sha256).toBe(sha256(bytes));
  }
});

it('keeps what came before its source failed', async () => {
  const bytes = randomBytes(2_000_000);
  async function* breaking(): AsyncIterable<Uint8Array> {
    yield* chunks(bytes.subarray(0, 1_500_000));
    throw new Error('connection lost');
  }
  await expect(store.append(ID, 0, breaking())).rejects.toThrow('connection lost');
  expect(await store.sizeOf(ID)).toBe(1_500_000);
  await store.append(ID, 1_500_000, chunks(bytes.subarray(1_500_000)));
  expect((await store.whole(ID))!.sha256).toBe(sha256(bytes));
});

it('hashes what lies there, not what it was told', async () => {
  await store.append(ID, 0, chunks(Buffer.from('abc')));
  await appendFile(join(root, ID), 'def');
  expect((await store.whole(ID))!.sha256).toBe(sha256(Buffer.from('abcdef')));
});

it('has nothing under ids that it does not know, and none that is a path', async () => {
  const other = ID.replace(/1$/, '2');
  expect([await store.sizeOf(other), await store.whole(other)]).toEqual([null, null]);
  await store.remove(other);
  await expect(store.append(other, 0, chunks(Buffer.from('x')))).rejects.toThrow('ENOENT');
  await expect(store.create(ID)).rejects.toThrow('EEXIST');
  for (const id of ['../x', '', `${ID}/..`]) {
    await expect(store.create(id)).rejects.toMatchObject({ code: 'not-found' });
  }
  await writeFile(join(root, 'note.txt'), 'x');
  expect(await store.list()).toEqual([ID]);
  await store.remove(ID);
  expect(await readdir(root)).toEqual(['note.txt']);
});
