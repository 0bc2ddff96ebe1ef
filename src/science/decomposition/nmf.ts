import { matrixOf, paddedMatrix, rowsTimesVectors, vectorsTimesRows } from '../numerics/gemm.js';
import type { Rng } from '../numerics/rng.js';
import { leadingTriplets, type LinearMap } from '../numerics/subspace.js';
import { norm, scaleRow, singularTriplets, transposed, type SingularTriplets } from '../numerics/svd.js';
import { SpectrumError } from '../spectra/spectrum-image.js';
import { hals, type HalsOptions, type HalsResult } from './hals.js';
import { constraintsOf, penaltiesOf, type NmfConstraints } from './nmf-options.js';
import { inCounts, weightedMap } from './weighted-factors.js';
import { nndsvd, type Factors } from './nndsvd.js';
import { poissonPca, type PoissonPca } from './poisson-pca.js';
import {
  weightCounts,
  weightedPower,
  withoutWeights,
  type CountsShape,
  type WeightedCounts,
} from './poisson-weighting.js';

export interface NmfOptions extends NmfConstraints {
  readonly maxIterations: number;
  /** Ends when an iteration lowers the squared error by less than this share of it, or than `noiseTolerance`. */
  readonly tolerance: number;
  /** Channels [first, end); all when left out. */
  readonly channelRange?: readonly [number, number];
  /** Principal components of the same counts and range, with at least `rank` of them; computed when left out. */
  readonly pca?: PoissonPca;
  readonly rng: Rng;
}

export interface Nmf {
  readonly channelRange: readonly [number, number];
  readonly nPixels: number;
  readonly nChannels: number;
  readonly rank: number;
  /** [rank × nChannels], ≥ 0, each of unit sum (a component that died is 0); most counts first. */
  readonly components: Float64Array;
  /** [rank × nPixels], ≥ 0, counts. */
  readonly loadings: Float64Array;
  /** ‖X' − W·H‖/‖X'‖ of the weighted matrix. */
  readonly relativeError: number;
  /** On the components and on the counts together. */
  readonly iterations: number;
  readonly converged: boolean;
  /** The share of the squared error that ended it: the one asked for, or the larger one of noise. */
  readonly tolerance: number;
  readonly negativeCounts: number;
  /** What was asked of the factors, for a report. */
  readonly constraints: readonly string[];
}

/** An iteration that lowers χ² by less than this share of the scatter noise gives it is not worth making. */
const SHARE_OF_SCATTER = 0.1;

/**
 * Share of the squared error below which an iteration fits noise only: a tenth of the scatter √(2p) that counting gives
 * the χ² of p = rank·(rows + columns) parameters, over the rows·columns that χ² is made of.
 *
 * Checked: distance to the truth of simulated scans (nmf.spec.ts; README.md compares it with iterating on).
 */
export const noiseTolerance = (rank: number, nRows: number, nCols: number): number =>
  (SHARE_OF_SCATTER * Math.sqrt(2 * rank * (nRows + nCols))) / (nRows * nCols);

/**
 * Non-negative spectra and amounts, X ≈ Σ loading·component, of least squared error under Keenan–Kotula weights (or none).
 *
 * Starts from NNDSVDa (no chance in it) or at random, runs on the principal components first, where an iteration costs next
 * to nothing, and then on the counts themselves until it converges there, or until it only follows the noise. Sparsity,
 * closure and smoothness are penalties (nmf-options.ts); with any of them it runs on the counts only.
 *
 * @param counts  [nPixels × nChannels], electrons; below 0 is taken as 0 and counted
 * @throws SpectrumError invalid-parameter (rank, foreign pca, weights of penalties), no-counts, shape-mismatch
 * Valid for: a description. Factors of this kind are not unique: of three mixed phases the spectra come out 10–15° off
 * where no pixel holds one phase alone.
 * Source: hals.ts, nndsvd.ts; weights: Keenan & Kotula (2004).
 * Checked: scikit-learn 1.2.1 on a 4×4 matrix, separable mixtures, invariants (nmf.spec.ts, nmf-options.spec.ts).
 */
export function nmf(counts: Float32Array, shape: CountsShape, options: NmfOptions): Nmf {
  const poisson = weightCounts(counts, shape, options.channelRange);
  const weighted = options.weighting === 'none' ? withoutWeights(poisson) : poisson;
  const size = Math.min(weighted.liveRows, weighted.liveCols);
  if (!(Number.isInteger(options.rank) && options.rank >= 1 && options.rank <= size)) {
    throw new SpectrumError(
      'invalid-parameter',
      `The rank must be a whole number from 1 to ${size}, not ${options.rank}.`,
    );
  }
  const { power } = weightedPower(weighted);
  const { factors, ...outcome } = factorise(weighted, { counts, shape, power, options });
  return {
    channelRange: weighted.channelRange,
    nPixels: shape.nPixels,
    nChannels: weighted.counts.nCols,
    rank: options.rank,
    ...inCounts(weighted, factors, options),
    ...outcome,
    negativeCounts: weighted.negativeCounts,
    constraints: constraintsOf(options),
  };
}

interface Task {
  readonly counts: Float32Array;
  readonly shape: CountsShape;
  readonly power: number;
  readonly options: NmfOptions;
}

