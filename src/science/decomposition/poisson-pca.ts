import { matrixOf, paddedMatrix, rowsTimesVectors, vectorsTimesRows } from '../numerics/gemm.js';
import { signOfLargest } from '../numerics/eigen.js';
import type { Rng } from '../numerics/rng.js';
import { leadingTriplets, type LinearMap } from '../numerics/subspace.js';
import { scaleRow, singularTriplets, transposed, type SingularTriplets } from '../numerics/svd.js';
import { SpectrumError } from '../spectra/spectrum-image.js';
import { whiteNoiseEdge } from './noise-edge.js';
import { estimateNoise, type NoiseEstimate } from './noise-scale.js';
import { weightCounts, weightedPower, type CountsShape, type WeightedCounts } from './poisson-weighting.js';
import { elbowRank, gavishDonohoRank } from './rank-rules.js';

export interface PoissonPcaOptions {
  /** Components to return; fewer when the scan has fewer pixels or channels. */
  readonly maxRank: number;
  /** Channels [first, end); all when left out. */
  readonly channelRange?: readonly [number, number];
  /** Measure the noise instead of trusting that counts are electrons; true when left out. */
  readonly gainEstimate?: boolean;
  readonly rng: Rng;
}

export interface PoissonPca {
  readonly channelRange: readonly [number, number];
  readonly nPixels: number;
  /** Channels of the range. */
  readonly nChannels: number;
  /** Of the weighted matrix, descending; the first is 1. All of them, or the first 21 or more (`method`). */
  readonly singularValues: Float64Array;
  /** σ²/‖X'‖²: share of the total, noise included. */
  readonly explainedShare: Float64Array;
  readonly nComponents: number;
  /** [nComponents × nChannels]; the first is the mean spectrum at unit sum. */
  readonly components: Float64Array;
  /** [nComponents × nPixels], counts; the first is the sum of each pixel. Σ loading·component gives counts again. */
  readonly loadings: Float64Array;
  /** Standard deviation of every loading of a pixel, counts, [nPixels]. */
  readonly loadingStd: Float64Array;
  readonly noiseEdge: number;
  readonly noise: NoiseEstimate;
  readonly noiseScale: number;
  readonly rank: { readonly noiseEdge: number; readonly gavishDonoho: number; readonly elbow: number };
  /** Entries below zero that were taken as 0. */
  readonly negativeCounts: number;
  readonly method: 'dual-gram' | 'block-krylov';
  /** False: the singular values are lower bounds without a stated accuracy. */
  readonly converged: boolean;
}

/** Up to this many pixels or channels the exact way is the faster one. */
const EXACT_UP_TO = 256;
/** Values of a scree beyond the components: what the elbow looks at. */
const SCREE = 21;

/**
 * Principal components of counts under Keenan–Kotula weights, without centring.
 *
 * Weighted, X'ᵢⱼ = Xᵢⱼ/√(rowSumᵢ·colSumⱼ) has 1 as its first singular value, exactly, and the mean spectrum as its first
 * component; the rest is found on what remains when that is taken out. Components are scaled back to counts. Sign: the
 * loading of largest magnitude is positive.
 *
 * @param counts  [nPixels × nChannels], electrons (others are recognised, see `noise`); below 0 is taken as 0 and counted
 * @throws SpectrumError no-counts, shape-mismatch, invalid-parameter
 * Accuracy: exact up to 256 pixels or channels; beyond, values above the noise edge have residuals below 1e-6, those in
 * the noise are lower bounds: the first within 0.3 %, the twelfth within 5 % on 4096 × 1024.
 * Source: Keenan & Kotula, Surf. Interface Anal. 36 (2004) 203; rank: README.md.
 * Checked: fixed matrix, permutation, reconstruction, ml-pca, HyperSpy 1.7.3 (poisson-pca.spec.ts).
 */
export function poissonPca(counts: Float32Array, shape: CountsShape, options: PoissonPcaOptions): PoissonPca {
  if (!(Number.isInteger(options.maxRank) && options.maxRank >= 1)) {
    throw new SpectrumError(
      'invalid-parameter',
      `maxRank must be a whole number ≥ 1, not ${options.maxRank}.`,
    );
  }
  const weighted = weightCounts(counts, shape, options.channelRange);
  const { power, countingNoise } = weightedPower(weighted);
  const size = Math.min(weighted.liveRows, weighted.liveCols);
  const nComponents = Math.min(options.maxRank, size);
  const isExact = Math.min(shape.nPixels, weighted.counts.nCols) <= EXACT_UP_TO;
  const { rest, converged } = isExact
    ? { rest: exactRest(weighted, nComponents - 1), converged: true }
    : leadingRest(weighted, nComponents - 1, options.rng);
  const values = Float64Array.from([1, ...rest.values.subarray(0, size - 1)]);
  const explainedShare = values.map((s) => (s * s) / power);
  const noise = estimateNoise({ weighted, values, rest, power, countingNoise }, options.gainEstimate ?? true);
  const noiseShape = { nRows: weighted.liveRows, nCols: weighted.liveCols };
  const scale = noise.source === 'measured' ? noise.scale : 1;
  return {
    channelRange: weighted.channelRange,
    nPixels: shape.nPixels,
    nChannels: weighted.counts.nCols,
    singularValues: values,
    explainedShare,
    nComponents,
    ...backScaled(weighted, rest, nComponents),
    loadingStd: weighted.rowSums.map((s, i) => scale * Math.sqrt(s * noise.rowPower[i])),
    noiseEdge: noise.edge,
    noise,
    noiseScale: noise.scale,
    rank: {
      noiseEdge: noise.rank,
      gavishDonoho: gavishDonohoRank(values, noiseShape, scale / Math.sqrt(weighted.total)),
      elbow: elbowRank(explainedShare),
    },
    negativeCounts: weighted.negativeCounts,
    method: isExact ? 'dual-gram' : 'block-krylov',
    converged,
  };
}

/** All singular values, and `count` vectors, of X' without its first component. */
function exactRest(weighted: WeightedCounts, count: number): SingularTriplets {
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
function leadingRest(
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

/**
 * Components √colSum·v/√N and loadings σ·u·√rowSum·√N: their products are counts, the first component sums to 1 and the
 * first loading is the sum of the pixel.
 */
function backScaled(
  { rowSums, colSums, total, counts }: WeightedCounts,
  rest: SingularTriplets,
  nComponents: number,
): { components: Float64Array; loadings: Float64Array } {
  const [m, n] = [counts.nRows, counts.nCols];
  const root = Math.sqrt(total);
  const components = new Float64Array(nComponents * n);
  const loadings = new Float64Array(nComponents * m);
  components.set(colSums.map((s) => s / total));
  loadings.set(rowSums);
  for (let k = 1; k < nComponents; k++) {
    const [from, sigma] = [k - 1, rest.values[k - 1]];
    for (let i = 0; i < m; i++)
      loadings[k * m + i] = sigma * rest.left[from * m + i] * Math.sqrt(rowSums[i]) * root;
    for (let j = 0; j < n; j++)
      components[k * n + j] = (rest.right[from * n + j] * Math.sqrt(colSums[j])) / root;
    const sign = signOfLargest(loadings.subarray(k * m, (k + 1) * m));
    scaleRow(loadings, [k * m, m], sign);
    scaleRow(components, [k * n, n], sign);
  }
  return { components, loadings };
}
