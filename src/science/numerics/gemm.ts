import { kernels } from './kernels.js';
import type { Matrix, RealArray } from './matrix.js';
import { FLOAT64_BYTES, putPanel, rowPanels, roundUp } from './panels.js';

/**
 * Products of tall dense matrices by the kernels of assembly/: sums are float64, data may be float32. Rows are handed to
 * the kernels in panels that stay in the second-level cache, so a matrix is never held twice.
 * Matrices are row-major; a "block" of b vectors of length n is [b × n], one vector a row.
 */
export type { Matrix, RealArray };

/** A matrix over an array without gaps between rows. */
export const matrixOf = <Data extends RealArray>(data: Data, nRows: number, nCols: number): Matrix<Data> => ({
  data,
  nRows,
  nCols,
  stride: nCols,
});

/** A zero float64 matrix whose stride is no multiple of 4 KiB: equal columns of neighbouring rows then do not evict one another. */
export function paddedMatrix(nRows: number, nCols: number): Matrix<Float64Array> {
  const stride = nCols % 64 === 0 ? nCols + 8 : nCols;
  return { data: new Float64Array(nRows * stride), nRows, nCols, stride };
}

/** Σ a[ia+k]·b[ib+k] for k in [0, n), in four partial sums: each waits for its last product only. */
export function dot(a: RealArray, ia: number, b: RealArray, [ib, n]: readonly [number, number]): number {
  let s0 = 0;
  let s1 = 0;
  let s2 = 0;
  let s3 = 0;
  const whole = n - (n % 4);
  for (let k = 0; k < whole; k += 4) {
    s0 += a[ia + k] * b[ib + k];
    s1 += a[ia + k + 1] * b[ib + k + 1];
    s2 += a[ia + k + 2] * b[ib + k + 2];
    s3 += a[ia + k + 3] * b[ib + k + 3];
  }
  for (let k = whole; k < n; k++) s0 += a[ia + k] * b[ib + k];
  return s0 + s1 + (s2 + s3);
}

/** Columns of a panel of `gramOfRows`: 64 rows of them are in that cache. */
const GRAM_COLUMNS = 256;

/**
 * Y = (A·Vᵀ)ᵀ: each row of A times each vector.
 *
 * @param a  [m × n]
 * @param v  [b × n]
 * @returns  [b × m]
 * Checked: against the naive triple loop (gemm.spec.ts).
 */
export function rowsTimesVectors(a: Matrix, v: Float64Array, b: number): Float64Array {
  const { nRows: m, nCols: n } = a;
  const padded = roundUp(b, 4);
  const { panels, mostRows, bytes } = rowPanels(a);
  const vAt = bytes;
  const yAt = vAt + padded * n * FLOAT64_BYTES;
  const { run, f32, f64 } = kernels(yAt + padded * mostRows * FLOAT64_BYTES);
  f64.set(v.length === b * n ? v : v.subarray(0, b * n), vAt / FLOAT64_BYTES);
  f64.fill(0, vAt / FLOAT64_BYTES + b * n, yAt / FLOAT64_BYTES);
  const product = a.data instanceof Float32Array ? run.rowsTimesVectors32 : run.rowsTimesVectors64;
  const y = new Float64Array(b * m);
  const from = yAt / FLOAT64_BYTES;
  for (const panel of panels) {
    putPanel({ f32, f64 }, 0, a, panel);
    f64.fill(0, from, from + padded * panel.nRows);
    product(0, panel.nRows, n, a.stride * a.data.BYTES_PER_ELEMENT, vAt, padded, yAt);
    for (let p = 0; p < b; p++) {
      const row = from + p * panel.nRows;
      y.set(f64.subarray(row, row + panel.nRows), p * m + panel.from);
    }
  }
  return y;
}

/**
 * Z = Y·A: sums of the rows of A weighted by each vector.
 *
 * @param a  [m × n]
 * @param y  [b × m]
 * @returns  [b × n]
 * Checked: against the naive triple loop (gemm.spec.ts).
 */
export function vectorsTimesRows(a: Matrix, y: Float64Array, b: number): Float64Array {
  const { nRows: m, nCols: n } = a;
  const padded = roundUp(b, 2);
  const { panels, mostRows, bytes } = rowPanels(a);
  const yAt = bytes;
  const zAt = yAt + padded * mostRows * FLOAT64_BYTES;
  const { run, f32, f64 } = kernels(zAt + padded * n * FLOAT64_BYTES);
  const z = zAt / FLOAT64_BYTES;
  f64.fill(0, yAt / FLOAT64_BYTES, z + padded * n);
  const product = a.data instanceof Float32Array ? run.vectorsTimesRows32 : run.vectorsTimesRows64;
  for (const panel of panels) {
    putPanel({ f32, f64 }, 0, a, panel);
    // Rows past the end are zero, and so are their weights: a block of vectors is as wide as the rows, padded.
    const width = roundUp(panel.nRows, 4);
    for (let p = 0; p < b; p++) {
      const to = yAt / FLOAT64_BYTES + p * width;
      f64.set(y.subarray(p * m + panel.from, p * m + panel.from + panel.nRows), to);
      f64.fill(0, to + panel.nRows, to + width);
    }
    product(0, width, n, a.stride * a.data.BYTES_PER_ELEMENT, yAt, padded, zAt);
  }
  return f64.slice(z, z + b * n);
}

/**
 * G = A·Aᵀ, symmetric.
 *
 * @param a  [m × n]
 * @returns  [m × m], both triangles
 * Checked: against the naive triple loop (gemm.spec.ts).
 */
export function gramOfRows(a: Matrix<Float64Array>): Float64Array {
  const { data, nRows: m, nCols: n, stride } = a;
  const padded = roundUp(m, 4);
  // Not a multiple of 4 KiB: see paddedMatrix.
  const width = GRAM_COLUMNS + 8;
  const gAt = padded * width * FLOAT64_BYTES;
  const { run, f64 } = kernels(gAt + padded * padded * FLOAT64_BYTES);
  const from = gAt / FLOAT64_BYTES;
  f64.fill(0, m * width, from + padded * padded);
  for (let start = 0; start < n; start += GRAM_COLUMNS) {
    const length = Math.min(GRAM_COLUMNS, n - start);
    for (let i = 0; i < m; i++) {
      f64.set(data.subarray(i * stride + start, i * stride + start + length), i * width);
    }
    run.gramOfRows(0, padded, length, width * FLOAT64_BYTES, gAt);
  }
  const g = new Float64Array(m * m);
  for (let i = 0; i < m; i++) {
    for (let j = i; j < m; j++) {
      g[i * m + j] = f64[from + i * padded + j];
      g[j * m + i] = g[i * m + j];
    }
  }
  return g;
}
