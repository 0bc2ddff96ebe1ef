import { describe, expect, it } from 'vitest';
import { createRng } from '../numerics/rng.js';
import { score } from './acquisition.js';
import { normalShare } from './normal-distribution.js';

// scipy.stats.norm.cdf(z)
it.each([
  [-9, 1.1285884059538324e-19],
  [-3, 0.0013498980316300933],
  [-0.5, 0.3085375387259869],
  [0, 0.5],
  [1.7, 0.955434537241457],
])('has the share of the normal distribution below %f that scipy has', (z, share) => {
  expect(Math.abs(normalShare(z) / share - 1)).toBeLessThan(3e-7);
});

describe('score', () => {
  const levels = { lowest: 0.2, ceiling: 1.2, margin: 0.1 };
  const rng = createRng(4);
  const draws = Array.from({ length: 200_000 }, () => rng.normal());

  // Five standard errors of 200,000 draws of a share or of a gain below the standard deviation.
  it.each([
    [0.5, 0.4],
    [0.1, 0.2],
    [1.5, 0.6],
  ])('is what draws of mean %f and standard deviation %f give', (mean, std) => {
    const tolerance = 5 / Math.sqrt(draws.length);
    const average = (f: (energy: number) => number) =>
      draws.reduce((sum, z) => sum + f(mean + std * z), 0) / draws.length;
    const improvement = average((e) => (e < 0.2 - 0.1 * (1.2 - 0.2) ? 1 : 0));
    const gain = average((e) => Math.max(0, 0.2 - e));
    const forecast = { mean, std };
    expect(Math.abs(score('probability-of-improvement', forecast, levels) - improvement)).toBeLessThan(
      tolerance / 2,
    );
    expect(Math.abs(score('expected-improvement', forecast, levels) - gain)).toBeLessThan(tolerance * std);
    expect(score('lower-confidence-bound', forecast, levels)).toBe(Math.max(0, 1.2 - (mean - 2 * std)));
  });
});
