import { describe, expect, it } from 'vitest';
import { gramOfRows, matrixOf, paddedMatrix, rowsTimesVectors, vectorsTimesRows } from './gemm.js';
import { createRng } from './rng.js';

function random(n: number, seed: number): Float64Array {
  const rng = createRng(seed);
  return Float64Array.from({ length: n }, () => rng.normal());
}

// Shapes that leave every remainder of the 2×4 and 4×2 tiles, and one longer than a panel.
const SHAPES = [
  [1, 1, 1],
  [2, 3, 4],
  [5, 7, 3],
  [7, 9, 5],
  [9, 530, 6],
] as const;

// Sums of up to 530 products of order one: rounding stays below 1e-12.
const near = (found: Float64Array, expected: readonly number[]): void => {
  expect(found.length).toBe(expected.length);
  expected.forEach((value, i) => expect(Math.abs(found[i] - value)).toBeLessThan(1e-12));
};

describe.each(SHAPES)('products of a %i × %i matrix with %i vectors', (m, n, b) => {
  const a = random(m * n, 1);
  const at = (i: number, j: number): number => a[i * n + j];
  const range = (k: number): number[] => [...Array(k).keys()];
  const sum = (k: number, term: (i: number) => number): number => range(k).reduce((s, i) => s + term(i), 0);

  it('rowsTimesVectors agrees with the triple loop', () => {
    const v = random(b * n, 2);
    const naive = range(b).flatMap((p) => range(m).map((i) => sum(n, (j) => at(i, j) * v[p * n + j])));
    near(rowsTimesVectors(matrixOf(a, m, n), v, b), naive);
  });

  it('vectorsTimesRows agrees with the triple loop', () => {
    const y = random(b * m, 3);
    const naive = range(b).flatMap((p) => range(n).map((j) => sum(m, (i) => y[p * m + i] * at(i, j))));
    near(vectorsTimesRows(matrixOf(a, m, n), y, b), naive);
  });

  it('gramOfRows agrees with the triple loop', () => {
    const padded = paddedMatrix(m, n);
    for (let i = 0; i < m; i++) padded.data.set(a.subarray(i * n, (i + 1) * n), i * padded.stride);
    const naive = range(m).flatMap((i) => range(m).map((k) => sum(n, (j) => at(i, j) * at(k, j))));
    near(gramOfRows(padded), naive);
  });
});
