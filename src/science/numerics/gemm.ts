/**
 * Products of tall dense matrices, in register tiles: sums are float64, data may be float32 and are not copied.
 * Matrices are row-major; a "block" of b vectors of length n is [b × n], one vector a row.
 */
export type RealArray = Float32Array | Float64Array;

/** A matrix [nRows × nCols]; row i starts at `i · stride` (stride ≥ nCols). */
export interface Matrix<Data extends RealArray = RealArray> {
  readonly data: Data;
  readonly nRows: number;
  readonly nCols: number;
  readonly stride: number;
}

/** Columns a tile of the products runs over before it goes to the next rows: keeps the operands in the first-level cache. */
const PANEL = 512;

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

/** Σ a[ia+k]·b[ib+k] for k in [0, n). */
export function dot(a: RealArray, ia: number, b: RealArray, [ib, n]: readonly [number, number]): number {
  let sum = 0;
  for (let k = 0; k < n; k++) sum += a[ia + k] * b[ib + k];
  return sum;
}

/**
 * Y = (A·Vᵀ)ᵀ: each row of A times each vector.
 *
 * @param a  [m × n]
 * @param v  [b × n]
 * @returns  [b × m]
 * Checked: against the naive triple loop (gemm.spec.ts).
 */
export function rowsTimesVectors(a: Matrix, v: Float64Array, b: number): Float64Array {
  const { data, nRows: m, nCols: n, stride } = a;
  const padded = Math.ceil(b / 4) * 4;
  const vectors = padded === b ? v : new Float64Array(padded * n);
  if (padded !== b) vectors.set(v.subarray(0, b * n));
  const y = new Float64Array(padded * m);
  for (let i = 0; i < m; i += 2) {
    // The last row of an odd number is its own partner: the same value is written twice.
    const k = Math.min(i + 1, m - 1);
    for (let p = 0; p < padded; p += 4)
      dotTile(data, [i * stride, k * stride, n], vectors, { y, m, i, k, p });
  }
  return padded === b ? y : y.slice(0, b * m);
}

interface DotTarget {
  readonly y: Float64Array;
  readonly m: number;
  readonly i: number;
  readonly k: number;
  readonly p: number;
}

/** Two rows of A by four vectors. */
function dotTile(
  x: RealArray,
  [x0, x1, n]: readonly [number, number, number],
  v: Float64Array,
  { y, m, i, k, p }: DotTarget,
): void {
  const v0 = p * n;
  const v1 = v0 + n;
  const v2 = v1 + n;
  const v3 = v2 + n;
  let a0 = 0;
  let a1 = 0;
  let a2 = 0;
  let a3 = 0;
  let b0 = 0;
  let b1 = 0;
  let b2 = 0;
  let b3 = 0;
  for (let j = 0; j < n; j++) {
    const r = x[x0 + j];
    const s = x[x1 + j];
    const q0 = v[v0 + j];
    const q1 = v[v1 + j];
    const q2 = v[v2 + j];
    const q3 = v[v3 + j];
    a0 += r * q0;
    a1 += r * q1;
    a2 += r * q2;
    a3 += r * q3;
    b0 += s * q0;
    b1 += s * q1;
    b2 += s * q2;
    b3 += s * q3;
  }
  const y0 = p * m;
  const y1 = y0 + m;
  const y2 = y1 + m;
  const y3 = y2 + m;
  y[y0 + i] = a0;
  y[y1 + i] = a1;
  y[y2 + i] = a2;
  y[y3 + i] = a3;
  y[y0 + k] = b0;
  y[y1 + k] = b1;
  y[y2 + k] = b2;
  y[y3 + k] = b3;
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
  const z = new Float64Array((b + (b % 2)) * a.nCols);
  const weights = new Float64Array(8);
  for (let i = 0; i < a.nRows; i += 4) {
    for (let p = 0; p < b; p += 2) {
      for (let q = 0; q < 8; q++) {
        const row = i + (q & 3);
        const vector = p + (q >> 2);
        weights[q] = row < a.nRows && vector < b ? y[vector * a.nRows + row] : 0;
      }
      axpyTile(a, i, weights, z.subarray(p * a.nCols, (p + 2) * a.nCols));
    }
  }
  return b % 2 === 0 ? z : z.slice(0, b * a.nCols);
}

