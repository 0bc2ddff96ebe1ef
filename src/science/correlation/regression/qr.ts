/** Least squares of columns by Householder reflections. */
export interface QrSolution {
  /** [k]. */
  readonly coefficients: Float64Array;
  /** (XᵀX)⁻¹, row-major [k × k]. */
  readonly covariance: Float64Array;
  readonly residuals: Float64Array;
}

/** A column of which less than this is left beside those before it, is made of them. */
const COLLINEAR = 1e-9;

/**
 * Coefficients that make |y − Σ b·x| least.
 *
 * @param columns  k columns of n ≥ k rows; not changed. They are scaled to length 1 inside, so that units do no harm.
 * @returns the index of the first column that those before it make up (to 1e-9 of its length), where there is one
 * Source: G. H. Golub, C. F. Van Loan, Matrix Computations (2013), 5.3.2. Checked: statsmodels OLS (regression.spec.ts).
 */
export function solveLeastSquares(
  columns: readonly Float64Array[],
  y: Float64Array,
): QrSolution | { readonly dependent: number } {
  const k = columns.length;
  const lengths = columns.map(length);
  const zero = lengths.indexOf(0);
  if (zero >= 0) return { dependent: zero };
  const work = columns.map((column, c) => column.map((v) => v / lengths[c]));
  const reflected = y.slice();
  const r = new Float64Array(k * k);
  for (let c = 0; c < k; c++) {
    const diagonal = reflector(work[c], c);
    if (Math.abs(diagonal) < COLLINEAR) return { dependent: c };
    for (let i = 0; i < c; i++) r[i * k + c] = work[c][i];
    r[c * k + c] = diagonal;
    for (let later = c + 1; later < k; later++) reflect(work[c], work[later], c);
    reflect(work[c], reflected, c);
  }
  const inverse = invertUpper(r, k);
  const coefficients = new Float64Array(k);
  for (let i = 0; i < k; i++) {
    for (let j = i; j < k; j++) coefficients[i] += inverse[i * k + j] * reflected[j];
    coefficients[i] /= lengths[i];
  }
  const covariance = new Float64Array(k * k);
  for (let i = 0; i < k; i++)
    for (let j = 0; j < k; j++) {
      let total = 0;
      for (let m = Math.max(i, j); m < k; m++) total += inverse[i * k + m] * inverse[j * k + m];
      covariance[i * k + j] = total / (lengths[i] * lengths[j]);
    }
  const residuals = y.slice();
  for (let c = 0; c < k; c++)
    for (let i = 0; i < y.length; i++) residuals[i] -= coefficients[c] * columns[c][i];
  return { coefficients, covariance, residuals };
}

function length(values: Float64Array): number {
  let largest = 0;
  for (let i = 0; i < values.length; i++) largest = Math.max(largest, Math.abs(values[i]));
  if (largest === 0) return 0;
  let total = 0;
  for (let i = 0; i < values.length; i++) total += (values[i] / largest) ** 2;
  return largest * Math.sqrt(total);
}

/** Leaves the unit vector of the reflection in the column from `from` on; returns what it makes of the column there. */
function reflector(column: Float64Array, from: number): number {
  let total = 0;
  for (let i = from; i < column.length; i++) total += column[i] * column[i];
  const size = Math.sqrt(total);
  const diagonal = column[from] > 0 ? -size : size;
  const first = column[from] - diagonal;
  // |v|² = 2·size·(size + |column[from]|).
  const norm = Math.sqrt(2 * size * Math.abs(first));
  if (norm === 0) return 0;
  column[from] = first;
  for (let i = from; i < column.length; i++) column[i] /= norm;
  return diagonal;
}

function reflect(unit: Float64Array, target: Float64Array, from: number): void {
  let product = 0;
  for (let i = from; i < target.length; i++) product += unit[i] * target[i];
  for (let i = from; i < target.length; i++) target[i] -= 2 * product * unit[i];
}

function invertUpper(r: Float64Array, k: number): Float64Array {
  const inverse = new Float64Array(k * k);
  for (let c = 0; c < k; c++) {
    inverse[c * k + c] = 1 / r[c * k + c];
    for (let i = c - 1; i >= 0; i--) {
      let total = 0;
      for (let m = i + 1; m <= c; m++) total += r[i * k + m] * inverse[m * k + c];
      inverse[i * k + c] = -total / r[i * k + i];
    }
  }
  return inverse;
}
