import { describe, expect, it } from 'vitest';
import {
  dot,
  gramOfRows,
  matrixOf,
  paddedMatrix,
  rowsTimesVectors,
  vectorsTimesRows,
  type Matrix,
} from './gemm.js';
import { createRng } from './rng.js';

function random(n: number, seed: number): Float64Array {
  const rng = createRng(seed);
  return Float64Array.from({ length: n }, () => rng.normal());
}

// Shapes that leave every remainder of the 2×4 and 4×2 tiles, and some longer and taller than a panel.
const SHAPES = [
  [1, 1, 1],
  [2, 3, 4],
  [5, 7, 3],
  [7, 9, 5],
  [8, 4, 2],
  [9, 530, 6],
  [67, 1031, 7],
] as const;

// Sums of up to 1,031 products of order one, that is up to about 1,100: rounding stays below 1e-11 (ulp 2e-13).
const near = (found: Float64Array, expected: readonly number[]): void => {
  expect(found.length).toBe(expected.length);
  expected.forEach((value, i) => expect(Math.abs(found[i] - value)).toBeLessThan(1e-11));
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

describe.each([
  ['float32', Float32Array],
  ['float64', Float64Array],
] as const)('products of a %s matrix whose rows have gaps', (_, Data) => {
  // 301 rows of 517 + 6 numbers are three panels or more; what is in the gaps must not be read as data.
  const [m, n, stride, b] = [301, 517, 523, 3];
  const numbers = random(m * stride, 4);
  for (let i = 0; i < m; i++) numbers.fill(Number.NaN, i * stride + n, (i + 1) * stride);
  // As a view that starts at an odd place, and ends with the last row's last number.
  const whole = new Data(5 + numbers.length);
  whole.set(numbers, 5);
  const a: Matrix = { data: whole.subarray(5, 5 + (m - 1) * stride + n), nRows: m, nCols: n, stride };

  it('rowsTimesVectors agrees with the triple loop', () => {
    const v = random(b * n, 5);
    const naive = new Array<number>(b * m).fill(0);
    for (let p = 0; p < b; p++)
      for (let i = 0; i < m; i++)
        for (let j = 0; j < n; j++) naive[p * m + i] += a.data[i * stride + j] * v[p * n + j];
    near(rowsTimesVectors(a, v, b), naive);
  });

  it('vectorsTimesRows agrees with the triple loop', () => {
    const y = random(b * m, 6);
    const naive = new Array<number>(b * n).fill(0);
    for (let p = 0; p < b; p++)
      for (let i = 0; i < m; i++)
        for (let j = 0; j < n; j++) naive[p * n + j] += y[p * m + i] * a.data[i * stride + j];
    near(vectorsTimesRows(a, y, b), naive);
  });

  it('takes only the first b of the vectors it is given', () => {
    const v = random(5 * n, 7);
    expect(rowsTimesVectors(a, v, 2)).toEqual(rowsTimesVectors(a, v.slice(0, 2 * n), 2));
  });
});

it('the result of a product stays when another one follows', () => {
  const a = matrixOf(random(40 * 30, 8), 40, 30);
  const first = gramOfRows(a);
  const copy = first.slice();
  gramOfRows(matrixOf(random(400 * 3000, 9), 400, 3000));
  expect(first).toEqual(copy);
});

it('an entry that is not finite shows in what it takes part in, and nowhere else', () => {
  const a = matrixOf(random(5 * 7, 10), 5, 7);
  a.data[2 * 7 + 3] = Number.POSITIVE_INFINITY;
  const y = rowsTimesVectors(a, random(7, 11), 1);
  expect([...y].map(Number.isFinite)).toEqual([true, true, false, true, true]);
});

it.each([0, 1, 4, 7])('dot of %i numbers agrees with the loop', (n) => {
  const [a, b] = [random(10, 12), random(10, 13)];
  let sum = 0;
  for (let k = 0; k < n; k++) sum += a[1 + k] * b[2 + k];
  expect(dot(a, 1, b, [2, n])).toBeCloseTo(sum, 13);
});
