import type { Rng } from '../numerics/rng.js';
import { checkPoints, ClusteringError, type PointsShape } from './clustering-error.js';
import { withinSumOfSquares } from './k-means.js';
import { meansOf } from './lloyd.js';
import { embedded, type Metric } from './metric.js';
import type { Partitioner } from './partition.js';
import { cloudOf, principalAxes, rangesAlong } from './reference-cloud.js';

export interface GapOptions {
  readonly maxClusters: number;
  readonly partition: Partitioner;
  readonly rng: Rng;
  /** 20 when left out. */
  readonly nReferences?: number;
  readonly metric?: Metric;
  readonly weights?: Float64Array;
}

export interface GapChoice {
  readonly nClusters: number;
  /** For k = 1, 2, …: gap, and its standard error s_k = √(1 + 1/nReferences)·std. */
  readonly gaps: readonly { readonly k: number; readonly gap: number; readonly stdError: number }[];
  readonly criterion: string;
}

/** Points of a reference at most. */
const MAX_REFERENCE_POINTS = 500;

const CRITERION =
  'gap statistic: the smallest number k whose gap is not below that of k + 1 less its standard error';

/**
 * Number of clusters by the gap statistic: how much smaller the spread within clusters is than that of points spread evenly
 * over the box of their principal axes.
 *
 * log W_k of references of another size is that of W_k per point.
 *
 * @throws ClusteringError invalid-parameter  maxClusters, nReferences below 2
 * Valid for: round clusters; the largest k is not a possible answer unless no gap holds (then it is the answer).
 * Source: Tibshirani, Walther & Hastie, J. R. Statist. Soc. B 63 (2001) 411, variant (b) and steps 1–3.
 * Checked: the reference implementation in numpy on the same labels (gap-statistic.spec.ts); planted clouds, one cloud.
 */
export function gapStatistic(points: Float64Array, shape: PointsShape, options: GapOptions): GapChoice {
  checkPoints(points, shape);
  const { partition, rng, nReferences = 20, weights } = options;
  const last = Math.min(options.maxClusters, shape.nPoints - 1);
  if (!(Number.isInteger(options.maxClusters) && options.maxClusters >= 1 && nReferences >= 2)) {
    throw new ClusteringError(
      'invalid-parameter',
      'The gap statistic needs maxClusters ≥ 1, nReferences ≥ 2.',
    );
  }
  if (last < 2 || shape.nDims === 0) {
    return { nClusters: 1, gaps: [], criterion: 'too few points to tell clusters: one' };
  }
  const own = logSpreads(points, shape, { ...options, last }, weights);
  const axes = principalAxes(points, shape, weights);
  const ranges = rangesAlong(points, shape, axes);
  const total = weights?.reduce((a, b) => a + b, 0) ?? shape.nPoints;
  const size = { nPoints: Math.min(Math.round(total), MAX_REFERENCE_POINTS), nDims: shape.nDims };
  const draw = (a: number): number => ranges[a][0] + rng.uniform() * (ranges[a][1] - ranges[a][0]);
  const alike = { partition, metric: options.metric, last: Math.min(last, size.nPoints) };
  const references = Array.from({ length: nReferences }, () =>
    logSpreads(cloudOf(axes, size, draw), size, alike, undefined),
  );
  const gaps = own.map((logSpread, at) => {
    const ofReferences = references.map((r) => r[at]);
    const mean = ofReferences.reduce((a, b) => a + b, 0) / nReferences;
    const variance = ofReferences.reduce((a, b) => a + (b - mean) ** 2, 0) / nReferences;
    return { k: at + 1, gap: mean - logSpread, stdError: Math.sqrt(variance * (1 + 1 / nReferences)) };
  });
  const chosen = gaps.find(
    ({ gap }, at) => at + 1 < gaps.length && gap >= gaps[at + 1].gap - gaps[at + 1].stdError,
  );
  return { nClusters: chosen?.k ?? last, gaps, criterion: CRITERION };
}

/** log of the within-cluster sum of squares per point, for k = 1 … last. */
function logSpreads(
  points: Float64Array,
  shape: PointsShape,
  { partition, metric, last }: { partition: Partitioner; metric?: Metric; last: number },
  weights: Float64Array | undefined,
): number[] {
  const labelsOf = partition(points, shape, weights);
  const at = embedded(points, shape, metric ?? 'euclidean');
  const total = weights?.reduce((a, b) => a + b, 0) ?? shape.nPoints;
  return Array.from({ length: last }, (_, index) => {
    const labels = index === 0 ? new Int32Array(shape.nPoints) : labelsOf(index + 1);
    const before = new Float64Array((index + 1) * shape.nDims);
    const centres = meansOf(at, shape, labels, { before, weights });
    // Clusters of equal points have no spread; the smallest number stands for it.
    const spread = withinSumOfSquares(at, shape, labels, { centres, weights }) / total;
    return Math.log(Math.max(spread, Number.MIN_VALUE));
  });
}
