import type { Rng } from '../numerics/rng.js';
import { adjustedRandIndex, clusterwiseJaccard } from './agreement.js';
import { checkPoints, ClusteringError, type PointsShape } from './clustering-error.js';
import type { Partitioner } from './partition.js';

/** Draws the points again as they might have been measured. */
export type Resample = (rng: Rng) => Float64Array;

export interface StabilityOptions {
  readonly maxClusters: number;
  readonly partition: Partitioner;
  readonly rng: Rng;
  /** `withNoise` or `withPoissonNoise` of the points, or what the caller can do better. */
  readonly resample: Resample;
  /** 20 when left out. */
  readonly nResamples?: number;
  /** A cluster is stable when its mean Jaccard index is not below; 0.75 when left out. */
  readonly leastJaccard?: number;
  readonly weights?: Float64Array;
}

export interface StabilityChoice {
  readonly nClusters: number;
  /** For k = 2, 3, …: mean adjusted Rand index, and the mean Jaccard index of the least stable cluster. */
  readonly stabilities: readonly {
    readonly k: number;
    readonly adjustedRand: number;
    readonly leastJaccard: number;
  }[];
  readonly criterion: string;
}

/**
 * Number of clusters by stability: the most clusters that all come back when the counting noise is drawn again.
 *
 * @throws ClusteringError invalid-parameter; shape-mismatch  `resample` gives other points
 * Valid for: noise drawn on top of what was measured, so what is drawn has it twice: a cautious answer. Where the noise is
 *   far below what varies, a steady gradient may be cut stably; silhouettes and gap do not have this fault.
 * Source: Hennig, Comput. Stat. Data Anal. 52 (2007) 258 (0.75: "a valid, stable cluster").
 * Checked: planted clouds, one cloud, permuted points (stability.spec.ts).
 */
export function clusterStability(
  points: Float64Array,
  shape: PointsShape,
  options: StabilityOptions,
): StabilityChoice {
  checkPoints(points, shape);
  const { partition, rng, resample, nResamples = 20, leastJaccard = 0.75, weights } = options;
  if (!(Number.isInteger(options.maxClusters) && options.maxClusters >= 1 && nResamples >= 1)) {
    throw new ClusteringError('invalid-parameter', 'Stability needs maxClusters ≥ 1 and nResamples ≥ 1.');
  }
  const last = Math.min(options.maxClusters, shape.nPoints - 1);
  const numbers = Array.from({ length: Math.max(0, last - 1) }, (_, at) => at + 2);
  const ownLabelsOf = numbers.length > 0 ? partition(points, shape, weights) : null;
  const own = numbers.map((k) => ownLabelsOf!(k));
  const rand = numbers.map(() => 0);
  const jaccard = own.map((labels) => new Float64Array(labels.reduce((a, b) => Math.max(a, b), 0) + 1));
  for (let r = 0; r < nResamples && numbers.length > 0; r++) {
    const labelsOf = partition(resample(rng), shape, weights);
    numbers.forEach((k, at) => {
      const labels = labelsOf(k);
      rand[at] += adjustedRandIndex(own[at], labels) / nResamples;
      clusterwiseJaccard(own[at], labels).forEach((j, c) => (jaccard[at][c] += j / nResamples));
    });
  }
  const stabilities = numbers.map((k, at) => ({
    k,
    adjustedRand: rand[at],
    leastJaccard: Math.min(...jaccard[at]),
  }));
  const stable = stabilities.filter((s) => s.leastJaccard >= leastJaccard);
  return {
    nClusters: stable.length === 0 ? 1 : stable[stable.length - 1].k,
    stabilities,
    criterion: `stability: the most clusters whose mean Jaccard index under noise drawn ${nResamples} times is ${leastJaccard} at least`,
  };
}

/** Normal noise added to each coordinate; `stdAt` by place in the array. Scores in units of noise: 1 everywhere. */
export const withNoise =
  (points: Float64Array, stdAt: (at: number) => number): Resample =>
  (rng) =>
    points.map((x, at) => x + stdAt(at) * rng.normal());

/** Counts drawn again from Poisson distributions of the counts measured; counts below 0 count as 0. */
export const withPoissonNoise =
  (counts: Float64Array): Resample =>
  (rng) =>
    counts.map((n) => rng.poisson(Math.max(0, n)));
