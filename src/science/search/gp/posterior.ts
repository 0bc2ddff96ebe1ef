import type { SearchColumn } from '../search-types.js';
import { cholesky, solveLower, solveUpper } from './cholesky.js';

export interface Posterior {
  readonly mean: Float64Array;
  readonly std: Float64Array;
}

interface Data {
  readonly at: readonly (readonly number[])[];
  readonly energies: readonly number[];
  readonly wanted: readonly (readonly number[])[];
}

/** Share of a column's range (or period) over which the energy keeps its value. */
const LENGTH_SHARE = 0.15;
const NOISE_SHARE = 1e-3;

/** Mean and standard deviation of a Gaussian process at the wanted points, in the energies' unit. */
export function posterior(columns: readonly SearchColumn[], { at, energies, wanted }: Data): Posterior {
  const n = at.length;
  const average = energies.reduce((a, b) => a + b, 0) / n;
  const variance = energies.reduce((a, b) => a + (b - average) ** 2, 0) / n || 1;
  const ranges = columns.map((_, c) => {
    const values = at.map((p) => p[c]);
    return Math.max(...values) - Math.min(...values) || 1;
  });
  const kernel = (p: readonly number[], q: readonly number[]): number =>
    columns.reduce((product, column, c) => product * correlation(column, ranges[c], p[c] - q[c]), 1);
  const gram = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) gram[i * n + j] = kernel(at[i], at[j]) + (i === j ? NOISE_SHARE : 0);
  }
  const l = cholesky(gram, n);
  const weights = solveUpper(
    l,
    n,
    solveLower(
      l,
      n,
      Float64Array.from(energies, (e) => e - average),
    ),
  );
  const mean = new Float64Array(wanted.length);
  const std = new Float64Array(wanted.length);
  wanted.forEach((p, i) => {
    const k = Float64Array.from(at, (q) => kernel(p, q));
    mean[i] = k.reduce((sum, v, j) => sum + v * weights[j], average);
    const explained = solveLower(l, n, k).reduce((sum, v) => sum + v * v, 0);
    std[i] = Math.sqrt(variance * Math.max(1 - explained, 1e-9));
  });
  return { mean, std };
}

/** Matérn 5/2 along one column. */
function correlation(column: SearchColumn, range: number, difference: number): number {
  if (column.categorical) return difference === 0 ? 1 : 0.2;
  const period = column.period;
  const distance =
    period === null
      ? Math.abs(difference)
      : (period / Math.PI) * Math.abs(Math.sin((Math.PI * difference) / period));
  const r = (Math.sqrt(5) * distance) / (LENGTH_SHARE * (period ?? 2 * range));
  return (1 + r + (r * r) / 3) * Math.exp(-r);
}