/** Adds four rows of A, weighted, to two rows of z. Rows past the end have weight 0. */
function axpyTile(
  { data: x, nRows, nCols: n, stride }: Matrix,
  i: number,
  w: Float64Array,
  z: Float64Array,
): void {
  const last = (nRows - 1) * stride;
  const x0 = i * stride;
  const x1 = Math.min(x0 + stride, last);
  const x2 = Math.min(x0 + 2 * stride, last);
  const x3 = Math.min(x0 + 3 * stride, last);
  const a0 = w[0];
  const a1 = w[1];
  const a2 = w[2];
  const a3 = w[3];
  const b0 = w[4];
  const b1 = w[5];
  const b2 = w[6];
  const b3 = w[7];
  for (let j = 0; j < n; j++) {
    const r0 = x[x0 + j];
    const r1 = x[x1 + j];
    const r2 = x[x2 + j];
    const r3 = x[x3 + j];
    z[j] += r0 * a0 + r1 * a1 + r2 * a2 + r3 * a3;
    z[n + j] += r0 * b0 + r1 * b1 + r2 * b2 + r3 * b3;
  }
}

/**
 * G = A·Aᵀ, symmetric.
 *
 * @param a  [m × n]
 * @returns  [m × m], both triangles
 * Checked: against the naive triple loop (gemm.spec.ts).
 */
export function gramOfRows(a: Matrix<Float64Array>): Float64Array {
  const { nRows: m, nCols: n } = a;
  const g = new Float64Array(m * m);
  for (let from = 0; from < n; from += PANEL) {
    const length = Math.min(PANEL, n - from);
    for (let i = 0; i < m; i += 2) for (let j = i; j < m; j += 4) gramTile(a, g, [i, j], [from, length]);
  }
  for (let i = 0; i < m; i++) for (let j = i + 1; j < m; j++) g[j * m + i] = g[i * m + j];
  return g;
}

/** Adds one panel's part of G[i..i+1][j..j+3]; indices past the end repeat the last row and are not stored. */
function gramTile(
  { data: x, nRows: m, stride }: Matrix<Float64Array>,
  g: Float64Array,
  [i, j]: readonly [number, number],
  [from, length]: readonly [number, number],
): void {
  const last = (m - 1) * stride + from;
  const p0 = i * stride + from;
  const p1 = Math.min(p0 + stride, last);
  const q0 = j * stride + from;
  const q1 = Math.min(q0 + stride, last);
  const q2 = Math.min(q0 + 2 * stride, last);
  const q3 = Math.min(q0 + 3 * stride, last);
  let a0 = 0;
  let a1 = 0;
  let a2 = 0;
  let a3 = 0;
  let b0 = 0;
  let b1 = 0;
  let b2 = 0;
  let b3 = 0;
  for (let k = 0; k < length; k++) {
    const r = x[p0 + k];
    const s = x[p1 + k];
    const c0 = x[q0 + k];
    const c1 = x[q1 + k];
    const c2 = x[q2 + k];
    const c3 = x[q3 + k];
    a0 += r * c0;
    a1 += r * c1;
    a2 += r * c2;
    a3 += r * c3;
    b0 += s * c0;
    b1 += s * c1;
    b2 += s * c2;
    b3 += s * c3;
  }
  const up = i * m + j;
  const width = m - j;
  g[up] += a0;
  if (width > 1) g[up + 1] += a1;
  if (width > 2) g[up + 2] += a2;
  if (width > 3) g[up + 3] += a3;
  if (i + 1 >= m) return;
  g[up + m] += b0;
  if (width > 1) g[up + m + 1] += b1;
  if (width > 2) g[up + m + 2] += b2;
  if (width > 3) g[up + m + 3] += b3;
}
