import { matrixOf, paddedMatrix, rowsTimesVectors, vectorsTimesRows } from '../numerics/gemm.js';
import type { Rng } from '../numerics/rng.js';
import { leadingTriplets, type LinearMap } from '../numerics/subspace.js';
import { singularTriplets, transposed, type SingularTriplets } from '../numerics/svd.js';
import { SCREE } from './gram-triplets.js';
import { whiteNoiseEdge } from './noise-edge.js';
import type { WeightedCounts } from './poisson-weighting.js';

/** All singular values, and `count` vectors, of X' without its first component. */
export function exactRest(weighted: WeightedCounts, count: number): SingularTriplets {
  const { counts, rowScale, colScale, rowSums, colSums, total } = weighted;
  const rest = paddedMatrix(counts.nRows, counts.nCols);
  const rootCol = colSums.map((s) => Math.sqrt(s) / total);
  for (let i = 0; i < counts.nRows; i++) {
    const from = i * counts.stride;
    const to = i * rest.stride;
    const root = Math.sqrt(rowSums[i]);
    const scale = rowScale[i];
    for (let j = 0; j < counts.nCols; j++) {
      rest.data[to + j] = counts.data[from + j] * scale * colScale[j] - root * rootCol[j];
    }
  }
  if (counts.nRows <= counts.nCols) return singularTriplets(rest, count);
  const { left, right, ...same } = singularTriplets(transposed(rest), count);
  return { ...same, left: right, right: left };
}

/** The leading ones, without ever forming X'. */
export function leadingRest(
  weighted: WeightedCounts,
  count: number,
  rng: Rng,
): { rest: SingularTriplets; converged: boolean } {
  const edge =
    whiteNoiseEdge({ nRows: weighted.liveRows, nCols: weighted.liveCols }) / Math.sqrt(weighted.total);
  const rest = leadingTriplets(restMap(weighted), {
    count,
    nValues: Math.max(SCREE, count + 1),
    resolveAbove: 1.02 * edge,
    tolerance: 1e-6,
    looseTolerance: 0.003,
    tailTolerance: 0.05,
    maxSubspace: Math.max(160, 6 * count),
    rng,
  });
  return { rest, converged: rest.converged };
}

/** X' − u·vᵀ with u = √(rowSum/N), v = √(colSum/N), as a map on blocks of vectors. */
function restMap({ counts, rowScale, colScale, rowSums, colSums, total }: WeightedCounts): LinearMap {
  const u = rowSums.map((s) => Math.sqrt(s / total));
  const v = colSums.map((s) => Math.sqrt(s / total));
  return {
    nRows: counts.nRows,
    nCols: counts.nCols,
    times: (x, b) =>
      deflate(rowsTimesVectors(counts, scaled(x, colScale, b), b), rowScale, u, projections(x, v, b)),
    transposeTimes: (y, b) =>
      deflate(vectorsTimesRows(counts, scaled(y, rowScale, b), b), colScale, v, projections(y, u, b)),
  };
}

function scaled(x: Float64Array, scale: Float64Array, b: number): Float64Array {
  const n = scale.length;
  const out = new Float64Array(b * n);
  for (let p = 0; p < b; p++) for (let j = 0; j < n; j++) out[p * n + j] = x[p * n + j] * scale[j];
  return out;
}

const projections = (x: Float64Array, v: Float64Array, b: number): Float64Array =>
  rowsTimesVectors(matrixOf(x, b, v.length), v, 1);

/** yₚ ← scale∘yₚ − u·alongₚ, in place. */
function deflate(y: Float64Array, scale: Float64Array, u: Float64Array, along: Float64Array): Float64Array {
  const m = scale.length;
  for (let p = 0; p < along.length; p++) {
    for (let i = 0; i < m; i++) y[p * m + i] = y[p * m + i] * scale[i] - u[i] * along[p];
  }
  return y;
}
