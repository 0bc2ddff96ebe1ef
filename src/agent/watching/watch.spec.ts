import { cpSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type Clock, systemClock } from '../clock.js';
import { DEFAULT_INCLUDE } from '../folder/file-patterns.js';
import { journalName } from '../journal/state-folder.js';
import { MemoryService, problem } from '../testing/memory-service.js';
import { standingOf } from './status.js';
import { watchFolders, type WatchOutcome } from './watch.js';
import type { WatchOptions } from './watch-options.js';

let home = '';
let folder = '';
let state = '';
let service: MemoryService;
let told: string[] = [];
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'kaimen-watch-'));
  folder = join(home, 'scans');
  state = join(home, 'state');
  await mkdir(folder);
  service = new MemoryService();
  told = [];
});
afterEach(() => rm(home, { recursive: true }));

const URL = 'http://nas:4680';
const options = (more: Partial<WatchOptions> = {}): WatchOptions => ({
  ...{ folders: [folder], include: DEFAULT_INCLUDE, ignore: [], maxDepth: 3 },
  ...{
    quietMs: 30,
    lookMs: 10,
    fullLookMs: 200,
    patienceMs: 400,
    pollOnly: true,
    once: false,
    giveUpMs: 500,
  },
  ...{ instrument: 'Titan', session: null, disposal: null, stateFolder: state, serviceUrl: URL },
  ...more,
});
const ports = (clock: Clock = systemClock) => ({
  ...{ service, clock, chance: () => 0, platform: 'posix' as const, host: 'pc', version: '0' },
  tell: (line: string): void => void told.push(line),
});
const once = (more: Partial<WatchOptions> = {}): Promise<WatchOutcome> =>
  watchFolders(options({ once: true, ...more }), ports(), new AbortController().signal);

/** Watches while `work` runs, and a little longer. */
async function watching(
  work: () => Promise<void>,
  more: Partial<WatchOptions> = {},
  clock?: Clock,
): Promise<void> {
  const ending = new AbortController();
  const watch = watchFolders(options(more), ports(clock), ending.signal);
  watch.catch(() => undefined);
  await work().finally(() => ending.abort());
  await watch;
}
const MSA = (text: string): string => `#FORMAT      : EMSA/MAS\n${text}\n#ENDOFDATA   : \n`;
const put = (name: string, text = MSA(name)): Promise<void> => writeFile(join(folder, name), text);
const names = (): string[] => service.datasets.map(({ fileName }) => fileName).sort();
const arrived = (n: number): Promise<void> =>
  vi.waitFor(() => expect(service.datasets).toHaveLength(n), { timeout: 5000, interval: 5 });

