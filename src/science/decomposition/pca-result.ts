import { signOfLargest } from '../numerics/eigen.js';
import { scaleRow, type SingularTriplets } from '../numerics/svd.js';
import { estimateNoise, type NoiseEstimate, type RowSample } from './noise-scale.js';
import type { CountWeights, WeightedPower } from './poisson-weighting.js';
import { elbowRank, gavishDonohoRank } from './rank-rules.js';

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
  readonly method: 'dual-gram' | 'gram' | 'block-krylov';
  /** False: the singular values are lower bounds of no stated accuracy. */
  readonly converged: boolean;
}

/** What a decomposition found, however it went about it. */
export interface PcaParts {
  readonly weights: CountWeights;
  readonly power: WeightedPower;
  /** Triplets of the weighted matrix without its first component. */
  readonly rest: SingularTriplets;
  readonly sample: RowSample;
  readonly nComponents: number;
  readonly gainEstimate: boolean;
  readonly method: PoissonPca['method'];
  readonly converged: boolean;
}

/** Measures the noise, counts the rank and scales components back to counts. */
export function poissonPcaOfParts(parts: PcaParts): PoissonPca {
  const { weights, power, rest, nComponents } = parts;
  const size = Math.min(weights.liveRows, weights.liveCols);
  const values = Float64Array.from([1, ...rest.values.subarray(0, size - 1)]);
  const explainedShare = values.map((s) => (s * s) / power.power);
  const noise = estimateNoise({ ...parts, values }, parts.gainEstimate);
  const noiseShape = { nRows: weights.liveRows, nCols: weights.liveCols };
  const scale = noise.source === 'measured' ? noise.scale : 1;
  return {
    channelRange: weights.channelRange,
    nPixels: weights.rowSums.length,
    nChannels: weights.colSums.length,
    singularValues: values,
    explainedShare,
    nComponents,
    ...backScaled(weights, rest, nComponents),
    loadingStd: weights.rowSums.map((s, i) => scale * Math.sqrt(s * noise.rowPower[i])),
    noiseEdge: noise.edge,
    noise,
    noiseScale: noise.scale,
    rank: {
      noiseEdge: noise.rank,
      gavishDonoho: gavishDonohoRank(values, noiseShape, scale / Math.sqrt(weights.total)),
      elbow: elbowRank(explainedShare),
    },
    negativeCounts: weights.negativeCounts,
    method: parts.method,
    converged: parts.converged,
  };
}

/**
 * Components √colSum·v/√N and loadings σ·u·√rowSum·√N: their products are counts, the first component sums to 1 and the
 * first loading is the sum of the pixel.
 */
function backScaled(
  { rowSums, colSums, total }: CountWeights,
  rest: SingularTriplets,
  nComponents: number,
): { components: Float64Array; loadings: Float64Array } {
  const [m, n] = [rowSums.length, colSums.length];
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
