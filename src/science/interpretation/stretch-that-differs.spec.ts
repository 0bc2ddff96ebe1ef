import { expect, it } from 'vitest';
import { createRng } from '../numerics/rng.js';
import { stretchThatDiffers } from './stretch-that-differs.js';

const noisy = (means: readonly number[], seed: number): number[] => {
  const rng = createRng(seed);
  return means.map((mean) => mean + rng.normal());
};
const series = (n: number, from: number, to: number, height: number): number[] =>
  Array.from({ length: n }, (_, i) => (i >= from && i < to ? height : 0));

it('finds a planted band and a planted step, within a position of five standard deviations', () => {
  for (let seed = 1; seed <= 20; seed++) {
    const band = stretchThatDiffers(noisy(series(40, 14, 23, 5), seed))!;
    expect(Math.abs(band.from - 14)).toBeLessThanOrEqual(1);
    expect(Math.abs(band.to - 23)).toBeLessThanOrEqual(1);
    const step = stretchThatDiffers(noisy(series(40, 25, 40, -5), seed))!;
    const at = step.from === 0 ? step.to : step.from;
    expect(Math.abs(at - 25)).toBeLessThanOrEqual(1);
    expect(step.inside - step.outside > 0 === (step.from === 0)).toBe(true);
  }
});

it('noise alone stays below 6 in 97 of 100 lines of 40', () => {
  const far = Array.from({ length: 100 }, (_, seed) =>
    stretchThatDiffers(noisy(series(40, 0, 0, 0), seed + 1))!,
  );
  expect(far.filter(({ significance }) => significance > 6).length).toBeLessThanOrEqual(3);
});

it('says nothing of few values or of too many', () => {
  expect(stretchThatDiffers([1, 2, 3])).toBeNull();
  expect(stretchThatDiffers(new Array<number>(2001).fill(0))).toBeNull();
});
