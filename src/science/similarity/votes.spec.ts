import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bordaOf, probabilities } from './votes.js';

describe('bordaOf', () => {
  it('is what one counts by hand', () => {
    const scores = [Float64Array.of(0.9, 0.5), Float64Array.of(0.8, 0.7), Float64Array.of(0.1, 0.5)];
    const { counts, firsts } = bordaOf(scores);
    expect([...counts]).toEqual([2.5, 3, 0.5]);
    expect(firsts).toEqual([[0], [1], []]);
  });

  it('gives out votes × pairs in all', () => {
    const scores = fc.array(
      fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 4, maxLength: 4 }),
      {
        minLength: 1,
        maxLength: 6,
      },
    );
    fc.assert(
      fc.property(scores, (rows) => {
        const { counts } = bordaOf(rows.map((row) => Float64Array.from(row)));
        const pairs = (rows.length * (rows.length - 1)) / 2;
        expect(counts.reduce((a, b) => a + b, 0)).toBeCloseTo(4 * pairs, 9);
      }),
    );
  });
});

describe('probabilities', () => {
  it('follows the formula', () => {
    // Shifts 0 and 2: mean 1, std 1, so both lose the same factor.
    const [p, q] = probabilities(Float64Array.of(30, 10), [0, 2], 0.1);
    expect(p / q).toBeCloseTo(Math.exp(0.75 - 0.25), 12);
    expect(p + q).toBeCloseTo(1, 12);
    const [, , far] = probabilities(Float64Array.of(1, 1, 1), [0, 0, 3], 0.1);
    const std = Math.sqrt(2);
    expect(far).toBeCloseTo(Math.exp(-0.2 / std) / (2 * Math.exp(-0.1 / std) + Math.exp(-0.2 / std)), 12);
  });

  it('has no penalty where all shifts are the same, and is 1 for one alone', () => {
    expect([...probabilities(Float64Array.of(2, 2), [1, 1], 5)]).toEqual([0.5, 0.5]);
    expect([...probabilities(Float64Array.of(0), [3], 0.1)]).toEqual([1]);
  });
});
