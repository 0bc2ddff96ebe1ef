import { describe, expect, it } from 'vitest';
import { symmetricEigen, tridiagonalEigen } from './eigen.js';
import { gramOfRows, matrixOf } from './gemm.js';
import { createRng } from './rng.js';

function randomSymmetric(n: number, seed: number): Float64Array {
  const rng = createRng(seed);
  const a = new Float64Array(n * n);
  for (let i = 0; i < n; i++) for (let j = 0; j <= i; j++) a[i * n + j] = a[j * n + i] = rng.normal();
  return a;
}

describe('symmetricEigen', () => {
  // Backward stable: residuals are a small multiple of n·ε·‖A‖ (n = 90: 1e-12 leaves a factor of ten).
  it.each([1, 2, 3, 10, 90])('A·v = λ·v and orthonormal vectors for n = %i', (n) => {
    const a = randomSymmetric(n, n);
    const { values, vectors } = symmetricEigen(a, n);
    for (let k = 0; k < n; k++) {
      for (let i = 0; i < n; i++) {
        let sum = 0;
        for (let j = 0; j < n; j++) sum += a[i * n + j] * vectors[k * n + j];
        expect(Math.abs(sum - values[k] * vectors[k * n + i])).toBeLessThan(1e-12);
      }
    }
    const gram = gramOfRows(matrixOf(vectors, n, n));
    gram.forEach((g, i) => expect(Math.abs(g - (i % (n + 1) === 0 ? 1 : 0))).toBeLessThan(1e-12));
  });

  it('knows the spectrum of the second difference: 2 − 2·cos(kπ/(n+1))', () => {
    const n = 20;
    const a = new Float64Array(n * n);
    for (let i = 0; i < n; i++) {
      a[i * n + i] = 2;
      if (i > 0) a[i * n + i - 1] = a[(i - 1) * n + i] = -1;
    }
    const { values } = symmetricEigen(a, n);
    values.forEach((v, k) => expect(v).toBeCloseTo(2 - 2 * Math.cos(((n - k) * Math.PI) / (n + 1)), 13));
  });

  it('handles repeated and zero eigenvalues', () => {
    expect([...symmetricEigen(new Float64Array(9), 3).values]).toEqual([0, 0, 0]);
    const identity = Float64Array.from([2, 0, 0, 0, 2, 0, 0, 0, 2]);
    expect([...symmetricEigen(identity, 3).values]).toEqual([2, 2, 2]);
  });

  /** Covariance of edges: smooth, nearly 0 in front of a step, so half of the spectrum of values is rounding. */
  function edgeCovariance(n: number, rank: number, inFront: number, noise: number): Float64Array {
    const rng = createRng(n + rank);
    const a = new Float64Array(n * n);
    for (let r = 0; r < rank; r++) {
      const [c, d] = [n * rng.uniform(), n * rng.uniform()];
      const peak = (i: number, at: number): number => Math.exp(-0.5 * ((i - at) / (n / 15)) ** 2);
      const step = (i: number): number => inFront + 1 / (1 + Math.exp((n / 4 - i) / (n / 40)));
      const x = Float64Array.from(
        { length: n },
        (_, i) => step(i) * (peak(i, c) + peak(i, d) - 0.3) + noise * rng.normal(),
      );
      for (let i = 0; i < n; i++) for (let j = 0; j < n; j++) a[i * n + j] += x[i] * x[j];
    }
    return a;
  }

  // Each of these needed more than 60 steps for one eigenvalue with entries of 2^-10 of the rounding kept.
  it.each([
    [120, 60, 1e-3, 0],
    [120, 60, 1e-5, 1e-9],
    [120, 60, 1e-8, 0],
  ])(
    'converges on smooth spectra with an edge: n = %i, rank %i, %d in front of it, noise %d',
    (n, rank, inFront, noise) => {
      const a = edgeCovariance(n, rank, inFront, noise);
      const { values, vectors } = symmetricEigen(a, n);
      let worst = 0;
      for (let k = 0; k < n; k++) {
        for (let i = 0; i < n; i++) {
          let sum = 0;
          for (let j = 0; j < n; j++) sum += a[i * n + j] * vectors[k * n + j];
          worst = Math.max(worst, Math.abs(sum - values[k] * vectors[k * n + i]));
        }
      }
      // Backward stable, as above: n·ε·‖A‖ is 3e-14 of the largest value.
      expect(worst / values[0]).toBeLessThan(3e-14);
    },
  );

  it('refuses what is not finite', () => {
    expect(() => symmetricEigen(Float64Array.from([NaN, 1, 1, 2]), 2)).toThrow(/not finite/);
  });
});

describe('tridiagonalEigen', () => {
  it('has the values and the last entries that symmetricEigen has', () => {
    const n = 30;
    const rng = createRng(2);
    const diagonal = Float64Array.from({ length: n }, () => rng.normal());
    const off = Float64Array.from({ length: n - 1 }, () => rng.normal());
    const full = new Float64Array(n * n);
    diagonal.forEach((d, i) => (full[i * n + i] = d));
    off.forEach((e, i) => (full[i * n + i + 1] = full[(i + 1) * n + i] = e));
    const { values, vectors } = symmetricEigen(full, n);
    const found = tridiagonalEigen(diagonal, off);
    values.forEach((v, k) => {
      expect(found.values[k]).toBeCloseTo(v, 12);
      expect(Math.abs(found.lastEntries[k])).toBeCloseTo(Math.abs(vectors[k * n + n - 1]), 10);
    });
  });
});

it.each([1, 2, 3, 4, 5])(
  'a matrix of low rank converges: all but its two eigenvalues are rounding (draw %i)',
  (seed) => {
    const rng = createRng(seed);
    const n = 96;
    const shape = (k: number, mix: number): number =>
      mix * Math.exp(-0.5 * ((k - 30) / 4) ** 2) - mix * Math.exp(-0.5 * ((k - 38) / 4) ** 2);
    const rows = matrixOf(new Float64Array(n * 400), n, 400);
    for (let i = 0; i < 400; i++) {
      const [mix, step] = [rng.uniform() - 0.5, rng.uniform() - 0.5];
      for (let k = 0; k < n; k++) {
        rows.data[k * 400 + i] = Math.fround(shape(k, mix) + step / (1 + Math.exp((45 - k) / 3)));
      }
    }
    const { values } = symmetricEigen(gramOfRows(rows), n);
    expect(values[1]).toBeGreaterThan(1);
    // float32 rows: rounding of 1e-7 in 400 numbers each, squared.
    for (let i = 2; i < n; i++) expect(Math.abs(values[i])).toBeLessThan(1e-12 * values[0]);
  },
);
