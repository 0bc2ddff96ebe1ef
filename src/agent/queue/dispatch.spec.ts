import { describe, expect, it } from 'vitest';
import type { Entry } from '../journal/entry.js';
import type { Journal } from '../journal/journal.js';
import { FakeClock } from '../testing/fake-clock.js';
import type { Delivered } from './deliver.js';
import { Dispatch, type DispatchLimits } from './dispatch.js';
import type { OutgoingItem } from './outgoing-queue.js';

const item = (path: string, more: Partial<OutgoingItem> = {}): OutgoingItem => ({
  ...{ path, fullPath: `/w/${path}`, sizeBytes: 10, mtimeMs: 1, sidecar: null, isDeclared: false },
  ...{ journal: null as unknown as Journal, session: null, nFailures: 0, notBeforeMs: 0 },
  ...more,
});
const ACCEPTED: Delivered = { entry: { state: 'accepted' } as Entry };
const away = (afterMs: number | null = null): Delivered => ({
  verdict: { kind: 'away', detail: 'gone', afterMs },
});

/** A dispatch whose deliveries a spec decides, with what it did. */
function dispatching(
  deliver: (item: OutgoingItem) => Delivered | Promise<Delivered>,
  limits?: DispatchLimits,
) {
  const clock = new FakeClock();
  const tried: [path: string, atMs: number][] = [];
  const taken: string[] = [];
  const told: string[] = [];
  const ending = new AbortController();
  const dispatch = new Dispatch(
    {
      clock,
      chance: () => 1,
      deliver: async (one) => {
        tried.push([one.path, clock.nowMs()]);
        return deliver(one);
      },
      onEntry: (one) => void taken.push(one.path),
      onChanged: () => undefined,
      tell: (line) => void told.push(line),
    },
    limits,
  );
  const running = dispatch.run(ending.signal);
  const end = async (): Promise<void> => {
    ending.abort();
    await clock.advance(0);
    await running;
  };
  return { clock, dispatch, tried, taken, told, end };
}

describe('files go', () => {
  it('the oldest first, each once', async () => {
    const { dispatch, taken, clock, end } = dispatching(() => ACCEPTED, { files: 1, bytes: 100 });
    dispatch.add(item('c', { mtimeMs: 3 }));
    dispatch.add(item('a', { mtimeMs: 1 }));
    dispatch.add(item('b', { mtimeMs: 2 }));
    dispatch.add(item('b', { mtimeMs: 2 }));
    await clock.advance(1);
    expect(taken).toEqual(['a', 'b', 'c']);
    await end();
  });

  it('few at a time, no more bytes than allowed, and a large one alone', async () => {
    let flying = 0;
    let most = 0;
    const { dispatch, taken, clock, end } = dispatching(
      async ({ sizeBytes }) => {
        flying += sizeBytes;
        most = Math.max(most, flying);
        await new Promise((resolve) => setImmediate(resolve));
        flying -= sizeBytes;
        return ACCEPTED;
      },
      { files: 4, bytes: 50 },
    );
    const sizes = [20, 20, 20, 500, 20, 20];
    sizes.forEach((sizeBytes, i) => dispatch.add(item(`${i}`, { sizeBytes, mtimeMs: i })));
    for (let i = 0; i < 10; i++) await clock.advance(1);
    expect([taken, most]).toEqual([['0', '1', '2', '3', '4', '5'], 500]);
    await end();
  });
});

describe('when the service is away', () => {
  it('one file asks after it, ever less often; then all arrive', async () => {
    let isAway = true;
    const { dispatch, tried, taken, told, clock, end } = dispatching(() => (isAway ? away() : ACCEPTED));
    for (let i = 0; i < 20; i++) dispatch.add(item(`${i}`, { mtimeMs: i }));
    await clock.advance(3_600_000);
    // The first four together, then at 1, 2, 4 … 256 s, and every 5 minutes.
    expect(tried.length).toBeLessThan(4 + 9 + 12);
    expect(tried.slice(4, 7).map(([, atMs]) => atMs)).toEqual([1000, 3000, 7000]);
    expect(told).toHaveLength(1);
    isAway = false;
    await clock.advance(300_000);
    expect(taken).toHaveLength(20);
    expect(told[1]).toMatch(/takes files again, after 6\d min/);
    await end();
  });

  it('waits as long as it is asked to', async () => {
    const answers = [away(45_000), ACCEPTED];
    const { dispatch, tried, clock, end } = dispatching(() => answers.shift()!);
    dispatch.add(item('a'));
    await clock.advance(60_000);
    expect(tried.map(([, atMs]) => atMs)).toEqual([0, 45_000]);
    await end();
  });
});

it('a refused key stops all, rejects nothing, and is tried again', async () => {
  let isMended = false;
  const rejection = { code: 'unauthorized', status: 401, title: '', detail: 'revoked' };
  const { dispatch, tried, taken, told, clock, end } = dispatching(() =>
    isMended ? ACCEPTED : { verdict: { kind: 'key', detail: 'revoked', rejection } },
  );
  for (let i = 0; i < 9; i++) dispatch.add(item(`${i}`));
  await clock.advance(600_000);
  expect(tried.length).toBeLessThan(4 + 11);
  expect([taken.length, told.length, dispatch.pause?.kind]).toEqual([0, 1, 'key']);
  expect(told[0]).toMatch(/refuses the key: revoked\. .*KAIMEN_KEY/);
  isMended = true;
  await clock.advance(60_000);
  expect(taken).toHaveLength(9);
  await end();
});

it('what is wrong with one file keeps none of the others', async () => {
  const { dispatch, taken, tried, clock, end } = dispatching(({ path }) =>
    path === 'bad'
      ? { verdict: { kind: 'later', detail: 'held by another program', afterMs: null } }
      : ACCEPTED,
  );
  dispatch.add(item('bad', { mtimeMs: 0 }));
  for (let i = 0; i < 9; i++) dispatch.add(item(`${i}`, { mtimeMs: 1 + i }));
  await clock.advance(0);
  expect(taken).toHaveLength(9);
  await clock.advance(7000);
  expect(tried.filter(([path]) => path === 'bad').map(([, atMs]) => atMs)).toEqual([0, 1000, 3000, 7000]);
  await end();
});

it('what nobody foresaw ends nothing', async () => {
  let n = 0;
  const { dispatch, taken, clock, end } = dispatching(() => {
    if (n++ === 0) throw new Error('ENOSPC');
    return ACCEPTED;
  });
  dispatch.add(item('a'));
  await clock.advance(2000);
  expect(taken).toEqual(['a']);
  await end();
});
