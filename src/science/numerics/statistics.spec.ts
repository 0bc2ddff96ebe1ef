import { createRng } from './rng.js';
import { describe, expect, it } from 'vitest';
import {
  chiSquareMedian,
  mean,
  median,
  medianInPlace,
  quantile,
  rootMeanSquare,
  sigmasOfLevel,
  sum,
} from './statistics.js';

describe('statistics', () => {
  it('sums in double precision', () => {
    expect(sum(new Float32Array(1_000_000).fill(0.1))).toBeCloseTo(100_000.0015, 3);
    expect(mean([1, 2, 6])).toBe(3);
    expect(rootMeanSquare([3, -4])).toBeCloseTo(Math.sqrt(12.5), 12);
    expect(mean([])).toBeNaN();
  });

  // numpy.quantile([7, 1, 5, 3], q)
  it.each([
    [0, 1],
    [0.25, 2.5],
    [0.5, 4],
    [0.9, 6.4],
    [1, 7],
  ])('has the quantile %f that numpy has', (share, expected) => {
    expect(quantile([7, 1, 5, 3], share)).toBeCloseTo(expected, 12);
  });

  it('leaves NaN out of a median, and says so when nothing is left', () => {
    expect(median([Number.NaN, 2, 9, 4])).toBe(4);
    expect(median([Number.NaN])).toBeNaN();
    expect(median([])).toBeNaN();
  });

  it('has the same median in place, of even and odd numbers of values, with ties', () => {
    const rng = createRng(3);
    for (let n = 1; n < 60; n++) {
      for (const levels of [3, 1e6]) {
        const values = Float64Array.from({ length: n }, () => Math.floor(levels * rng.uniform()) / 7);
        const expected = median(values);
        expect(medianInPlace(values)).toBe(expected);
      }
    }
    expect(medianInPlace(new Float64Array(0))).toBeNaN();
  });

  // scipy.stats.chi2(dof).median()
  it.each([
    [1, 0.4549],
    [4, 3.3567],
    [10, 9.3418],
    [50, 49.3349],
  ])('has the chi-square median of %i degrees of freedom', (dof, expected) => {
    expect(Math.abs(chiSquareMedian(dof) / expected - 1)).toBeLessThan(dof === 1 ? 0.04 : 0.005);
  });

  // scipy.stats.norm.ppf((1 + level) / 2)
  it.each([
    [0, 0],
    [0.5, 0.6744897501960817],
    [0.6826894921370859, 1],
    [0.9, 1.6448536269514722],
    [0.95, 1.959963984540054],
    [0.9973002039367398, 3],
    [0.999999, 4.891638475698904],
  ])('has the half width of a Gaussian that holds %f', (level, expected) => {
    expect(sigmasOfLevel(level)).toBeCloseTo(expected, 8);
  });
});
