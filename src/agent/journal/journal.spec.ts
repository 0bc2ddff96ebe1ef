import { appendFile, mkdir, mkdtemp, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Entry } from './entry.js';
import { Journal } from './journal.js';
import { holderOfJournal, lockJournal } from './lock-journal.js';
import { journalName, userStateFolder } from './state-folder.js';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'kaimen-journal-'));
});
afterEach(() => rm(folder, { recursive: true }));

const entry = (path: string, more: Partial<Entry> = {}): Entry => ({
  path,
  sizeBytes: 10,
  mtimeMs: 1764480000000.123,
  sha256: 'ab'.repeat(32),
  state: 'hashed',
  ...{ sidecar: null, url: null, datasetId: null, rejection: null, errorFile: null },
  at: '2026-11-30T04:12:05+01:00',
  ...more,
});
const open = (): Promise<Journal> => Journal.open(folder, 'posix');
const file = (): string => join(folder, 'journal.jsonl');

describe('a journal', () => {
  it('knows the last news of each file when it is opened again', async () => {
    const journal = await open();
    await journal.put(entry('µ/a b.dm4'));
    await journal.put(entry('b.dm4'));
    await journal.put(entry('µ/a b.dm4', { state: 'uploading', url: '/api/v1/uploads/1' }));
    // No close: the process is gone.
    const again = await open();
    expect(again.of('µ/a b.dm4')).toEqual(
      entry('µ/a b.dm4', { state: 'uploading', url: '/api/v1/uploads/1' }),
    );
    expect(again.of('b.dm4')?.state).toBe('hashed');
    expect(again.of('c.dm4')).toBeNull();
    expect(again.nDamaged).toBe(0);
    await again.close();
    await journal.close();
  });

  it('is whole at every length that a power failure may leave it at', async () => {
    const journal = await open();
    const states = ['hashed', 'uploading', 'accepted', 'done'] as const;
    const ends: number[] = [];
    for (const state of states) {
      await journal.put(entry('a.dm4', { state }));
      ends.push((await readFile(file())).length);
    }
    await journal.close();
    const whole = await readFile(file());
    for (let size = whole.length; size >= 0; size -= 7) {
      await writeFile(file(), whole.subarray(0, size));
      const cut = await open();
      const nWhole = ends.filter((end) => end <= size).length;
      expect(cut.of('a.dm4')?.state).toBe(nWhole === 0 ? undefined : states[nWhole - 1]);
      expect(cut.nDamaged).toBe(0);
      await cut.put(entry('b.dm4'));
      await cut.close();
      const after = await open();
      expect(after.of('b.dm4')).not.toBeNull();
      await after.close();
    }
  });

  it('passes over lines that a disk has spoilt, and counts them', async () => {
    await writeFile(
      file(),
      [JSON.stringify(entry('a.dm4')), '\0\0\0\0', '{"path": 3}', JSON.stringify(entry('b.dm4')), ''].join(
        '\n',
      ),
    );
    const journal = await open();
    expect([journal.nDamaged, [...journal.all].map(({ path }) => path)]).toEqual([2, ['a.dm4', 'b.dm4']]);
    await journal.close();
  });

  it('stays as short as what it has to say', async () => {
    const journal = await open();
    await Promise.all(Array.from({ length: 9000 }, (_, i) => journal.put(entry(`${i % 10}.dm4`))));
    await journal.put(entry('last.dm4'));
    expect((await readFile(file(), 'utf8')).split('\n').length).toBeLessThan(20);
    await journal.put(entry('behind.dm4'));
    await journal.close();
    const again = await open();
    expect([...again.all]).toHaveLength(12);
    await again.close();
  });

  it('keeps what it is told while it cannot be written anew, and is shortened later', async () => {
    const journal = await open();
    await mkdir(`${file()}.new`);
    await Promise.all(Array.from({ length: 5000 }, (_, i) => journal.put(entry(`${i % 10}.dm4`))));
    await journal.put(entry('last.dm4'));
    expect((await readFile(file(), 'utf8')).split('\n')).toHaveLength(5002);
    await rm(`${file()}.new`, { recursive: true });
    await journal.put(entry('behind.dm4'));
    await journal.close();
    expect((await readFile(file(), 'utf8')).split('\n')).toHaveLength(13);
  });

  it('goes on after a rewriting that was cut off', async () => {
    const journal = await open();
    await journal.put(entry('a.dm4'));
    await journal.close();
    await appendFile(`${file()}.new`, 'half of');
    await truncate(`${file()}.new`, 3);
    const again = await open();
    expect(again.of('a.dm4')).not.toBeNull();
    await again.close();
  });
});

describe('the lock', () => {
  it('is held by one, says by whom, and is free afterwards', async () => {
    const lock = await lockJournal(folder);
    if (!('release' in lock)) throw new Error('it should be free');
    expect(await lockJournal(folder)).toEqual({ heldBy: String(process.pid) });
    expect(await holderOfJournal(folder)).toBe(String(process.pid));
    await lock.release();
    expect(await holderOfJournal(folder)).toBeNull();
    const second = await lockJournal(folder);
    expect('release' in second).toBe(true);
    if ('release' in second) await second.release();
  });
});

describe('its place', () => {
  it.each<[NodeJS.Platform, Record<string, string>, string]>([
    [
      'win32',
      { LOCALAPPDATA: 'C:\\Users\\M\\AppData\\Local' },
      'C:\\Users\\M\\AppData\\Local\\Kaimen\\agent',
    ],
    ['win32', {}, '/home/m\\AppData\\Local\\Kaimen\\agent'.replaceAll('/', '\\')],
    ['linux', {}, '/home/m/.local/state/kaimen/agent'],
    ['linux', { XDG_STATE_HOME: '/s' }, '/s/kaimen/agent'],
    ['darwin', {}, '/home/m/Library/Application Support/Kaimen/agent'],
  ])('on %s with %j is %s', (platform, env, place) =>
    expect(userStateFolder(env, platform, '/home/m')).toBe(place),
  );

  it('is another for another service or folder, the same for another spelling', () => {
    const name = (url: string, path: string): string => journalName(url, path, 'win32');
    const one = name('http://nas:4680', '\\\\nas\\eels\\µ scans');
    expect(one).toMatch(/^nas_4680-µ_scans-[0-9a-f]{12}$/);
    expect(name('http://nas:4680/', '\\\\NAS\\EELS\\µ scans').slice(-12)).toBe(one.slice(-12));
    expect(name('http://other:4680', '\\\\nas\\eels\\µ scans').slice(-12)).not.toBe(one.slice(-12));
    const below = ['a', 'b'].map((path) => name(`https://nas/${path}/`, 'C:\\eels').slice(-12));
    expect(below[0]).not.toBe(below[1]);
    expect(name('http://nas:4680', 'C:\\eels').slice(-12)).not.toBe(one.slice(-12));
  });
});