describe('a file is sent once', () => {
  it('with what is known of it', async () => {
    await mkdir(join(folder, 'MnO µ'));
    await put('MnO µ/a.msa');
    await put('MnO µ/a.msa.kaimen.json', '{"sample": "MnO", "recipe": "default", "session": null}');
    expect(await once()).toMatchObject({ exitCode: 0, nAccepted: 1, nRejected: 0 });
    expect(service.datasets[0].facts).toMatchObject({
      ...{ instrument: 'Titan', session: 'MnO µ', sidecar: '{"sample":"MnO","recipe":"default"}' },
      modified: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+-]\d\d:\d\d$/) as string,
    });
    expect(await once()).toMatchObject({ exitCode: 0, nAccepted: 0 });
    expect(service.nSent).toBe(1);
  });

  it('of a session that is its folder, whose path may be longer than the service takes', async () => {
    const [long, last] = ['x'.repeat(120), 'µ'.repeat(100)];
    await mkdir(join(folder, long, last), { recursive: true });
    await put(`${long}/a.msa`);
    await put(`${long}/${last}/b.msa`);
    expect((await once()).nAccepted).toBe(2);
    const sessions = service.datasets.map(({ fileName, facts }) => [fileName, facts.session]);
    expect(sessions.sort()).toEqual([
      ['a.msa', long],
      ['b.msa', last],
    ]);
  });

  it('though it grows in twenty steps', () =>
    watching(async () => {
      for (let i = 1; i <= 20; i++) {
        await put(
          'a.msa',
          i < 20 ? `#FORMAT      : EMSA/MAS\n${'1, 2\n'.repeat(i)}` : MSA('1, 2\n'.repeat(20)),
        );
        await systemClock.sleep(i % 5 === 0 ? 60 : 8);
      }
      await arrived(1);
      await systemClock.sleep(100);
      expect([names(), service.nSent]).toEqual([['a.msa'], 1]);
    }));

  it('when it is renamed into its place, and when its declaration comes', () =>
    watching(
      async () => {
        await put('a.msa.tmp');
        await systemClock.sleep(60);
        await rename(join(folder, 'a.msa.tmp'), join(folder, 'a.msa'));
        await put('a.msa.ready', '');
        await arrived(1);
      },
      { quietMs: 60_000 },
    ));

  it('by each of two names, and again when its bytes are others', async () => {
    await put('a.msa', MSA('same'));
    await put('b.msa', MSA('same'));
    await once();
    await put('b.msa', MSA('other'));
    await once();
    expect(names()).toEqual(['a.msa', 'b.msa', 'b.msa']);
  });

  it('whatever the clock does meanwhile', async () => {
    let hours = 0;
    const jumping: Clock = {
      ...systemClock,
      wall: () => new Date(Date.now() + (hours++ % 2 ? -3.6e6 : 3.6e6)),
    };
    await watching(
      async () => {
        for (let i = 0; i < 5; i++) await put(`${i}.msa`);
        await arrived(5);
        await systemClock.sleep(50);
        expect(service.nSent).toBe(5);
      },
      {},
      jumping,
    );
  });
});

describe('a file that is not whole', () => {
  it('is sent when it is completed', () =>
    watching(async () => {
      await put('a.msa', MSA('1, 2').slice(0, 30));
      await systemClock.sleep(150);
      expect(names()).toEqual([]);
      await put('a.msa');
      await arrived(1);
    }));

  it('holds up none that comes after it', () =>
    watching(
      async () => {
        await put('cut.msa', '#FORMAT');
        await systemClock.sleep(150);
        await put('a.msa');
        await arrived(1);
      },
      { lookMs: 60_000, patienceMs: 60_000, pollOnly: false },
    ));

  it('is given up on after a while, with a reason beside it, and taken when it changes', () =>
    watching(async () => {
      await put('a.msa', '#FORMAT');
      await vi.waitFor(() => readFile(join(folder, 'a.msa.kaimen-error.json')), { timeout: 3000 });
      const reason = JSON.parse(await readFile(join(folder, 'a.msa.kaimen-error.json'), 'utf8')) as object;
      expect(reason).toMatchObject({ code: 'truncated-file', file: 'a.msa' });
      await put('a.msa');
      await arrived(1);
      await vi.waitFor(async () => expect(await readdir(folder)).toEqual(['a.msa']));
    }));

  it('is sent as it is when it is declared whole after that', () =>
    watching(async () => {
      await put('a.msa', '#FORMAT');
      await vi.waitFor(() => readFile(join(folder, 'a.msa.kaimen-error.json')), { timeout: 3000 });
      await put('a.msa.ready', '');
      await arrived(1);
      await vi.waitFor(async () => expect(await readdir(folder)).toEqual(['a.msa', 'a.msa.ready']));
    }));

  it('makes a single run end with 3', async () => {
    await put('a.msa', '#FORMAT');
    expect(await once()).toMatchObject({ exitCode: 3, waiting: [['a.msa', 'it has no #ENDOFDATA']] });
  });
});

