import { describe, expect, it } from 'vitest';
import { ApiError } from '../../api-client/client.js';
import { backoffMs, verdictOf } from './verdict.js';

const refused = (status: number, retryAfterS: number | null = null): ApiError =>
  Object.assign(
    new ApiError({
      type: 'about:blank',
      title: 'T',
      status,
      detail: 'D',
      instance: '',
      code: 'no-reason',
      requestId: '',
    }),
    { retryAfterS },
  );

it.each([
  [401, 'key'],
  [403, 'key'],
  [404, 'anew'],
  [410, 'anew'],
  [408, 'later'],
  [409, 'later'],
  [423, 'later'],
  [425, 'later'],
  [500, 'later'],
  [429, 'away'],
  [502, 'away'],
  [503, 'away'],
  [504, 'away'],
  [507, 'away'],
  [400, 'final'],
  [413, 'final'],
  [415, 'final'],
  [422, 'final'],
])('an answer of %i is %s', (status, kind) => expect(verdictOf(refused(status)).kind).toBe(kind));

it('obeys Retry-After', () => expect(verdictOf(refused(503, 40))).toMatchObject({ afterMs: 40_000 }));

it('keeps the problem of what is final', () =>
  expect(verdictOf(refused(422))).toEqual({
    kind: 'final',
    rejection: { code: 'no-reason', status: 422, title: 'T', detail: 'D' },
  }));

it('waits when nobody answers, and says the reason', () => {
  const away = new TypeError('fetch failed', { cause: new Error('connect ECONNREFUSED') });
  expect(verdictOf(away)).toEqual({
    kind: 'away',
    detail: 'fetch failed: connect ECONNREFUSED',
    afterMs: null,
  });
});

it('sees a file that changed, and one that another program holds', () => {
  expect(verdictOf(Object.assign(new Error('x'), { name: 'NotReadableError' })).kind).toBe('changed');
  expect(verdictOf(Object.assign(new Error('x'), { code: 'ENOENT' })).kind).toBe('changed');
  expect(verdictOf(Object.assign(new Error('x'), { code: 'EBUSY' })).kind).toBe('later');
});

describe('waiting', () => {
  it('grows from 1 s to 5 min', () => {
    expect([1, 2, 3, 9, 10, 60].map((n) => backoffMs(n, 1))).toEqual([
      1000, 2000, 4000, 256_000, 300_000, 300_000,
    ]);
  });
  it('is spread over half of it', () => expect(backoffMs(3, 0)).toBe(2000));
  it('is at least what the service asks for', () => {
    expect(backoffMs(1, 1, 30_000)).toBe(30_000);
    expect(backoffMs(10, 1, 30_000)).toBe(300_000);
  });
});
