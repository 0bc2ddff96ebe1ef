import { dot } from '../numerics/gemm.js';
import type { SingularTriplets } from '../numerics/svd.js';
import { finiteSizeMargin, structuredNoiseEdge, whiteNoiseEdge, type NoiseShape } from './noise-edge.js';
import type { CountWeights, WeightedCounts, WeightedPower } from './poisson-weighting.js';
import { noiseEdgeRank } from './rank-rules.js';

/** The noise as it is in the data, against what counting electrons would give. */
export interface NoiseEstimate {
  /** Standard deviation of the noise over that of Poisson counts: 1 for electrons, √g for counts of gain g. */
  readonly scale: number;
  /** Correlation of the noise with that 1, 2, … channels further; [0.05, …] of a detector's point spread or an alignment. */
  readonly correlation: Float64Array;
  /** Noise power of each pixel over that of all, mean 1 over pixels with counts, [nPixels]; an alignment makes it unequal. */
  readonly rowPower: Float64Array;
  /** 'poisson': the noise is what electrons give; 'measured': it is not, and the edge is that of the measured noise. */
  readonly source: 'poisson' | 'measured';
  /** The largest singular value (of the weighted matrix) that this noise alone would give, with its finite-size margin. */
  readonly edge: number;
  readonly rank: number;
}

export interface NoiseInput {
  readonly weights: CountWeights;
  /** Singular values of the weighted matrix, the first is 1. */
  readonly values: Float64Array;
  /** Triplets of the weighted matrix without its first component. */
  readonly rest: SingularTriplets;
  readonly power: WeightedPower;
  readonly sample: RowSample;
}

/** Some rows of the counts, spread over the scan: what the correlation of the noise is measured on. */
export interface RowSample {
  /** Which pixels they are. */
  readonly pixels: readonly number[];
  /** [pixels.length × nChannels of the range], ≥ 0. */
  readonly counts: Float32Array;
}

/** Lags the correlation of the noise is measured at; a detector's point spread is shorter. */
const LAGS = 16;
/** Lags that tell whether there is any correlation: an alignment shows at the first, a point spread at all of them. */
const FIRST_LAGS = 3;
/** Rows the correlation is measured on: 32 × 1024 entries tell it to 0.006. */
const ROWS = 32;
/** Noise within this of Poisson's is Poisson's. */
const DEVIATION = 0.05;
/**
 * A measured edge is this much higher for safety. Noise is taken as separable (power of each pixel times one channel
 * correlation), but alignment interpolates every pixel by another fraction of a channel: on demo scans that puts the
 * largest noise value up to 8 % above the separable edge (12 seeds), while weak true components stand 20 % above it.
 */
const MEASURED_MARGIN = 0.09;

/**
 * Measures the noise of a Poisson-weighted matrix and where its singular values end.
 *
 * The scale is what is left of the matrix's power when the components above the edge are taken out, over what counting
 * would leave; the two depend on each other and are iterated from the largest scale down. The correlation is that of the
 * same remainder. When both are what counting gives, the exact Poisson edge (√m + √n)/√N is used.
 *
 * @param gainEstimate  false: trust that the counts are electrons
 * Valid for: noise whose variance is proportional to the mean and whose correlation is the same in all pixels. Rows are
 * taken as independent. Weak components below the edge count as noise and raise it: towards fewer components.
 * Checked: gain, averaging and interpolation put in and found again (poisson-pca.spec.ts).
 */
export function estimateNoise(input: NoiseInput, gainEstimate: boolean): NoiseEstimate {
  const { weights } = input;
  const shape: NoiseShape = { nRows: weights.liveRows, nCols: weights.liveCols };
  const margin = 1 + finiteSizeMargin(shape);
  const white = (whiteNoiseEdge(shape) * margin) / Math.sqrt(weights.total);
  const { scale, rank } = scaleOfRemainder(input, shape, white);
  const poisson = (correlation: Float64Array): NoiseEstimate => ({
    scale,
    correlation,
    rowPower: weights.rowSums.map((sum) => (sum > 0 ? 1 : 0)),
    source: 'poisson',
    edge: white,
    rank: noiseEdgeRank(input.values, white),
  });
  if (!gainEstimate || rank >= Math.min(shape.nRows, shape.nCols))
    return poisson(new Float64Array(FIRST_LAGS));
  const first = significant(remainderCorrelation(input, rank, FIRST_LAGS), shape);
  const tolerance = Math.max(DEVIATION, 4 / Math.sqrt(2 * shape.nRows * shape.nCols));
  if (Math.abs(scale - 1) < tolerance && first.every((c) => Math.abs(c) < DEVIATION)) return poisson(first);
  const correlation = significant(remainderCorrelation(input, rank, LAGS), shape);
  const rowPower = remainderPower(input, rank, correlation);
  const live = rowPower.filter((power) => power > 0);
  const edge =
    (structuredNoiseEdge(shape, { rowPower: live, correlation }) * (margin + MEASURED_MARGIN) * scale) /
    Math.sqrt(weights.total);
  return { scale, correlation, rowPower, source: 'measured', edge, rank: noiseEdgeRank(input.values, edge) };
}

