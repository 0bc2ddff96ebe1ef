import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRng } from '../numerics/rng.js';
import { correlate } from './correlate.js';

const METHODS = ['pearson', 'spearman', 'kendall'] as const;
const number = fc.oneof(
  fc.integer({ min: -8, max: 8 }),
  fc.constant(Number.NaN),
  fc.double({ min: -1e3, max: 1e3, noNaN: true }),
);
const rowsOf = fc.array(fc.tuple(number, number), { minLength: 0, maxLength: 40 });
const columns = (rows: [number, number][]): [Float64Array, Float64Array] => [
  Float64Array.from(rows, (row) => row[0]),
  Float64Array.from(rows, (row) => row[1]),
];

/** The same to rounding; where there is none, for the same reason. */
function expectSame(a: ReturnType<typeof correlate>, b: ReturnType<typeof correlate>, sign = 1): void {
  expect(a.n).toBe(b.n);
  expect(a.reason?.code).toBe(b.reason?.code);
  if (a.estimate === null || b.estimate === null) expect(a.estimate).toBe(b.estimate);
  else expect(a.estimate).toBeCloseTo(sign * b.estimate, 9);
}

describe.each(METHODS)('%s', (method) => {
  const of = (x: Float64Array, y: Float64Array) => correlate(x, y, { method });

  it('has no NaN in it: a number within its bounds, or null with a reason', () => {
    fc.assert(
      fc.property(rowsOf, (rows) => {
        const found = of(...columns(rows));
        expect(JSON.parse(JSON.stringify(found))).toEqual(found);
        expect(found.estimate === null).toBe(found.reason !== null);
        if (found.estimate === null) return;
        expect(Math.abs(found.estimate)).toBeLessThanOrEqual(1);
        expect(found.p).toBeGreaterThanOrEqual(0);
        expect(found.p).toBeLessThanOrEqual(1);
        if (found.interval === null) return;
        expect(found.interval.low).toBeLessThanOrEqual(found.estimate);
        expect(found.interval.high).toBeGreaterThanOrEqual(found.estimate);
      }),
      { numRuns: 120, seed: 1 },
    );
  });

  it('is symmetric, and does not see the order of the rows', () => {
    fc.assert(
      fc.property(rowsOf, (rows) => {
        const [x, y] = columns(rows);
        expectSame(of(y, x), of(x, y));
        expectSame(of(...columns([...rows].reverse())), of(x, y));
      }),
      { numRuns: 100, seed: 2 },
    );
  });

  it('does not see scale and shift; a negative scale turns it', () => {
    fc.assert(
      fc.property(rowsOf, fc.integer({ min: -900, max: 900 }), (rows, power) => {
        // Whole numbers and powers of two: nothing is rounded, so that ties stay ties.
        const whole = rows.map(([a, b]): [number, number] => [Math.round(a), Math.round(b)]);
        const [x, y] = columns(whole);
        expectSame(of(x.map((v) => (v + 17) * 2 ** power), y), of(x, y)); // prettier-ignore
        expectSame(of(x.map((v) => -3 * v + 1), y), of(x, y), -1); // prettier-ignore
      }),
      { numRuns: 100, seed: 3 },
    );
  });

  it('leaves out rows that are unknown in either', () => {
    fc.assert(
      fc.property(rowsOf, (rows) => {
        const known = rows.filter(([a, b]) => !Number.isNaN(a) && !Number.isNaN(b));
        expect(of(...columns(rows))).toEqual(of(...columns(known)));
      }),
      { numRuns: 100, seed: 4 },
    );
  });

  it('of a column with itself is 1', () => {
    const x = Float64Array.of(0.1, 0.7, 0.3, 0.35, 11);
    expect(of(x, x)).toMatchObject({ estimate: 1, interval: null, n: 5 });
    expect(of(x, x.map((v) => -v))).toMatchObject({ estimate: -1, interval: null }); // prettier-ignore
    expect(of(x, x).warnings.map(({ code }) => code)).toEqual(['few-rows', 'perfect']);
  });

  it('of constant or too short columns is null, with the reason', () => {
    const x = Float64Array.of(1, 2, 3, Number.NaN);
    expect(of(x, Float64Array.of(4, 4, 4, 9))).toMatchObject({ estimate: null, p: null, interval: null, reason: { code: 'constant-column', message: expect.stringContaining('y:') as string } }); // prettier-ignore
    expect(of(x, Float64Array.of(1, Number.NaN, 4, 9))).toMatchObject({ n: 2, estimate: null, reason: { code: 'too-few-rows' } }); // prettier-ignore
    expect(of(new Float64Array(0), new Float64Array(0))).toMatchObject({ n: 0, estimate: null });
    expect(of(new Float64Array(5).fill(0.1), Float64Array.of(1, 2, 3, 4, 5)).estimate).toBeNull();
  });

  it('near the largest and the smallest numbers', () => {
    const x = Float64Array.of(1, 2, 5, 3);
    const y = Float64Array.of(2, 1, 7, 4);
    const { estimate } = of(x, y);
    expect(of(x.map((v) => v * 1e307), y.map((v) => v * 1e-310)).estimate).toBeCloseTo(estimate!, 12); // prettier-ignore
  });

  it('uniform p where there is nothing', () => {
    const rng = createRng(11);
    let below = 0;
    for (let trial = 0; trial < 400; trial++) {
      const x = Float64Array.from({ length: 24 }, () => rng.normal());
      const y = x.map(() => rng.normal());
      if (of(x, y).p! < 0.1) below++;
    }
    // Binomial: 40 ± 6.
    expect(Math.abs(below - 40)).toBeLessThan(19);
  });
});

