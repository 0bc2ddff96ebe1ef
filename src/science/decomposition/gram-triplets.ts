import { symmetricEigen } from '../numerics/eigen.js';
import { gramOfRows, matrixOf, rowsTimesVectors, vectorsTimesRows, type Matrix } from '../numerics/gemm.js';
import { leadingEigenpairs } from '../numerics/leading-eigenpairs.js';
import type { Rng } from '../numerics/rng.js';
import { scaleRow, type SingularTriplets } from '../numerics/svd.js';
import { type RestScales, type WeightedGram } from '../numerics/weighted-gram.js';
import type { CountWeights } from './poisson-weighting.js';

/** Values of a scree beyond the components: what the elbow looks at. */
export const SCREE = 21;

/** Residual of an eigenpair over its value: a singular value is then within half of it. */
const RESIDUAL = 1e-4;
/** What rounding to integers may move a singular value by, as a share of it. */
const ROUNDING_ALLOWED = 5e-5;

/** X' − u·vᵀ with u = √(rowSum/N), v = √(colSum/N): the weighted matrix without its first component. */
export const restScales = ({ rowScale, colScale, rowSums, colSums, total }: CountWeights): RestScales => ({
  rowScale,
  colScale,
  rowRoot: rowSums.map((s) => Math.sqrt(s / total)),
  colRoot: colSums.map((s) => Math.sqrt(s / total)),
});

export interface GramBasis {
  /** Right singular vectors, [count × nChannels]. */
  readonly right: Float64Array;
  readonly count: number;
  /** Singular values, [count + 1 or more]: the scree. */
  readonly values: Float64Array;
  readonly converged: boolean;
  /** False: rounding may have moved a value by more than 5e-5; the Gram matrix must be summed in float64. */
  readonly isSharp: boolean;
}

/**
 * The leading right singular vectors of the rest, from its Gram matrix.
 *
 * A rounding of root mean square ρ moves a singular value σ by u·R·v, of standard deviation ρ, and by the Gram matrix of
 * the roundings, ρ²·√(m·n) at random (its diagonal is exact): four times the one and the other must be below 5e-5·σ.
 */
export function basisOfGram(
  { gram, rounding }: WeightedGram,
  weights: CountWeights,
  { count, rng }: { readonly count: number; readonly rng: Rng },
): GramBasis {
  const n = weights.colSums.length;
  const wanted = Math.min(n, Math.max(SCREE, count + 1));
  const pairs = leadingEigenpairs(gram, n, { count: wanted, tolerance: RESIDUAL, rng });
  const values = pairs.values.map((v) => Math.sqrt(Math.max(0, v)));
  const kept = Math.min(count, n);
  const last = values[Math.max(0, kept - 1)];
  const random = rounding * Math.sqrt(weights.rowSums.length * n);
  return {
    right: pairs.vectors.slice(0, kept * n),
    count: kept,
    values,
    converged: pairs.converged,
    isSharp: rounding * (4 + random / last) <= ROUNDING_ALLOWED * last,
  };
}

/** Sums up the scores of the rest on the vectors of a basis, some rows at a time. */
export interface ScoreSum {
  /** The next rows, ≥ 0. */
  add(rows: Matrix<Float32Array>): void;
  finish(): SingularTriplets;
}

/**
 * Scores in float64, and from them the singular triplets within the space of the basis (Rayleigh–Ritz): what rounding did
 * to the basis enters squared.
 */
export function sumScores(weights: CountWeights, basis: GramBasis): ScoreSum {
  const { right, count } = basis;
  const { rowScale, colScale, rowSums, colSums, total } = weights;
  const [m, n] = [rowSums.length, colSums.length];
  const weighted = new Float64Array(right.length);
  const along = new Float64Array(count);
  for (let k = 0; k < count; k++) {
    for (let j = 0; j < n; j++) {
      weighted[k * n + j] = right[k * n + j] * colScale[j];
      along[k] += (right[k * n + j] * Math.sqrt(colSums[j])) / total;
    }
  }
  const scores = new Float64Array(count * m);
  let next = 0;
  return {
    add(rows) {
      const products = rowsTimesVectors(rows, weighted, count);
      for (let k = 0; k < count; k++) {
        for (let i = 0; i < rows.nRows; i++) {
          const at = next + i;
          scores[k * m + at] =
            products[k * rows.nRows + i] * rowScale[at] - Math.sqrt(rowSums[at]) * along[k];
        }
      }
      next += rows.nRows;
    },
    finish: () => tripletsOfScores(scores, basis, m),
  };
}

function tripletsOfScores(
  scores: Float64Array,
  { right, count, values }: GramBasis,
  m: number,
): SingularTriplets {
  const n = right.length / Math.max(1, count);
  if (count === 0) return { values, left: new Float64Array(0), right: new Float64Array(0), count };
  const inner = symmetricEigen(gramOfRows(matrixOf(scores, count, m)), count);
  const left = vectorsTimesRows(matrixOf(scores, count, m), inner.vectors, count);
  const turned = vectorsTimesRows(matrixOf(right, count, n), inner.vectors, count);
  const sharp = inner.values.map((v) => Math.sqrt(Math.max(0, v)));
  for (let k = 0; k < count; k++) {
    // A value below that of rounding has no vectors, as in svd.ts.
    const resolved = sharp[k] > 1e-7 * Math.max(sharp[0], 1e-7);
    scaleRow(left, [k * m, m], resolved ? 1 / sharp[k] : 0);
    if (!resolved) scaleRow(turned, [k * n, n], 0);
  }
  const tail = values.subarray(count).map((v) => Math.min(v, sharp[count - 1]));
  return { values: Float64Array.from([...sharp, ...tail]), left, right: turned, count };
}
