/**
 * Inverse of a symmetric positive definite matrix [n × n] by Cholesky's factors, after scaling to unit diagonal.
 *
 * @returns null where it is not positive definite to working precision
 * Checked: product with the matrix is 1 (fit-references.spec.ts).
 */
export function invertPositive(matrix: Float64Array, n: number): Float64Array | null {
  const scale = Float64Array.from({ length: n }, (_, i) => 1 / Math.sqrt(matrix[i * n + i]));
  const low = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = matrix[i * n + j] * scale[i] * scale[j];
      for (let k = 0; k < j; k++) sum -= low[i * n + k] * low[j * n + k];
      if (i !== j) low[i * n + j] = sum / low[j * n + j];
      else if (sum > 1e-13) low[i * n + i] = Math.sqrt(sum);
      else return null;
    }
  }
  const inverse = new Float64Array(n * n);
  const column = new Float64Array(n);
  for (let c = 0; c < n; c++) {
    for (let i = 0; i < n; i++) {
      let sum = i === c ? 1 : 0;
      for (let k = 0; k < i; k++) sum -= low[i * n + k] * column[k];
      column[i] = sum / low[i * n + i];
    }
    for (let i = n - 1; i >= 0; i--) {
      let sum = column[i];
      for (let k = i + 1; k < n; k++) sum -= low[k * n + i] * column[k];
      column[i] = sum / low[i * n + i];
    }
    for (let i = 0; i < n; i++) inverse[i * n + c] = column[i] * scale[i] * scale[c];
  }
  return inverse;
}

/** JᵀWJ [p × p] and JᵀW·r [p] of columns J. */
export function normalEquations(
  columns: readonly Float64Array[],
  weights: Float64Array,
  residual: Float64Array,
): { matrix: Float64Array; right: Float64Array } {
  const p = columns.length;
  const matrix = new Float64Array(p * p);
  const right = new Float64Array(p);
  const weighted = new Float64Array(weights.length);
  for (let a = 0; a < p; a++) {
    for (let i = 0; i < weights.length; i++) weighted[i] = columns[a][i] * weights[i];
    for (let b = 0; b <= a; b++) {
      let sum = 0;
      for (let i = 0; i < weights.length; i++) sum += weighted[i] * columns[b][i];
      matrix[a * p + b] = sum;
      matrix[b * p + a] = sum;
    }
    for (let i = 0; i < weights.length; i++) right[a] += weighted[i] * residual[i];
  }
  return { matrix, right };
}
