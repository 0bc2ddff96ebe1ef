import { existsSync } from 'node:fs';
import { mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { FolderError, makeWritableFolder, removeEmpty } from './writable-folder.js';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'kaimen-folder-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

it('makes folders, leaves nothing in them, and says which it made', async () => {
  const path = join(folder, 'a', 'b');
  expect(await makeWritableFolder(path, '--out', 0o700)).toEqual([join(folder, 'a'), path]);
  expect(await readdir(path)).toEqual([]);
  expect((await stat(path)).mode & 0o077).toBe(0);
  expect(await makeWritableFolder(path, '--out')).toEqual([]);
});

it('takes back what it made, but nothing that holds something', async () => {
  const made = await makeWritableFolder(join(folder, 'a', 'b'), '--out');
  await writeFile(join(folder, 'a', 'x'), '');
  await removeEmpty(made);
  expect(await readdir(join(folder, 'a'))).toEqual(['x']);
});

it('names the option and the reason when a file is in the way', async () => {
  await writeFile(join(folder, 'file'), '');
  for (const path of ['file', 'file/x', 'file/x/y']) {
    const refused = makeWritableFolder(join(folder, path), '--out');
    await expect(refused).rejects.toThrow(FolderError);
    await expect(refused).rejects.toThrow(/^--out=".*" cannot be used: a file stands/);
  }
});

it.skipIf(!existsSync('/proc/self'))('ends where no folder can be made (needs /proc)', async () => {
  for (const path of ['/proc/nope', '/proc/nope/deeper', '/proc']) {
    await expect(makeWritableFolder(path, 'KAIMEN_DATA')).rejects.toThrow(/^KAIMEN_DATA="\/proc.*" cannot/);
  }
});

it.skipIf(process.getuid?.() === 0)('says that the user may not write there (not as root)', async () => {
  await expect(makeWritableFolder('/nope', '--out')).rejects.toThrow(/may not write|only be read/);
});
