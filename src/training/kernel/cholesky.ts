import { TrainingError } from '../training-error.js';

const BLOCK_ROWS = 32;

/**
 * Lower triangular L with L·Lᵀ = A, row-major, in double precision.
 *
 * @param a  [n × n], symmetric, positive definite; not changed
 * @throws TrainingError diverged  A is not positive definite
 */
export function cholesky(a: Float64Array, n: number): Float64Array {
  const l = new Float64Array(n * n);
  // Row by row every step would read all rows above from memory; in blocks a row above serves many.
  for (let first = 0; first < n; first += BLOCK_ROWS) {
    const end = Math.min(n, first + BLOCK_ROWS);
    for (let j = 0; j < end; j++) {
      for (let i = Math.max(first, j); i < end; i++) {
        const rest = a[i * n + j] - dot(l, i * n, j * n, j);
        if (i !== j) l[i * n + j] = rest / l[j * n + j];
        else if (rest > 0) l[i * n + i] = Math.sqrt(rest);
        else
          throw new TrainingError('diverged', 'the kernel of the training spectra is not positive definite');
      }
    }
  }
  return l;
}

function dot(l: Float64Array, from: number, other: number, n: number): number {
  let a = 0;
  let b = 0;
  let c = 0;
  let d = 0;
  const whole = n - (n % 4);
  for (let k = 0; k < whole; k += 4) {
    a += l[from + k] * l[other + k];
    b += l[from + k + 1] * l[other + k + 1];
    c += l[from + k + 2] * l[other + k + 2];
    d += l[from + k + 3] * l[other + k + 3];
  }
  for (let k = whole; k < n; k++) a += l[from + k] * l[other + k];
  return a + b + c + d;
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
