import { SearchError } from '../search-error.js';

/**
 * Lower factor of a symmetric positive definite matrix, A = L·Lᵀ.
 *
 * @param a  [n × n], row-major; the upper triangle is not read; not changed
 * @returns L [n × n], zero above the diagonal
 * @throws SearchError ill-conditioned  a pivot is not positive
 * Checked: L·Lᵀ against A (cholesky.spec.ts).
 */
export function cholesky(a: Float64Array, n: number): Float64Array {
  const l = new Float64Array(n * n);
  for (let i = 0; i < n; i++) for (let j = 0; j <= i; j++) l[i * n + j] = a[i * n + j];
  factorInPlace(l, n);
  return l;
}

/**
 * `cholesky` without a copy: L takes the place of the lower triangle.
 * @throws SearchError ill-conditioned
 */
export function factorInPlace(a: Float64Array, n: number): void {
  for (let i = 0; i < n; i++) factorRow(a, i, n);
}

/**
 * The factor with one row more, for a matrix with one row and column more.
 *
 * @param row  [n + 1] the new row of the matrix, its diagonal last
 * @returns [(n + 1) × (n + 1)]
 */
export function extendCholesky(l: Float64Array, n: number, row: Float64Array): Float64Array {
  const m = n + 1;
  const extended = new Float64Array(m * m);
  for (let i = 0; i < n; i++) extended.set(l.subarray(i * n, i * n + i + 1), i * m);
  extended.set(row, n * m);
  factorRow(extended, n, m);
  return extended;
}

/** Row i of the matrix becomes row i of its factor; the rows above are factored. */
function factorRow(l: Float64Array, i: number, stride: number): void {
  const at = i * stride;
  for (let j = 0; j < i; j++) {
    l[at + j] = (l[at + j] - dotRows(l, at, j * stride, j)) / l[j * stride + j];
  }
  const pivot = l[at + i] - dotRows(l, at, at, i);
  if (!(pivot > 0)) {
    throw new SearchError('ill-conditioned', `The covariance matrix lost its rank at row ${i}.`);
  }
  l[at + i] = Math.sqrt(pivot);
}

/** Σ l[a + k]·l[b + k], k < n, in two partial sums. */
export function dotRows(l: Float64Array, a: number, b: number, n: number): number {
  let even = 0;
  let odd = 0;
  const whole = n - (n % 2);
  for (let k = 0; k < whole; k += 2) {
    even += l[a + k] * l[b + k];
    odd += l[a + k + 1] * l[b + k + 1];
  }
  return whole < n ? even + odd + l[a + whole] * l[b + whole] : even + odd;
}

/** x of L·x = b, in place. */
export function solveLower(l: Float64Array, n: number, b: Float64Array): Float64Array {
  for (let i = 0; i < n; i++) {
    const row = i * n;
    let even = b[i];
    let odd = 0;
    let k = 0;
    for (; k < i - 1; k += 2) {
      even -= l[row + k] * b[k];
      odd -= l[row + k + 1] * b[k + 1];
    }
    if (k < i) even -= l[row + k] * b[k];
    b[i] = (even + odd) / l[row + i];
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

/** A⁻¹ from its factor; only the lower triangle is filled. */
export function inverseFromCholesky(l: Float64Array, n: number): Float64Array {
  // Row j of `columns` is column j of L⁻¹, from its diagonal on.
  const columns = new Float64Array(n * n);
  for (let j = 0; j < n; j++) {
    columns[j * n + j] = 1 / l[j * n + j];
    for (let i = j + 1; i < n; i++) {
      let sum = 0;
      for (let k = j; k < i; k++) sum -= l[i * n + k] * columns[j * n + k];
      columns[j * n + i] = sum / l[i * n + i];
    }
  }
  const inverse = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = 0;
      for (let k = i; k < n; k++) sum += columns[i * n + k] * columns[j * n + k];
      inverse[i * n + j] = sum;
    }
  }
  return inverse;
}