describe('ranks', () => {
  it.each(['spearman', 'kendall'] as const)('%s does not see a monotone change', (method) => {
    fc.assert(
      fc.property(rowsOf, (rows) => {
        const whole = rows.map(([a, b]): [number, number] => [Math.round(a), Math.round(b)]);
        const [x, y] = columns(whole);
        expect(correlate(x.map((v) => v ** 3 + v), y, { method })).toEqual(correlate(x, y, { method })); // prettier-ignore
      }),
      { numRuns: 100, seed: 5 },
    );
  });

  it('exact p of Kendall: all six orders of three rows', () => {
    const x = Float64Array.of(1, 2, 3);
    expect(correlate(x, x, { method: 'kendall' })).toMatchObject({ estimate: 1, pMethod: 'exact' });
    expect(correlate(x, x, { method: 'kendall' }).p).toBeCloseTo(1 / 3, 15);
    expect(correlate(x, Float64Array.of(1, 3, 2), { method: 'kendall' }).p).toBeCloseTo(1, 15);
  });
});

describe('what is refused', () => {
  const x = Float64Array.of(1, 2, 3);
  it.each([
    [
      'columns of different length',
      () => correlate(x, new Float64Array(4), { method: 'pearson' }),
      'invalid-columns',
    ],
    [
      'infinite values',
      () => correlate(x, Float64Array.of(1, Infinity, 2), { method: 'kendall' }),
      'invalid-columns',
    ],
    ['a level of 95', () => correlate(x, x, { method: 'pearson', level: 95 }), 'invalid-parameter'],
  ])('%s', (_, call, code) => {
    expect(call).toThrow(expect.objectContaining({ code }) as Error);
  });

  it('counts ties and warns of a column that is nearly its rounding', () => {
    const y = Float64Array.of(1e15, 1e15 + 0.125, 1e15, 1e15 + 0.25);
    const found = correlate(Float64Array.of(1, 1, 1, 2), y, { method: 'pearson' });
    expect(found.ties).toEqual({ x: 3, y: 2 });
    expect(found.warnings.map(({ code }) => code)).toContain('nearly-constant');
  });
});
