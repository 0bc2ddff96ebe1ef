import { rowsTimesVectors, vectorsTimesRows } from '../numerics/gemm.js';
import type { LinearMap } from '../numerics/subspace.js';
import type { Factors } from './nndsvd.js';
import type { WeightedCounts } from './poisson-weighting.js';

/** The weighted matrix, never formed. */
export function weightedMap({ counts, rowScale, colScale }: WeightedCounts): LinearMap {
  const scaled = (x: Float64Array, scale: Float64Array): Float64Array => {
    const n = scale.length;
    const out = new Float64Array(x.length);
    for (let row = 0; row < x.length; row += n)
      for (let j = 0; j < n; j++) out[row + j] = x[row + j] * scale[j];
    return out;
  };
  return {
    nRows: counts.nRows,
    nCols: counts.nCols,
    times: (v, b) => scaled(rowsTimesVectors(counts, scaled(v, colScale), b), rowScale),
    transposeTimes: (y, b) => scaled(vectorsTimesRows(counts, scaled(y, rowScale), b), colScale),
  };
}

export interface CountFactors {
  /** [rank × nChannels], each of unit sum. */
  readonly components: Float64Array;
  /** [rank × nPixels], counts. */
  readonly loadings: Float64Array;
}

/** Factors of the weighted matrix unweighted: components of unit sum, most counts first; closed where asked. */
export function inCounts(
  { counts, rowSums, rowScale, colScale }: WeightedCounts,
  { left, right }: Factors,
  { rank, closure }: { readonly rank: number; readonly closure?: boolean },
): CountFactors {
  const [m, n] = [counts.nRows, counts.nCols];
  const over = (x: number, scale: number): number => (scale > 0 ? x / scale : 0);
  const rows = Array.from({ length: rank }, (_, k) => {
    const component = right.slice(k * n, (k + 1) * n).map((x, j) => over(x, colScale[j]));
    const area = component.reduce((a, b) => a + b, 0);
    const loading = left.slice(k * m, (k + 1) * m).map((x, i) => over(x, rowScale[i]) * area);
    const amount = loading.reduce((a, b) => a + b, 0);
    return { component: component.map((x) => over(x, area)), loading, amount };
  }).sort((a, b) => b.amount - a.amount);
  const components = new Float64Array(rank * n);
  const loadings = new Float64Array(rank * m);
  rows.forEach(({ component, loading }, k) => {
    components.set(component, k * n);
    loadings.set(loading, k * m);
  });
  if (closure === true) closeLoadings(loadings, rowSums);
  return { components, loadings };
}

/** Makes the loadings of each pixel add up to its counts. */
function closeLoadings(loadings: Float64Array, rowSums: Float64Array): void {
  const m = rowSums.length;
  for (let i = 0; i < m; i++) {
    let sum = 0;
    for (let at = i; at < loadings.length; at += m) sum += loadings[at];
    if (!(sum > 0)) continue;
    for (let at = i; at < loadings.length; at += m) loadings[at] *= rowSums[i] / sum;
  }
}
