import { describe, expect, it } from 'vitest';
import { createRng } from './rng.js';

describe('createRng', () => {
  it('gives the same numbers for the same seed and others for another', () => {
    const draw = (seed: number): number[] => {
      const rng = createRng(seed);
      return Array.from({ length: 5 }, () => rng.uniform());
    };
    expect(draw(7)).toEqual(draw(7));
    expect(draw(7)).not.toEqual(draw(8));
  });

  // Mean and variance of a Poisson variable equal its parameter; 5 standard errors of 200,000 draws.
  it.each([0.3, 5, 12, 400, 1e5])('draws Poisson numbers of mean and variance %d', (mean) => {
    const rng = createRng(42);
    const n = 200_000;
    let sum = 0;
    let sumSquares = 0;
    for (let i = 0; i < n; i++) {
      const d = rng.poisson(mean) - mean;
      sum += d;
      sumSquares += d * d;
    }
    expect(Math.abs(sum / n)).toBeLessThan(5 * Math.sqrt(mean / n));
    const varianceError = Math.sqrt((2 * mean * mean + mean) / n);
    expect(Math.abs(sumSquares / n - mean)).toBeLessThan(5 * varianceError);
  });

  it('draws normal numbers of mean 0 and variance 1', () => {
    const rng = createRng(3);
    const n = 100_000;
    const values = Array.from({ length: n }, () => rng.normal());
    const mean = values.reduce((a, b) => a + b, 0) / n;
    const variance = values.reduce((a, b) => a + b * b, 0) / n;
    expect(Math.abs(mean)).toBeLessThan(5 / Math.sqrt(n));
    expect(Math.abs(variance - 1)).toBeLessThan(5 * Math.sqrt(2 / n));
  });
});