/** The least rank that agrees with the noise left beside it. */
function scaleOfRemainder(
  { values, power: { power, countingNoise } }: NoiseInput,
  { nRows, nCols }: NoiseShape,
  white: number,
): { scale: number; rank: number } {
  const size = Math.min(nRows, nCols);
  let scale = 1;
  let rank = 1;
  for (;;) {
    let remainder = power;
    for (let k = 0; k < rank; k++) remainder -= values[k] * values[k];
    const share = ((nRows - rank) * (nCols - rank)) / (nRows * nCols);
    if (share <= 0) return { scale: 1, rank: size };
    scale = Math.sqrt(Math.max(remainder, 0) / (countingNoise * share));
    const next = noiseEdgeRank(values, white * scale);
    if (next <= rank || next >= size) return { scale, rank };
    rank = next;
  }
}

/** The pixels of a sample of a scan. */
export const samplePixels = (nPixels: number): number[] =>
  Array.from({ length: Math.min(ROWS, nPixels) }, (_, r) =>
    Math.floor((r * nPixels) / Math.min(ROWS, nPixels)),
  );

/** The sample of counts that are in memory. */
export function sampleRows({ counts: { data, nRows, nCols, stride } }: WeightedCounts): RowSample {
  const pixels = samplePixels(nRows);
  const counts = new Float32Array(pixels.length * nCols);
  pixels.forEach((i, r) => counts.set(data.subarray(i * stride, i * stride + nCols), r * nCols));
  return { pixels, counts };
}

/** Correlation over channels of what is left when `rank` components are taken out, lags 1 … nLags. */
function remainderCorrelation(input: NoiseInput, rank: number, nLags: number): Float64Array {
  const n = input.weights.colSums.length;
  const lags = Math.min(nLags, n - 1);
  const sums = new Float64Array(nLags + 1);
  input.sample.pixels.forEach((_, r) => {
    const row = remainderOfRow(input, r, rank);
    for (let lag = 0; lag <= lags; lag++) sums[lag] += dot(row, 0, row, [lag, n - lag]) / (n - lag);
  });
  return sums.subarray(1).map((s) => (sums[0] > 0 ? s / sums[0] : 0));
}

/**
 * Noise power of each pixel over the mean of all. What the finite number of channels alone would scatter it by is taken
 * out by shrinking towards 1.
 */
function remainderPower(
  { weights, rest, power: { rowSquares } }: NoiseInput,
  rank: number,
  correlation: Float64Array,
): Float64Array {
  const m = weights.rowSums.length;
  const n = weights.colSums.length;
  const used = Math.min(rank - 1, rest.count);
  const power = weights.rowSums.map((sum, i) => {
    let left = sum > 0 ? rowSquares[i] : 0;
    for (let k = 0; k < used; k++) left -= (rest.values[k] * rest.left[k * m + i]) ** 2;
    return Math.max(0, left);
  });
  const live = power.filter((p) => p > 0);
  const mean = live.reduce((a, b) => a + b, 0) / live.length;
  const variance = live.reduce((sum, p) => sum + (p / mean - 1) ** 2, 0) / live.length;
  const chance = (2 / n) * (1 + 2 * correlation.reduce((sum, c) => sum + c * c, 0));
  const shrink = variance > chance ? 1 - chance / variance : 0;
  return power.map((p) => (p > 0 ? 1 + shrink * (p / mean - 1) : 0));
}

/** Row r of the sample, weighted, without the first `rank` components. */
function remainderOfRow({ weights, rest, sample }: NoiseInput, r: number, rank: number): Float64Array {
  const { rowScale, colScale, rowSums, colSums, total } = weights;
  const n = colSums.length;
  const i = sample.pixels[r];
  const mean = Math.sqrt(rowSums[i]) / total;
  const row = new Float64Array(n);
  for (let j = 0; j < n; j++) {
    row[j] = sample.counts[r * n + j] * rowScale[i] * colScale[j] - mean * Math.sqrt(colSums[j]);
  }
  for (let k = 0; k < Math.min(rank - 1, rest.count); k++) {
    const weight = rest.values[k] * rest.left[k * rowSums.length + i];
    for (let j = 0; j < n; j++) row[j] -= weight * rest.right[k * n + j];
  }
  return row;
}

/** Lags whose correlation could be chance (4 standard errors) are 0. */
function significant(correlation: Float64Array, { nRows, nCols }: NoiseShape): Float64Array {
  const error = 4 / Math.sqrt(Math.min(ROWS, nRows) * nCols);
  return correlation.map((c) => (Math.abs(c) > error ? c : 0));
}
