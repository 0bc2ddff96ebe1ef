/**
 * Inverse of a small symmetric positive-definite matrix (a normal matrix, a Fisher information), row-major [n × n].
 *
 * Rows and columns are scaled to a unit diagonal first, so that parameters of very different size do no harm.
 *
 * @param a  [n × n], not changed
 * @returns null when it is not positive definite to 1e-14 of its diagonal
 * Source: Cholesky, N. J. Higham, Accuracy and Stability of Numerical Algorithms (2002), chapter 10.
 * Checked: product with the matrix (small-symmetric.spec.ts).
 */
export function invertSymmetric(a: ArrayLike<number>, n: number): Float64Array | null {
  const scale = Float64Array.from({ length: n }, (_, i) => 1 / Math.sqrt(a[i * n + i]));
  if (!scale.every((s) => Number.isFinite(s))) return null;
  const lower = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) {
      let value = a[i * n + j] * scale[i] * scale[j];
      for (let k = 0; k < j; k++) value -= lower[i * n + k] * lower[j * n + k];
      if (i !== j) lower[i * n + j] = value / lower[j * n + j];
      else if (value > 1e-14) lower[i * n + i] = Math.sqrt(value);
      else return null;
    }
  }
  const inverse = new Float64Array(n * n);
  const column = new Float64Array(n);
  for (let c = 0; c < n; c++) {
    for (let i = 0; i < n; i++) {
      let value = i === c ? 1 : 0;
      for (let k = 0; k < i; k++) value -= lower[i * n + k] * column[k];
      column[i] = value / lower[i * n + i];
    }
    for (let i = n - 1; i >= 0; i--) {
      let value = column[i];
      for (let k = i + 1; k < n; k++) value -= lower[k * n + i] * column[k];
      column[i] = value / lower[i * n + i];
    }
    for (let i = 0; i < n; i++) inverse[i * n + c] = column[i] * scale[i] * scale[c];
  }
  return inverse;
}

/** a·x of a row-major [n × n] matrix. */
export function timesVector(a: ArrayLike<number>, x: ArrayLike<number>): Float64Array {
  const n = x.length;
  const out = new Float64Array(n);
  for (let i = 0; i < n; i++) for (let j = 0; j < n; j++) out[i] += a[i * n + j] * x[j];
  return out;
}
