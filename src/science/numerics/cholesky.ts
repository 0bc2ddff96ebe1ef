import { NumericsError } from './numerics-error.js';

/** Rows factored together: one by one, each would read all rows above from memory. */
const BLOCK_ROWS = 32;

/**
 * Lower factor of a symmetric positive definite matrix, A = L·Lᵀ.
 *
 * @param a  [n × n], row-major; the upper triangle is not read; not changed
 * @returns L [n × n], zero above the diagonal
 * @throws NumericsError ill-conditioned  a pivot is not positive
 * Source: N. J. Higham, Accuracy and Stability of Numerical Algorithms (2002), algorithm 10.2.
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
 * @throws NumericsError ill-conditioned
 */
export function factorInPlace(a: Float64Array, n: number): void {
  for (let first = 0; first < n; first += BLOCK_ROWS) {
    factorRows(a, { first, end: Math.min(n, first + BLOCK_ROWS), stride: n });
  }
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
  factorRows(extended, { first: n, end: m, stride: m });
  return extended;
}

/** Rows of the matrix become rows of its factor; the rows above are factored. Their number changes no bit. */
function factorRows(
  l: Float64Array,
  { first, end, stride }: { readonly first: number; readonly end: number; readonly stride: number },
): void {
  for (let j = 0; j < end; j++) {
    for (let i = Math.max(first, j); i < end; i++) {
      const at = i * stride + j;
      const rest = l[at] - dotRows(l, i * stride, j * stride, j);
      if (i !== j) l[at] = rest / l[j * stride + j];
      else if (rest > 0) l[at] = Math.sqrt(rest);
      else {
        throw new NumericsError(
          'ill-conditioned',
          `The matrix is not positive definite: it lost its rank at row ${i}.`,
        );
      }
    }
  }
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

/** X of A·X = B from the factor of A; b is [n × any number], row-major, not changed. */
export function solveColumns(l: Float64Array, n: number, b: Float64Array): Float64Array {
  const width = b.length / n;
  const x = b.slice();
  for (let i = 0; i < n; i++) {
    for (let k = 0; k < i; k++) subtractRow(x, width, i, k, l[i * n + k]);
    scaleRow(x, width, i, 1 / l[i * n + i]);
  }
  for (let i = n - 1; i >= 0; i--) {
    for (let k = i + 1; k < n; k++) subtractRow(x, width, i, k, l[k * n + i]);
    scaleRow(x, width, i, 1 / l[i * n + i]);
  }
  return x;
}

// eslint-disable-next-line max-params -- the inner loop of a solver: numbers, not an object made for each call
function subtractRow(x: Float64Array, width: number, row: number, other: number, factor: number): void {
  if (factor === 0) return;
  for (let c = 0; c < width; c++) x[row * width + c] -= factor * x[other * width + c];
}

function scaleRow(x: Float64Array, width: number, row: number, factor: number): void {
  for (let c = 0; c < width; c++) x[row * width + c] *= factor;
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
