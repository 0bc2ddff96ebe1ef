import { describe, expect, it } from 'vitest';
import { createRng } from '../numerics/rng.js';
import { ratioOf, toProfile, wherePresent } from './profiles.js';

const of = (...values: number[]): Float64Array => Float64Array.from(values);

describe('toProfile', () => {
  it('makes unknown values null, never 0', () => {
    const profile = toProfile(
      { id: 'x', label: 'x', unit: 'eV', method: 'm' },
      { values: of(1, NaN, 0), std: of(0.1, NaN, 0.2) },
    );
    expect(profile.values).toEqual([1, null, 0]);
    expect(profile.std).toEqual([0.1, null, 0.2]);
  });
});

describe('ratioOf', () => {
  it('has the spread that independent normal errors give', () => {
    const rng = createRng(5);
    const n = 20_000;
    const draws = Array.from({ length: n }, () => (200 + 4 * rng.normal()) / (100 + 3 * rng.normal()));
    const mean = draws.reduce((a, b) => a + b, 0) / n;
    const spread = Math.sqrt(draws.reduce((a, b) => a + (b - mean) ** 2, 0) / n);
    const ratio = ratioOf({ values: of(200), std: of(4) }, { values: of(100), std: of(3) });
    expect(ratio.values[0]).toBe(2);
    expect(ratio.std[0] / spread).toBeGreaterThan(0.97); // first order: 3 % of b is small
    expect(ratio.std[0] / spread).toBeLessThan(1.03);
  });

  it('is unknown where the denominator is within two deviations of zero', () => {
    const ratio = ratioOf({ values: of(1, 1), std: of(1, 1) }, { values: of(1.9, -5), std: of(1, 1) });
    expect(Array.from(ratio.values)).toEqual([NaN, NaN]);
  });
});

describe('wherePresent', () => {
  it('leaves out pixels in which the edge is lost in noise', () => {
    const measured = { values: of(2, 3, 4), std: of(0.1, 0.2, 0.3) };
    const kept = wherePresent(measured, { values: of(100, 4, NaN), std: of(10, 1, NaN) });
    expect(Array.from(kept.values)).toEqual([2, NaN, NaN]);
    expect(Array.from(kept.std)).toEqual([0.1, NaN, NaN]);
  });
});
