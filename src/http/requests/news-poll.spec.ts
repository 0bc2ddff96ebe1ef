import { expect, it } from 'vitest';
import { NewsPoll } from './news-poll.js';

const patient = { ms: 60_000, signal: new AbortController().signal };

/** Numbers as they stand, and every question that was asked. */
function source(numbers: Record<string, number>) {
  const asked: (readonly string[])[] = [];
  const poll = new NewsPoll(
    async (keys) => {
      asked.push(keys);
      return new Map(Object.entries(numbers));
    },
    () => 1,
  );
  const rounds = async (n: number): Promise<void> => {
    for (const end = asked.length + n; asked.length < end;)
      await new Promise((resolve) => setTimeout(resolve, 1));
  };
  return { asked, numbers, poll, rounds };
}

it('asks one question a round for all that wait, and tells each its own news', async () => {
  const { asked, numbers, poll, rounds } = source({ a: 1, b: 5 });
  const ofA = Array.from({ length: 100 }, () => poll.after({ key: 'a', seen: 1 }, patient));
  const ofB = poll.after({ key: 'b', seen: 4 }, patient);
  expect(await ofB).toBe(5);
  await rounds(3);
  expect(asked.slice(0, 2)).toEqual([['a'], ['a', 'b']]);
  for (const keys of asked.slice(2)) expect(keys).toEqual(['a']);
  numbers.a = 2;
  expect(await Promise.all(ofA)).toEqual(Array.from({ length: 100 }, () => 2));
});

it('asks no more for who has gone, and begins again with the next', async () => {
  const { asked, numbers, poll, rounds } = source({});
  const stop = new AbortController();
  const gone = poll.after({ key: 'gone', seen: 0 }, { ms: 60_000, signal: stop.signal });
  const impatient = poll.after({ key: 'impatient', seen: 0 }, { ...patient, ms: 5 });
  const stays = poll.after({ key: 'stays', seen: 0 }, patient);
  stop.abort();
  expect([await gone, await impatient]).toEqual([null, null]);
  expect(await poll.after({ key: 'gone', seen: 0 }, { ms: 60_000, signal: stop.signal })).toBeNull();
  const before = asked.length;
  await rounds(3);
  expect(asked.slice(before + 1).flat()).toEqual(asked.slice(before + 1).map(() => 'stays'));
  numbers.stays = 1;
  expect(await stays).toBe(1);
  expect(await poll.after({ key: 'stays', seen: 0 }, patient)).toBe(1);
});

it('tells all that wait of a question that failed', async () => {
  const poll = new NewsPoll(
    () => Promise.reject(new Error('away')),
    () => 1,
  );
  const waiting = ['a', 'b'].map((key) => poll.after({ key, seen: 0 }, patient));
  expect((await Promise.allSettled(waiting)).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
});
