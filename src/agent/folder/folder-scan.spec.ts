import { mkdir, mkdtemp, rename, rm, symlink, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { DEFAULT_IGNORE, matchesAny } from './file-patterns.js';
import { FolderScan, type Look, type ScanOptions } from './folder-scan.js';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'kaimen-scan-'));
});
afterEach(() => rm(folder, { recursive: true }));

const scanning = (options: Partial<ScanOptions> = {}): FolderScan =>
  new FolderScan(folder, {
    include: matchesAny(['*.dm4']),
    ignore: matchesAny(DEFAULT_IGNORE),
    maxDepth: 3,
    platform: 'posix',
    ...options,
  });
const paths = ({ found }: Look): string[] => found.map(({ path }) => path).sort();

it('sees files of the wanted kinds, once, and those that come later', async () => {
  await writeFile(join(folder, 'a.dm4'), 'a');
  await writeFile(join(folder, 'notes.txt'), 'a');
  await writeFile(join(folder, '~$a.dm4'), 'a');
  const scan = scanning();
  expect(paths(await scan.look([], false))).toEqual(['a.dm4']);
  expect(paths(await scan.look([], false))).toEqual([]);
  await mkdir(join(folder, 'day 1/µ'), { recursive: true });
  await writeFile(join(folder, 'day 1/µ/b.dm4'), 'bb');
  const look = await scan.look([], false);
  expect(look.found).toMatchObject([
    { path: 'day 1/µ/b.dm4', sizeBytes: 2, sidecar: null, isDeclared: false },
  ]);
});

it('sees a file again that grows when it is asked for, and in a full look', async () => {
  await writeFile(join(folder, 'a.dm4'), 'a');
  const scan = scanning();
  await scan.look([], false);
  await writeFile(join(folder, 'a.dm4'), 'aa');
  expect((await scan.look(['a.dm4'], false)).found).toMatchObject([{ sizeBytes: 2 }]);
  expect(paths(await scan.look([], true))).toEqual(['a.dm4']);
});

it('sees what is renamed into place, and what went', async () => {
  await writeFile(join(folder, 'a.dm4.tmp'), 'a');
  const scan = scanning();
  expect(paths(await scan.look([], false))).toEqual([]);
  await rename(join(folder, 'a.dm4.tmp'), join(folder, 'a.dm4'));
  expect(paths(await scan.look([], false))).toEqual(['a.dm4']);
  await rm(join(folder, 'a.dm4'));
  expect((await scan.look([], false)).gone).toEqual(['a.dm4']);
});

it('sees a file when what stands beside it comes or goes', async () => {
  await writeFile(join(folder, 'a.dm4'), 'a');
  const scan = scanning();
  await scan.look([], false);
  await writeFile(join(folder, 'a.dm4.kaimen.json'), '{}');
  expect((await scan.look([], false)).found).toMatchObject([{ path: 'a.dm4', sidecar: { sizeBytes: 2 } }]);
  await writeFile(join(folder, 'a.dm4.ready'), '');
  expect((await scan.look([], false)).found).toMatchObject([{ path: 'a.dm4', isDeclared: true }]);
  await writeFile(join(folder, 'a.dm4.kaimen-error.json'), '');
  await scan.look([], false);
  await rm(join(folder, 'a.dm4.kaimen-error.json'));
  expect(paths(await scan.look([], false))).toEqual(['a.dm4']);
});

it('misses nothing where a folder keeps its time of change', async () => {
  const scan = scanning();
  const still = new Date(2026, 0, 1);
  await writeFile(join(folder, 'a.dm4'), 'a');
  await utimes(folder, still, still);
  await scan.look([], false);
  await writeFile(join(folder, 'b.dm4'), 'b');
  await utimes(folder, still, still);
  expect(paths(await scan.look([], false))).toEqual(['b.dm4']);
});

it('goes as deep as it may, and follows no link', async () => {
  await mkdir(join(folder, 'x/y'), { recursive: true });
  await writeFile(join(folder, 'x/1.dm4'), '1');
  await writeFile(join(folder, 'x/y/2.dm4'), '2');
  await symlink(join(folder, 'x'), join(folder, 'link'));
  await symlink(join(folder, 'x/1.dm4'), join(folder, 'link.dm4'));
  expect(paths(await scanning({ maxDepth: 1 }).look([], true))).toEqual(['x/1.dm4']);
  expect(paths(await scanning({ maxDepth: 0 }).look([], true))).toEqual([]);
});

it('tells when a folder below goes, and throws when the folder itself is away', async () => {
  await mkdir(join(folder, 'x'));
  await writeFile(join(folder, 'x/1.dm4'), '1');
  const scan = scanning();
  await scan.look([], false);
  await rm(join(folder, 'x'), { recursive: true });
  expect((await scan.look([], false)).gone).toEqual(['x/1.dm4']);
  await expect(
    new FolderScan(join(folder, 'no'), { ...optionsOf(), platform: 'posix' }).look([], true),
  ).rejects.toThrow(/ENOENT/);
});

it('passes over names that Windows cannot open, and says so', async () => {
  await writeFile(join(folder, 'nul.dm4'), '1');
  const look = await scanning({ platform: 'win32' }).look([], true);
  expect([paths(look), look.troubles]).toEqual([[], [expect.stringContaining('keeps for a device')]]);
});

const optionsOf = () => ({ include: matchesAny(['*']), ignore: matchesAny([]), maxDepth: 1 });
