import { signOfLargest, symmetricEigen } from './eigen.js';
import { dot, gramOfRows, matrixOf, vectorsTimesRows, type Matrix } from './gemm.js';

/** The leading singular triplets of a matrix A [m × n]: A·right = σ·left. */
export interface SingularTriplets {
  /** Descending; may hold more values than there are vectors. */
  readonly values: Float64Array;
  /** [count × m], one vector a row, unit length; its entry of largest magnitude is positive. */
  readonly left: Float64Array;
  /** [count × n], one vector a row, unit length. */
  readonly right: Float64Array;
  readonly count: number;
}

/** Below this share of the largest, a singular value found through a Gram matrix is rounding: its vectors are zero. */
const RESOLVED = 1e-7;

/**
 * All singular values and the first `count` vectors, through the Gram matrix of the rows.
 *
 * @param a  [m × n], m the smaller side (time ∝ m²n + m³)
 * @returns  values [m]; vectors of values below 1e-7 of the largest are 0: squaring leaves them no correct digit
 * @throws NumericsError invalid-parameter  an entry is not finite
 * Valid for: m up to about 300; beyond, `leadingTriplets`.
 * Checked: against a diagonal of known values under rotations, and A = Σσ·u·vᵀ (svd.spec.ts).
 */
export function singularTriplets(a: Matrix<Float64Array>, count: number): SingularTriplets {
  const { nRows: m, nCols: n } = a;
  const { values: squares, vectors } = symmetricEigen(gramOfRows(a), m);
  const values = squares.map((s) => Math.sqrt(Math.max(s, 0)));
  const kept = Math.min(count, m);
  const left = vectors.slice(0, kept * m);
  const right = vectorsTimesRows(a, left, kept);
  for (let k = 0; k < kept; k++) {
    const resolved = values[k] > RESOLVED * values[0];
    scaleRow(right, [k * n, n], resolved ? 1 / values[k] : 0);
    if (!resolved) scaleRow(left, [k * m, m], 0);
  }
  return { values, left, right, count: kept };
}

/** Scales `length` entries from `start`. */
export function scaleRow(
  data: Float64Array,
  [start, length]: readonly [number, number],
  factor: number,
): void {
  for (let i = start; i < start + length; i++) data[i] *= factor;
}

/** Turns each pair of vectors so that the entry of largest magnitude of the left one is positive. */
export function applySignRule(left: Float64Array, right: Float64Array, count: number): void {
  const m = left.length / count;
  const n = right.length / count;
  for (let k = 0; k < count; k++) {
    const sign = signOfLargest(left.subarray(k * m, (k + 1) * m));
    scaleRow(left, [k * m, m], sign);
    scaleRow(right, [k * n, n], sign);
  }
}

/** Euclidean length of a vector. */
export const norm = (v: Float64Array): number => Math.sqrt(dot(v, 0, v, [0, v.length]));

/** The transpose as a new matrix without gaps. */
export function transposed(a: Matrix): Matrix<Float64Array> {
  const t = matrixOf(new Float64Array(a.nRows * a.nCols), a.nCols, a.nRows);
  for (let i = 0; i < a.nRows; i++) {
    for (let j = 0; j < a.nCols; j++) t.data[j * a.nRows + i] = a.data[i * a.stride + j];
  }
  return t;
}
