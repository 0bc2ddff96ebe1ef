import { ownKernels } from './kernels.js';
import { FLOAT64_BYTES, roundUp } from './panels.js';

/** A symmetric matrix that is only ever multiplied by vectors. */
export interface SymmetricMap {
  /** G·x, [n]; the array is the caller's. */
  times(x: Float64Array): Float64Array;
}

/**
 * Keeps the upper triangle of a matrix in memory of its own: half the bytes are read at each product, each of them twice used.
 *
 * @param matrix  [n × n], symmetric (the upper triangle is read)
 * Memory: 4 bytes · n², until the map is dropped.
 * Checked: against the naive double loop (symmetric-map.spec.ts).
 */
export function symmetricMap(matrix: Float64Array, n: number): SymmetricMap {
  const padded = roundUp(n, 4);
  // Rows i … i + 3 from column i on: see symmetricTimesVector.
  const size = (padded * (padded + 4)) / 2;
  const xAt = size * FLOAT64_BYTES;
  const yAt = xAt + padded * FLOAT64_BYTES;
  const { run, f64 } = ownKernels(yAt + padded * FLOAT64_BYTES);
  let at = 0;
  for (let i = 0; i < padded; i += 4) {
    for (let row = i; row < i + 4; row++) {
      if (row < n) {
        f64.set(matrix.subarray(row * n + i, (row + 1) * n), at);
        for (let j = i; j < row; j++) f64[at + j - i] = matrix[j * n + row];
      }
      at += padded - i;
    }
  }
  const y = yAt / FLOAT64_BYTES;
  return {
    times(x) {
      f64.set(x, xAt / FLOAT64_BYTES);
      f64.fill(0, y, y + padded);
      run.symmetricTimesVector(0, padded, xAt, yAt);
      return f64.slice(y, y + n);
    },
  };
}
