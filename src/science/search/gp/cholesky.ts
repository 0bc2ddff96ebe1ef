import { SearchError } from '../search-error.js';

/**
 * Lower factor of a symmetric positive definite matrix, A = L·Lᵀ.
 *
 * @param a  [n × n], row-major; the upper triangle is not read; not changed
 * @returns L [n × n], zero above the diagonal
 * @throws SearchError ill-conditioned  a pivot is not positive
 */
export function cholesky(a: Float64Array, n: number): Float64Array {
  const l = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = a[i * n + j];
      for (let k = 0; k < j; k++) sum -= l[i * n + k] * l[j * n + k];
      if (i !== j) l[i * n + j] = sum / l[j * n + j];
      else if (sum > 0) l[i * n + i] = Math.sqrt(sum);
      else throw new SearchError('ill-conditioned', `The covariance matrix lost rank at row ${i} of ${n}.`);
    }
  }
  return l;
}

/** x of L·x = b, in place. */
export function solveLower(l: Float64Array, n: number, b: Float64Array): Float64Array {
  for (let i = 0; i < n; i++) {
    let sum = b[i];
    for (let k = 0; k < i; k++) sum -= l[i * n + k] * b[k];
    b[i] = sum / l[i * n + i];
  }
  return b;
}

/** x of Lᵀ·x = b, in place. */
export function solveUpper(l: Float64Array, n: number, b: Float64Array): Float64Array {
  for (let i = n - 1; i >= 0; i--) {
    const x = b[i] / l[i * n + i];
    b[i] = x;
    for (let k = 0; k < i; k++) b[k] -= l[i * n + k] * x;
  }
  return b;
}
