import type { Rng } from '../numerics/rng.js';
import { checkPoints, ClusteringError, type PointsShape } from './clustering-error.js';
import { inOrderOfAppearance } from './cut.js';
import { assign, meansOf, squaredTo, startingCentres } from './lloyd.js';

export interface KMeansOptions {
  readonly nClusters: number;
  readonly rng: Rng;
  /** The best of so many starts is kept; 10 when left out. */
  readonly nRestarts?: number;
  /** Rounds of one start at most; 300 when left out. */
  readonly maxIterations?: number;
  /** How many pixels each point stands for; 1 when left out. */
  readonly weights?: Float64Array;
}

export interface KMeans {
  /** 0-based in order of first appearance, [nPoints]. */
  readonly labels: Int32Array;
  /** Fewer than asked for where there are fewer different points. */
  readonly nClusters: number;
  /** [nClusters × nDims] */
  readonly centres: Float64Array;
  /** Σ of squared distances to the own centre, in the square of the points' unit. */
  readonly withinSumOfSquares: number;
  /** False when the best start was still changing labels after `maxIterations`. */
  readonly converged: boolean;
}

/**
 * k-means by Lloyd's rounds from seeded k-means++ starts; the start of least inertia is kept.
 *
 * @param points  [nPoints × nDims]; for cosine or correlation give `embedded` points
 * @throws ClusteringError shape-mismatch; invalid-parameter (not 1 … nPoints clusters)
 * Valid for: round clusters of comparable spread. The result may be a local minimum.
 * Source: Lloyd, IEEE Trans. Inf. Theory 28 (1982) 129; Arthur & Vassilvitskii, SODA (2007) 1027.
 * Checked: scikit-learn's inertia and labels (k-means.spec.ts), invariants by fast-check.
 */
export function kMeans(points: Float64Array, shape: PointsShape, options: KMeansOptions): KMeans {
  checkPoints(points, shape);
  const { nClusters, nRestarts = 10 } = options;
  if (!(Number.isInteger(nClusters) && nClusters >= 1 && nClusters <= shape.nPoints)) {
    throw new ClusteringError(
      'invalid-parameter',
      `${shape.nPoints} points cannot be ${nClusters} clusters.`,
    );
  }
  let best: KMeans | null = null;
  for (let start = 0; start < Math.max(1, nRestarts); start++) {
    const run = oneStart(points, shape, options);
    if (best === null || run.withinSumOfSquares < best.withinSumOfSquares) best = run;
  }
  return best!;
}

function oneStart(points: Float64Array, shape: PointsShape, options: KMeansOptions): KMeans {
  const { nClusters, maxIterations = 300, weights } = options;
  const { nPoints, nDims } = shape;
  let centres = startingCentres(points, shape, nClusters, options);
  const labels = new Int32Array(nPoints).fill(-1);
  let changed = nPoints;
  for (let round = 0; round < maxIterations && changed > 0; round++) {
    changed = assign(points, shape, centres, labels);
    if (changed > 0) centres = meansOf(points, shape, labels, { before: centres, weights });
  }
  const renamed = inOrderOfAppearance(labels);
  const found = renamed.reduce((a, b) => Math.max(a, b), -1) + 1;
  const before = new Float64Array(found * nDims);
  const means = meansOf(points, shape, renamed, { before, weights });
  return {
    labels: renamed,
    nClusters: found,
    centres: means,
    withinSumOfSquares: withinSumOfSquares(points, shape, renamed, { centres: means, weights }),
    converged: changed === 0,
  };
}

/** Σ over points of weight × squared distance to the centre of the own label; labels below 0 count nothing. */
export function withinSumOfSquares(
  points: Float64Array,
  { nPoints, nDims }: PointsShape,
  labels: Int32Array,
  { centres, weights }: { readonly centres: Float64Array; readonly weights?: Float64Array },
): number {
  let total = 0;
  for (let i = 0; i < nPoints; i++) {
    if (labels[i] < 0) continue;
    const centre = centres.subarray(labels[i] * nDims, (labels[i] + 1) * nDims);
    total += (weights?.[i] ?? 1) * squaredTo(points, i * nDims, centre);
  }
  return total;
}