describe('a refusal', () => {
  it('is written beside the file, not repeated, and forgotten when it is taken away', async () => {
    service.refuse = () => problem(415, 'unsupported-media-type', 'No spectrum.');
    await put('a.msa');
    expect((await once()).exitCode).toBe(3);
    const beside = join(folder, 'a.msa.kaimen-error.json');
    const reason = JSON.parse(await readFile(beside, 'utf8')) as object;
    expect(reason).toMatchObject({ status: 415, detail: 'No spectrum.', file: 'a.msa' });
    service.refuse = () => null;
    await once();
    expect(service.nSent).toBe(0);
    await rm(beside);
    expect((await once()).exitCode).toBe(0);
    expect(service.nSent).toBe(1);
  });

  it('comes from a sidecar that is no JSON, until it is corrected', async () => {
    await put('a.msa');
    await put('a.msa.kaimen.json', '{sample: 1}');
    expect((await once()).exitCode).toBe(3);
    expect(await readFile(join(folder, 'a.msa.kaimen-error.json'), 'utf8')).toContain('invalid-sidecar');
    await put('a.msa.kaimen.json', '{"sample": "a"}');
    expect((await once()).exitCode).toBe(0);
    expect((await readdir(folder)).sort()).toEqual(['a.msa', 'a.msa.kaimen.json']);
  });

  it('may come from the reading', () =>
    watching(async () => {
      service.reading = 'rejected';
      await put('a.msa');
      await vi.waitFor(() => readFile(join(folder, 'a.msa.kaimen-error.json')), { timeout: 5000 });
      const { counts, rejected } = await standingOf(join(state, journalName(URL, folder, 'posix')), 'posix');
      expect([counts.rejected, rejected[0].rejection?.code]).toEqual([1, 'malformed-file']);
    }));
});

it('a sidecar that comes after its file is sent after it', async () => {
  await put('a.msa');
  await once();
  await put('a.msa.kaimen.json', '{"sample": "late"}');
  await once();
  expect([service.nSent, service.datasets[0].facts.sidecar]).toEqual([1, '{"sample":"late"}']);
});

describe('files stay as they are, unless', () => {
  const isEmpty = (): Promise<void> =>
    vi.waitFor(async () => expect(await readdir(folder)).toEqual([]), { timeout: 5000 });

  it('they are to be moved once they were read', () =>
    watching(
      async () => {
        await mkdir(join(home, 'done'));
        await writeFile(join(home, 'done/a.msa'), 'of another day');
        await put('a.msa.kaimen.json', '{}');
        await put('a.msa');
        await isEmpty();
        const moved = ['a (2).msa', 'a (2).msa.kaimen.json', 'a.msa'];
        expect((await readdir(join(home, 'done'))).sort()).toEqual(moved);
      },
      { disposal: { moveTo: join(home, 'done') } },
    ));

  it('or deleted; never before they were read', () =>
    watching(
      async () => {
        service.reading = 'reading';
        await put('a.msa');
        await arrived(1);
        await systemClock.sleep(100);
        expect(await readdir(folder)).toEqual(['a.msa']);
        service.reading = 'ready';
        await isEmpty();
      },
      { disposal: 'delete' },
    ));
});

it('a refusal that can be written nowhere keeps no other file, and is written later', async () => {
  const place = join(state, journalName(URL, folder, 'posix'));
  await mkdir(place, { recursive: true });
  await writeFile(join(place, 'rejected'), 'no folder');
  await mkdir(join(folder, 'half.msa.kaimen-error.json'));
  await watching(
    async () => {
      await put('half.msa', '#FORMAT      : EMSA/MAS\n');
      await vi.waitFor(() => expect(told.join()).toContain('passed over: half.msa: EEXIST'), {
        timeout: 5000,
      });
      await put('a.msa');
      await arrived(1);
      await rm(join(folder, 'half.msa.kaimen-error.json'), { recursive: true });
      await vi.waitFor(() => expect(told.join()).toContain('rejected: half.msa'), { timeout: 5000 });
    },
    { patienceMs: 40 },
  );
  expect(told.filter((line) => line.startsWith('passed over'))).toHaveLength(1);
});

