import { describe, expect, it } from 'vitest';
import { matrixOf, rowsTimesVectors, vectorsTimesRows } from './gemm.js';
import { createRng } from './rng.js';
import { leadingTriplets, type LinearMap } from './subspace.js';
import { norm, singularTriplets, transposed, type SingularTriplets } from './svd.js';

function random(n: number, seed: number): Float64Array {
  const rng = createRng(seed);
  return Float64Array.from({ length: n }, () => rng.normal());
}

/** Σ σ·u·vᵀ */
function product({ left, right, values }: SingularTriplets, m: number, n: number): Float64Array {
  const a = new Float64Array(m * n);
  for (let k = 0; k < left.length / m; k++) {
    for (let i = 0; i < m; i++) {
      for (let j = 0; j < n; j++) a[i * n + j] += values[k] * left[k * m + i] * right[k * n + j];
    }
  }
  return a;
}

const mapOf = (a: Float64Array, m: number, n: number): LinearMap => ({
  nRows: m,
  nCols: n,
  times: (v, b) => rowsTimesVectors(matrixOf(a, m, n), v, b),
  transposeTimes: (y, b) => vectorsTimesRows(matrixOf(a, m, n), y, b),
});

describe('singularTriplets', () => {
  // Values through the Gram matrix carry √ε of the largest at worst; here all are of order one: 1e-12.
  it.each([
    [3, 8],
    [17, 40],
  ])('puts a %i × %i matrix together again', (m, n) => {
    const a = random(m * n, 5);
    const back = product(singularTriplets(matrixOf(a, m, n), m), m, n);
    back.forEach((x, i) => expect(Math.abs(x - a[i])).toBeLessThan(1e-12));
  });

  it('gives zero vectors, not noise, where the matrix has no rank', () => {
    const a = Float64Array.from([1, 2, 3, 2, 4, 6, 0, 0, 1]);
    const { values, left } = singularTriplets(matrixOf(a, 3, 3), 3);
    expect(values[2]).toBeLessThan(1e-7);
    expect(norm(left.subarray(6, 9))).toBe(0);
  });
});

describe('leadingTriplets', () => {
  const options = {
    nValues: 6,
    tolerance: 1e-10,
    looseTolerance: 1e-3,
    tailTolerance: 1e-3,
    maxSubspace: 120,
  };

  it('agrees with the exact decomposition where a gap stands above the noise', () => {
    const [m, n] = [150, 110];
    const a = random(m * n, 1);
    // Three strong directions, σ of about 60, 45, 35 over noise that ends at √150 + √110 = 22.7.
    [60, 45, 35].forEach((s, k) => {
      const u = random(m, 10 + k);
      const v = random(n, 20 + k);
      const scale = s / (norm(u) * norm(v));
      for (let i = 0; i < m; i++) for (let j = 0; j < n; j++) a[i * n + j] += scale * u[i] * v[j];
    });
    const exact = singularTriplets(transposed(matrixOf(a, m, n)), 5);
    const found = leadingTriplets(mapOf(a, m, n), {
      ...options,
      count: 5,
      resolveAbove: 25,
      rng: createRng(2),
    });
    expect(found.converged).toBe(true);
    for (let k = 0; k < 3; k++) {
      // The error of a value is the residual squared over the gap: far below the stated 1e-10.
      expect(Math.abs(found.values[k] / exact.values[k] - 1)).toBeLessThan(1e-12);
      for (let j = 0; j < n; j++) {
        expect(Math.abs(Math.abs(found.right[k * n + j]) - Math.abs(exact.left[k * n + j]))).toBeLessThan(
          1e-8,
        );
      }
    }
    // Ritz values are lower bounds; loosely converged ones within 2 %.
    for (let k = 3; k < 6; k++) {
      expect(found.values[k]).toBeLessThanOrEqual(exact.values[k] + 1e-9);
      expect(found.values[k]).toBeGreaterThan(0.98 * exact.values[k]);
    }
  });

  it('ends at the exact answer on a matrix of rank 2', () => {
    const [m, n] = [40, 30];
    const [u, v, w, z] = [random(m, 1), random(n, 2), random(m, 3), random(n, 4)];
    const a = Float64Array.from({ length: m * n }, (_, k) => {
      const i = Math.floor(k / n);
      return u[i] * v[k % n] + w[i] * z[k % n];
    });
    const found = leadingTriplets(mapOf(a, m, n), {
      ...options,
      count: 2,
      resolveAbove: 0,
      rng: createRng(2),
    });
    product(found, m, n).forEach((x, i) => expect(Math.abs(x - a[i])).toBeLessThan(1e-11));
  });

  it('says when it ran out of room', () => {
    const a = random(100 * 90, 3);
    const found = leadingTriplets(mapOf(a, 100, 90), {
      ...options,
      count: 4,
      resolveAbove: 0,
      maxSubspace: 16,
      rng: createRng(2),
    });
    expect(found.converged).toBe(false);
  });
});
