import { describe, expect, it } from 'vitest';
import { paddedMatrix } from '../numerics/gemm.js';
import { createRng, type Rng } from '../numerics/rng.js';
import { singularTriplets } from '../numerics/svd.js';
import { structuredNoiseEdge, finiteSizeMargin, whiteNoiseEdge } from './noise-edge.js';

/** Largest singular value of noise whose rows are averaged with weights `kernel` (unit power). */
function largest(nRows: number, nCols: number, kernel: readonly number[], rng: Rng): number {
  const a = paddedMatrix(nRows, nCols);
  for (let i = 0; i < nRows; i++) {
    const white = Float64Array.from({ length: nCols + kernel.length }, () => rng.normal());
    for (let j = 0; j < nCols; j++) {
      a.data[i * a.stride + j] = kernel.reduce((sum, w, k) => sum + w * white[j + k], 0);
    }
  }
  return singularTriplets(a, 0).values[0];
}

describe('noise edge', () => {
  it('is √m + √n, with a margin of about 2 % for a line scan and less for a map', () => {
    expect(whiteNoiseEdge({ nRows: 64, nCols: 1024 })).toBe(40);
    expect(finiteSizeMargin({ nRows: 64, nCols: 2048 })).toBeCloseTo(0.015, 3);
    expect(finiteSizeMargin({ nRows: 4096, nCols: 1024 })).toBeCloseTo(0.006, 3);
  });

  it('is passed by pure noise at most once in 100 (stated: once in 1,000)', () => {
    const rng = createRng(11);
    const shape = { nRows: 24, nCols: 150 };
    const limit = whiteNoiseEdge(shape) * (1 + finiteSizeMargin(shape));
    let passed = 0;
    for (let trial = 0; trial < 100; trial++) if (largest(24, 150, [1], rng) > limit) passed += 1;
    expect(passed).toBeLessThanOrEqual(1);
  });

  it('does not change when there is no correlation', () => {
    const shape = { nRows: 64, nCols: 2048 };
    expect(
      structuredNoiseEdge(shape, {
        rowPower: new Float64Array(64).fill(1),
        correlation: new Float64Array(16),
      }),
    ).toBeCloseTo(whiteNoiseEdge(shape), 8);
  });

  // Simulated edges of 100 × 800 fluctuate by 0.5 %; the window on the correlation costs another 1 %.
  it.each([
    ['half a channel of linear interpolation', [Math.SQRT1_2, Math.SQRT1_2]],
    ['a point spread of four channels', [0.5, 0.5, 0.5, 0.5]],
  ])('is where correlated noise ends: %s', (_, kernel) => {
    const correlation = new Float64Array(16);
    for (let lag = 1; lag < kernel.length; lag++) {
      correlation[lag - 1] = kernel.slice(lag).reduce((sum, w, k) => sum + w * kernel[k], 0);
    }
    const edge = structuredNoiseEdge(
      { nRows: 100, nCols: 800 },
      { rowPower: new Float64Array(100).fill(1), correlation },
    );
    const rng = createRng(4);
    const simulated = [0, 1, 2].map(() => largest(100, 800, kernel, rng)).reduce((a, b) => a + b) / 3;
    expect(edge).toBeGreaterThan(1.01 * whiteNoiseEdge({ nRows: 100, nCols: 800 }));
    expect(Math.abs(simulated / edge - 1)).toBeLessThan(0.02);
  });

  it('is where noise of unequal rows ends', () => {
    const shape = { nRows: 100, nCols: 800 };
    const rowPower = Float64Array.from({ length: 100 }, (_, i) => (i % 2 === 0 ? 1.6 : 0.4));
    const edge = structuredNoiseEdge(shape, { rowPower, correlation: new Float64Array(1) });
    const rng = createRng(9);
    const a = paddedMatrix(100, 800);
    for (let i = 0; i < 100; i++) {
      for (let j = 0; j < 800; j++) a.data[i * a.stride + j] = Math.sqrt(rowPower[i]) * rng.normal();
    }
    expect(Math.abs(singularTriplets(a, 0).values[0] / edge - 1)).toBeLessThan(0.02);
    expect(edge).toBeGreaterThan(1.1 * whiteNoiseEdge(shape));
  });
});
