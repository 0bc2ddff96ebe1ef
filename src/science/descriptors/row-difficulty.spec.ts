import { expect, it } from 'vitest';
import fc from 'fast-check';
import { ALIKE, difficultStd, evennessOf, qualityOf } from './row-difficulty.js';

it('a flat row is even, a single channel is not, whatever the unit', () => {
  expect(evennessOf([2, 2, 2, 2])).toBe(1);
  expect(evennessOf([0, 0, 7, 0])).toBe(0.25);
  // (1 + 3)² / (2 · (1 + 9))
  expect(evennessOf([1, 3])).toBeCloseTo(0.8, 12);
  expect(evennessOf([0, 0, 0])).toBe(1);
});

it('blurring never makes a row of counts less even', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 1000 }), { minLength: 3, maxLength: 40 }), (row) => {
      // On a circle, so that the sum is kept.
      const blurred = row.map((v, i) => (v + row[(i + 1) % row.length]) / 2);
      expect(evennessOf(blurred)).toBeGreaterThanOrEqual(evennessOf(row) - 1e-12);
    }),
    { seed: 1 },
  );
});

it('standard deviations are multiplied row by row', () => {
  const quality = qualityOf(Float32Array.of(2, 2, 1, 3), Float32Array.of(0, 0.75));
  const std = Float64Array.of(1, 10, 1, 10);
  expect([...difficultStd(std, quality, ALIKE)]).toEqual([1, 10, 1, 10]);
  const scaled = difficultStd(std, quality, { evenness: 2, noise: 0.5, typicalNoise: 0.25 });
  // Row 2: 0.8² · (1 + 3)^½ = 1.28; float32 of 0.8 is off by 1e-8.
  [1, 10, 1.28, 12.8].forEach((wanted, i) => expect(scaled[i]).toBeCloseTo(wanted, 6));
});
