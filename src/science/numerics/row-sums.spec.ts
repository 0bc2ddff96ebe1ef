import { describe, expect, it } from 'vitest';
import type { Matrix } from './matrix.js';
import { createRng } from './rng.js';
import { nonNegativeSums, weightedMoments } from './row-sums.js';

// Odd and even columns with gaps between rows, and more rows than a panel holds.
const SHAPES = [
  [1, 1, 1],
  [3, 7, 9],
  [5, 8, 8],
  [301, 517, 523],
] as const;

describe.each(SHAPES)('sums of a %i × %i matrix, stride %i', (m, n, stride) => {
  const rng = createRng(m);
  const data = Float32Array.from({ length: (m - 1) * stride + n + 2 }, () => rng.normal()).subarray(1);
  const a: Matrix<Float32Array> = { data, nRows: m, nCols: n, stride };
  const at = (i: number, j: number): number => data[i * stride + j];

  it('nonNegativeSums agrees with the loops', () => {
    const expected = { rows: new Array<number>(m).fill(0), cols: new Array<number>(n).fill(0) };
    let [count, below] = [0, 0];
    for (let i = 0; i < m; i++) {
      for (let j = 0; j < n; j++) {
        expected.rows[i] += Math.max(0, at(i, j));
        expected.cols[j] += Math.max(0, at(i, j));
        count += at(i, j) < 0 ? 1 : 0;
        below += Math.min(0, at(i, j));
      }
    }
    const found = nonNegativeSums(a);
    // Up to 155,817 float32 numbers of order one, summed in float64.
    found.rowSums.forEach((value, i) => expect(value).toBeCloseTo(expected.rows[i], 10));
    found.colSums.forEach((value, j) => expect(value).toBeCloseTo(expected.cols[j], 10));
    expect(found.negativeCounts).toBe(count);
    expect(found.negativeSum).toBeCloseTo(below, 8);
  });

  it('weightedMoments agrees with the loops', () => {
    const w = Float64Array.from({ length: n }, () => rng.normal());
    const { sums, squares } = weightedMoments(a, w);
    for (let i = 0; i < m; i++) {
      let [s1, s2] = [0, 0];
      for (let j = 0; j < n; j++) {
        s1 += at(i, j) * w[j];
        s2 += at(i, j) ** 2 * w[j];
      }
      expect(sums[i]).toBeCloseTo(s1, 10);
      expect(squares[i]).toBeCloseTo(s2, 10);
    }
  });
});

it('what is not a number shows in its row and column', () => {
  const a = { data: new Float32Array([1, 2, Number.NaN, -4]), nRows: 2, nCols: 2, stride: 2 };
  const { rowSums, colSums } = nonNegativeSums(a);
  expect([...rowSums]).toEqual([3, Number.NaN]);
  expect([...colSums]).toEqual([Number.NaN, 2]);
});