function factorise(
  weighted: WeightedCounts,
  { counts, shape, power, options }: Task,
): { factors: Factors } & Pick<Nmf, 'relativeError' | 'iterations' | 'converged' | 'tolerance'> {
  const { rank, maxIterations } = options;
  const tolerance = Math.max(options.tolerance, noiseTolerance(rank, weighted.liveRows, weighted.liveCols));
  const settings: HalsOptions = { rank, power, maxIterations, tolerance };
  const finish = (fine: HalsResult, before: number) => ({
    factors: fine,
    relativeError: Math.sqrt(fine.squaredError / power),
    iterations: before + fine.iterations,
    converged: fine.converged,
    tolerance,
  });
  const map = weightedMap(weighted);
  if (options.start === 'random') {
    const start = randomStart(weighted, options);
    return finish(hals(map, start, { ...settings, ...penaltiesOf(weighted, start, options) }), 0);
  }
  const triplets = startTriplets(weighted, { counts, shape, power, options });
  const start = nndsvd(triplets, meanEntry(weighted));
  const rough = hals(lowRankMap(triplets, weighted), start, settings);
  return finish(
    hals(map, rough, { ...settings, ...penaltiesOf(weighted, rough, options) }),
    rough.iterations,
  );
}

/** The leading triplets of what is factorised. */
function startTriplets(weighted: WeightedCounts, { counts, shape, options }: Task): SingularTriplets {
  const { rank, channelRange, rng } = options;
  if (options.weighting === 'none') return plainTriplets(weighted, rank, rng);
  const pca = options.pca ?? poissonPca(counts, shape, { maxRank: rank, channelRange, rng });
  return weightedTriplets(weighted, pca, rank);
}

/** Up to so many rows or columns all triplets are quick. */
const SMALL = 256;

function plainTriplets(weighted: WeightedCounts, rank: number, rng: Rng): SingularTriplets {
  const { counts } = weighted;
  if (Math.min(counts.nRows, counts.nCols) > SMALL) {
    // A start: a per cent is plenty, and values of the noise need not be found at all.
    const loose = { resolveAbove: Infinity, tolerance: 0, looseTolerance: 0.01, tailTolerance: 0.05 };
    return leadingTriplets(weightedMap(weighted), {
      ...loose,
      count: rank,
      nValues: rank,
      maxSubspace: 8 * rank + 16,
      rng,
    });
  }
  const dense = paddedMatrix(counts.nRows, counts.nCols);
  for (let i = 0; i < counts.nRows; i++) {
    dense.data.set(
      counts.data.subarray(i * counts.stride, i * counts.stride + counts.nCols),
      i * dense.stride,
    );
  }
  if (counts.nRows <= counts.nCols) return singularTriplets(dense, rank);
  const { left, right, ...same } = singularTriplets(transposed(dense), rank);
  return { ...same, left: right, right: left };
}

/** Uniform entries whose product has the mean of the matrix. */
function randomStart(weighted: WeightedCounts, { rank, rng }: NmfOptions): Factors {
  const scale = 2 * Math.sqrt(meanEntry(weighted) / rank);
  const draw = (length: number): Float64Array => Float64Array.from({ length }, () => scale * rng.uniform());
  return { left: draw(rank * weighted.counts.nRows), right: draw(rank * weighted.counts.nCols) };
}

/** The first `rank` triplets of the weighted matrix, from components and loadings in counts. */
function weightedTriplets(
  { counts, rowScale, colScale }: WeightedCounts,
  pca: PoissonPca,
  rank: number,
): SingularTriplets {
  const [m, n] = [counts.nRows, counts.nCols];
  if (pca.nComponents < rank || pca.nPixels !== m || pca.nChannels !== n) {
    throw new SpectrumError(
      'invalid-parameter',
      `The principal components given are not ${rank} of these counts.`,
    );
  }
  const left = pca.loadings.slice(0, rank * m);
  const right = pca.components.slice(0, rank * n);
  const values = new Float64Array(rank);
  for (let k = 0; k < rank; k++) {
    for (let i = 0; i < m; i++) left[k * m + i] *= rowScale[i];
    for (let j = 0; j < n; j++) right[k * n + j] *= colScale[j];
    const [a, b] = [norm(left.subarray(k * m, (k + 1) * m)), norm(right.subarray(k * n, (k + 1) * n))];
    values[k] = a * b;
    if (values[k] === 0) continue;
    scaleRow(left, [k * m, m], 1 / a);
    scaleRow(right, [k * n, n], 1 / b);
  }
  return { values, left, right, count: rank };
}

function meanEntry({ counts, rowScale, colScale }: WeightedCounts): number {
  const cols = rowsTimesVectors(counts, colScale, 1);
  return cols.reduce((sum, c, i) => sum + c * rowScale[i], 0) / (counts.nRows * counts.nCols);
}

function lowRankMap({ values, left, right, count }: SingularTriplets, { counts }: WeightedCounts): LinearMap {
  const [m, n] = [counts.nRows, counts.nCols];
  const weighted = (inner: Float64Array, b: number): Float64Array => {
    for (let k = 0; k < count; k++) scaleRow(inner, [k * b, b], values[k]);
    return transposedBlock(inner, count, b);
  };
  return {
    nRows: m,
    nCols: n,
    times: (v, b) =>
      vectorsTimesRows(matrixOf(left, count, m), weighted(vectorsAgainst(right, v, [count, b, n]), b), b),
    transposeTimes: (y, b) =>
      vectorsTimesRows(matrixOf(right, count, n), weighted(vectorsAgainst(left, y, [count, b, m]), b), b),
  };
}

/** Inner products of each of `count` rows with each of b vectors, [count × b]. */
const vectorsAgainst = (
  rows: Float64Array,
  v: Float64Array,
  [count, b, n]: readonly [number, number, number],
): Float64Array => transposedBlock(rowsTimesVectors(matrixOf(rows, count, n), v, b), b, count);

function transposedBlock(a: Float64Array, nRows: number, nCols: number): Float64Array {
  const t = new Float64Array(a.length);
  for (let i = 0; i < nRows; i++) for (let j = 0; j < nCols; j++) t[j * nRows + i] = a[i * nCols + j];
  return t;
}
