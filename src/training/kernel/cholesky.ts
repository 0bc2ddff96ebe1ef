import { TrainingError } from '../training-error.js';

/**
 * Lower triangular L with L·Lᵀ = A, row-major, in double precision.
 *
 * @param a  [n × n], symmetric, positive definite; not changed
 * @throws TrainingError diverged  A is not positive definite
 */
export function cholesky(a: Float64Array, n: number): Float64Array {
  const l = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = a[i * n + j];
      for (let k = 0; k < j; k++) sum -= l[i * n + k] * l[j * n + k];
      if (i !== j) l[i * n + j] = sum / l[j * n + j];
      else if (sum > 0) l[i * n + i] = Math.sqrt(sum);
      else throw new TrainingError('diverged', 'the kernel of the training spectra is not positive definite');
    }
  }
  return l;
}

/** X with A·X = B, of A's Cholesky factor; b is [n × m], row-major, not changed. */
export function solveWith(l: Float64Array, n: number, b: Float64Array): Float64Array {
  const m = b.length / n;
  const x = b.slice();
  for (let i = 0; i < n; i++) {
    for (let k = 0; k < i; k++) subtractRow(x, m, i, k, l[i * n + k]);
    scaleRow(x, m, i, 1 / l[i * n + i]);
  }
  for (let i = n - 1; i >= 0; i--) {
    for (let k = i + 1; k < n; k++) subtractRow(x, m, i, k, l[k * n + i]);
    scaleRow(x, m, i, 1 / l[i * n + i]);
  }
  return x;
}

// eslint-disable-next-line max-params -- the inner loop of a solver: numbers, not an object made for each call
function subtractRow(x: Float64Array, m: number, row: number, other: number, factor: number): void {
  if (factor === 0) return;
  for (let c = 0; c < m; c++) x[row * m + c] -= factor * x[other * m + c];
}

function scaleRow(x: Float64Array, m: number, row: number, factor: number): void {
  for (let c = 0; c < m; c++) x[row * m + c] *= factor;
}
