import { expect, it } from 'vitest';
import fc from 'fast-check';
import { createRng } from '../numerics/rng.js';
import { calibrationOf, classSet, fitClassSet, fitScaledInterval, intervalOf } from './conformal.js';
import type { DescriptorError } from './descriptor-error.js';

/** Share of new draws that lie within the interval fitted to others; the guarantee is on the mean over calibrations. */
function coverage(level: number, seed: number, wrongScale: number): number {
  const rng = createRng(seed);
  const draw = (): { error: number; std: number } => {
    const std = Math.exp(rng.normal());
    // Heavy tails: the quotient of two normals, cut.
    const error = (wrongScale * std * rng.normal()) / Math.max(0.2, Math.abs(rng.normal()));
    return { error, std };
  };
  const known = Array.from({ length: 200 }, draw);
  const interval = fitScaledInterval(
    known.map((d) => d.error),
    known.map((d) => d.std),
    { level },
  );
  const held = Array.from({ length: 2000 }, draw).filter(({ error, std }) => {
    const [low, high] = intervalOf(0, std, interval);
    return error >= low && error <= high;
  });
  return held.length / 2000;
}

it('holds the truth with the stated probability, whatever the scale of the stated doubt', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 1e6 }),
      fc.constantFrom(0.1, 1, 30),
      fc.constantFrom(0.8, 0.9),
      (seed, scale, level) => {
        const mean = [0, 1, 2, 3, 4].reduce((sum, k) => sum + coverage(level, seed + k, scale), 0) / 5;
        // Calibration of 200: std of the coverage √(0.9·0.1/200) = 0.021, of the mean of five 0.013 (level 0.8).
        expect(Math.abs(mean - level)).toBeLessThan(0.055);
      },
    ),
    { numRuns: 20, seed: 1 },
  );
});

it('counts groups, not spectra: many spectra of one compound do not make the interval narrow', () => {
  const rng = createRng(3);
  const covered = Array.from({ length: 200 }, () => {
    const groupError = Array.from({ length: 41 }, () => rng.normal());
    const errors: number[] = [];
    const groups: number[] = [];
    // One group of 500 spectra, 39 of five.
    for (let g = 0; g < 40; g++) {
      for (let i = 0; i < (g === 0 ? 500 : 5); i++) {
        errors.push(groupError[g] + 0.05 * rng.normal());
        groups.push(g);
      }
    }
    const interval = fitScaledInterval(
      errors,
      errors.map(() => 1),
      { level: 0.9, groups },
    );
    expect(interval.nCalibration).toBe(40);
    const [low, high] = intervalOf(groupError[40], 1, interval);
    return low <= 0 && high >= 0;
  }).filter(Boolean).length;
  // 200 draws at 0.9: std 0.021.
  expect(covered / 200).toBeGreaterThan(0.85);
});

it('sets of labels hold the truth with the stated probability', () => {
  const rng = createRng(5);
  const draw = (): { probabilities: number[]; truth: number } => {
    const logits = [rng.normal(), rng.normal(), rng.normal()];
    const exps = logits.map((l) => Math.exp(2 * l));
    const total = exps.reduce((a, b) => a + b, 0);
    const probabilities = exps.map((e) => e / total);
    // Overconfident: the truth follows half the logits.
    const soft = logits.map((l) => Math.exp(l));
    let at = rng.uniform() * soft.reduce((a, b) => a + b, 0);
    const truth = soft.findIndex((s) => (at -= s) <= 0);
    return { probabilities, truth };
  };
  const known = Array.from({ length: 1000 }, draw);
  const set = fitClassSet(
    known.map(({ probabilities, truth }) => probabilities[truth]),
    { level: 0.9 },
  );
  const held = Array.from({ length: 4000 }, draw).filter(({ probabilities, truth }) =>
    classSet(probabilities, set.minProbability).includes(truth),
  );
  expect(held.length / 4000).toBeGreaterThan(0.88);
  expect(held.length / 4000).toBeLessThan(0.93);
  expect(classSet([0.4, 0.35, 0.25], 0.9)).toEqual([0]);
});

it('a network that states no doubt has the quantile of its errors as interval', () => {
  const rng = createRng(9);
  const errors = Array.from({ length: 99 }, () => rng.normal());
  const interval = fitScaledInterval(errors, new Float64Array(99), { level: 0.9 });
  const [low, high] = intervalOf(0, 0, interval);
  const sorted = errors.map(Math.abs).sort((a, b) => a - b);
  // 0.9·100 = the 90th of 99.
  expect(high).toBeCloseTo(sorted[89], 12);
  expect(low).toBe(-high);
});

it('says when there are too few groups for the level', () => {
  const few = () => fitScaledInterval([1, 2, 3], [1, 1, 1], { level: 0.9 });
  expect(few).toThrow(expect.objectContaining({ code: 'too-little-data' }) as DescriptorError);
});

it('a calibrated standard deviation is that of a Gaussian with the interval, unknown where the interval has no width', () => {
  const interval = { level: 0.9, factor: 14.7, floorStd: 0.001, nCalibration: 20 };
  expect(calibrationOf(interval)(0.01)).toBeCloseTo((14.7 * 0.01) / 1.6448536, 6);
  // A kernel machine states no doubt of its own: its interval is of one width.
  expect(calibrationOf({ ...interval, factor: 1.7, floorStd: 0.2 })(0)).toBeCloseTo(
    (1.7 * 0.2) / 1.6448536,
    6,
  );
  expect(calibrationOf({ ...interval, floorStd: 0 })(0)).toBeNull();
});
