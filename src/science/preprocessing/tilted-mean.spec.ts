import { describe, expect, it } from 'vitest';
import { createRng } from '../numerics/rng.js';
import { solveTiltedMean } from './tilted-mean.js';

const tiltedMean = (x: Float64Array, base: Float64Array, slope: number): number => {
  let [s0, s1] = [0, 0];
  x.forEach((value, i) => {
    const w = base[i] * Math.exp(slope * value);
    s0 += w;
    s1 += w * value;
  });
  return s1 / s0;
};

function bisect(x: Float64Array, base: Float64Array, target: number): number {
  let [low, high] = [-400, 400];
  for (let i = 0; i < 200; i++) {
    const middle = (low + high) / 2;
    if (tiltedMean(x, base, middle) < target) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

describe('solveTiltedMean', () => {
  const x = Float64Array.from({ length: 40 }, (_, i) => -0.1 + 0.005 * i);
  const flat = new Float64Array(40).fill(1);

  it('agrees with bisection, from any start, for flat and for uneven weights', () => {
    const rng = createRng(3);
    for (let run = 0; run < 50; run++) {
      const base = run % 2 === 0 ? flat : flat.map(() => rng.uniform() + 0.01);
      const target = -0.09 + 0.17 * rng.uniform();
      const solved = solveTiltedMean(x, target, 200 * (rng.uniform() - 0.5), base)!;
      expect(solved.slope).toBeCloseTo(bisect(x, base, target), 5);
      expect(solved.mean).toBeCloseTo(target, 10);
    }
  });

  it('states norm and variance of the weights it found', () => {
    const { slope, logNorm, variance, mean } = solveTiltedMean(x, 0.02, 0)!;
    const weights = x.map((value) => Math.exp(slope * value - logNorm));
    expect(weights.reduce((a, b) => a + b)).toBeCloseTo(1, 10);
    expect(weights.reduce((a, w, i) => a + w * (x[i] - mean) ** 2, 0)).toBeCloseTo(variance, 12);
  });

  it.each([x[0], x[39], -1, 1, Number.NaN])('has no answer for a mean of %f', (target) => {
    expect(solveTiltedMean(x, target, 0)).toBeNull();
  });
});