it('two agents on one folder refuse', () =>
  watching(async () => {
    await put('a.msa');
    await arrived(1);
    await expect(once()).rejects.toMatchObject({ code: 'already-watched', exitCode: 2 });
  }));

it('a heartbeat says how it stands, the last one that it leaves', async () => {
  await watching(async () => {
    await put('a.msa');
    await vi.waitFor(() => expect(told).toContain('sent: a.msa'), { timeout: 5000 });
  });
  expect(service.beats[0]).toMatchObject({ host: 'pc', watching: [folder], agent: 'kaimen 0' });
  expect(service.beats.at(-1)).toMatchObject({ leaving: true, nPending: 0, lastFile: 'a.msa' });
});

it('reports as the instrument of its key, as soon as the service says which; of an unbound one as its machine', async () => {
  service.bound = 'Titan µ';
  let nAsked = 0;
  service.fault = (moment) => {
    if (moment === 'session' && ++nAsked === 1) throw new TypeError('fetch failed');
  };
  const fast: Clock = { ...systemClock, sleep: (ms, signal) => systemClock.sleep(Math.min(ms, 5), signal) };
  const beaten = (n: number) => (): void => expect(service.beats.length).toBeGreaterThanOrEqual(n);
  await watching(() => vi.waitFor(beaten(2), { timeout: 5000 }), { instrument: null }, fast);
  expect([nAsked, new Set(service.beats.map(({ instrument }) => instrument))]).toEqual([
    2,
    new Set(['Titan µ']),
  ]);
  service.bound = null;
  const before = service.beats.length;
  await watching(() => vi.waitFor(beaten(before + 1), { timeout: 5000 }), { instrument: null }, fast);
  expect(service.beats.at(-1)).toMatchObject({ instrument: 'pc' });
});

it('ends with 4 when nobody answers, with 2 when the key is refused', async () => {
  await put('a.msa');
  service.fault = () => {
    throw new TypeError('fetch failed');
  };
  expect(await once({ giveUpMs: 50 })).toMatchObject({ exitCode: 4, nAccepted: 0 });
  service.fault = () => {
    throw problem(401, 'unauthorized');
  };
  expect(await once()).toMatchObject({ exitCode: 2, nRejected: 0 });
});

/**
 * The process ends at one moment after another: the journal is kept as it is then, the service knows what it knew. Every moment is tried
 * (no random ones), twice in a row.
 */
it('killed at any moment, it loses nothing and sends nothing twice', async () => {
  let nMoments = 0;
  for (let kill = 0; ; kill++) {
    service = new MemoryService();
    const from = `${state}-${kill}`;
    await rm(folder, { recursive: true });
    await mkdir(folder);
    await put('a.msa', MSA('a'));
    await put('b.msa', MSA('same'));
    await put('c.msa', MSA('same'));
    await put('c.msa.kaimen.json', '{"sample": "c"}');
    let wasKilled = false;
    for (const [life, after] of [kill, kill % 3].entries()) {
      const place = `${from}-${life}`;
      wasKilled = (await livesUntil(after, place, `${from}-${life + 1}`)) || wasKilled;
      service.fault = () => undefined;
    }
    await once({ stateFolder: `${from}-2` });
    expect(names(), `killed at moment ${kill}`).toEqual(['a.msa', 'b.msa', 'c.msa']);
    nMoments = kill;
    if (!wasKilled || kill > 60) break;
  }
  expect(nMoments).toBeGreaterThan(8);
}, 60_000);

/** @returns whether it was killed */
async function livesUntil(moment: number, place: string, next: string): Promise<boolean> {
  const ending = new AbortController();
  let n = 0;
  let isDead = false;
  service.fault = () => {
    if (!isDead && n++ === moment) {
      isDead = true;
      cpSync(place, next, { recursive: true });
      ending.abort();
    }
    if (isDead) throw new TypeError('the process is gone');
  };
  await watchFolders(options({ once: true, stateFolder: place }), ports(), ending.signal);
  if (!isDead) cpSync(place, next, { recursive: true });
  return isDead;
}
