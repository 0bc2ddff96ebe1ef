import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRng } from './rng.js';
import { invertSymmetric, timesVector } from './small-symmetric.js';

describe('invertSymmetric', () => {
  it('times the matrix is 1, for parameters of very different size', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 5 }), fc.integer(), (n, seed) => {
        const rng = createRng(seed);
        const sizes = Array.from({ length: n }, () => 10 ** (6 * rng.uniform() - 3));
        const rows = Array.from({ length: n + 4 }, () => sizes.map((s) => s * rng.normal()));
        const a = Float64Array.from({ length: n * n }, (_, k) =>
          rows.reduce((t, row) => t + row[Math.floor(k / n)] * row[k % n], 0),
        );
        const inverse = invertSymmetric(a, n)!;
        for (let c = 0; c < n; c++) {
          const column = Float64Array.from({ length: n }, (_, i) => inverse[i * n + c]);
          timesVector(a, column).forEach((v, i) =>
            expect(Math.abs(v - (i === c ? 1 : 0)) * (sizes[c] / sizes[i])).toBeLessThan(1e-8),
          );
        }
      }),
      { numRuns: 50, seed: 1 },
    );
  });

  it('of a singular or negative matrix does not exist', () => {
    expect(invertSymmetric([1, 2, 2, 4], 2)).toBeNull();
    expect(invertSymmetric([-1], 1)).toBeNull();
    expect(invertSymmetric([0, 0, 0, 1], 2)).toBeNull();
  });
});
