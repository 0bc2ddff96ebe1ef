import { createRng } from '../numerics/rng.js';
import type { Rng } from '../numerics/rng.js';
import { ClusteringError, type PointsShape } from './clustering-error.js';
import { pairwiseDistances, type Metric } from './metric.js';
import type { Partitioner } from './partition.js';
import { cloudOf, principalAxes } from './reference-cloud.js';
import { silhouetteWidth } from './silhouette.js';

export interface ChooseOptions {
  readonly maxClusters: number;
  /** How the points were clustered; the references are clustered alike. */
  readonly partition: Partitioner;
  /** Of the silhouettes; 'euclidean' when left out. */
  readonly metric?: Metric;
  /** How many pixels each point stands for; 1 when left out. */
  readonly weights?: Float64Array;
  /** For the structureless references; a fixed seed when left out. */
  readonly rng?: Rng;
}

export interface ClusterChoice {
  readonly nClusters: number;
  /** Mean silhouette width for k = 2, 3, … */
  readonly silhouettes: readonly { readonly k: number; readonly width: number }[];
  /** The best width that points without clusters gave; the choice is 1 unless the data's best is above. */
  readonly referenceWidth: number;
  readonly criterion: string;
}

/** References of each kind: the largest of 2 × 19 is passed by chance at most once in 20. */
const REFERENCES = 19;
/** Points of a reference; more do not change its silhouettes much. */
const MAX_REFERENCE_POINTS = 200;

const CRITERION =
  'largest mean silhouette width, if above that of all structureless references (Gaussian and uniform of the same covariance); otherwise one cluster';

/**
 * Into how many clusters to cut: where the mean silhouette width is largest, unless points without clusters reach it too.
 *
 * The references are drawn from one Gaussian and one uniform cloud of the covariance of the points, clustered and cut in
 * the same way. A plain threshold on the width would not do: a Gaussian in one dimension, cut in two, has a width of 0.5.
 *
 * @param labelsOf  clusters of these points, for each number of them
 * @throws ClusteringError invalid-parameter
 * Valid for: clusters of comparable spread. A steady gradient is one cluster by this rule.
 * Source: the idea of the gap statistic (Tibshirani, Walther & Hastie, J. R. Statist. Soc. B 63 (2001) 411) on silhouettes.
 * Checked: planted clusters, one Gaussian, a gradient (choose-clusters.spec.ts).
 */
export function chooseClusters(
  points: Float64Array,
  shape: PointsShape,
  labelsOf: (nClusters: number) => Int32Array,
  options: ChooseOptions,
): ClusterChoice {
  if (!(Number.isInteger(options.maxClusters) && options.maxClusters >= 1)) {
    throw new ClusteringError(
      'invalid-parameter',
      `maxClusters must be a whole number ≥ 1, not ${options.maxClusters}.`,
    );
  }
  const silhouettes = widths(points, shape, labelsOf, options);
  const best = silhouettes.reduce((a, b) => (b.width > a.width ? b : a), { k: 1, width: -Infinity });
  if (shape.nPoints < 4 || shape.nDims === 0 || silhouettes.length === 0) {
    return {
      nClusters: 1,
      silhouettes,
      referenceWidth: 0,
      criterion: 'too few points or dimensions to tell clusters: one',
    };
  }
  const referenceWidth = bestReference(points, shape, options);
  return {
    nClusters: best.width > referenceWidth ? best.k : 1,
    silhouettes,
    referenceWidth,
    criterion: CRITERION,
  };
}

function widths(
  points: Float64Array,
  shape: PointsShape,
  labelsOf: (nClusters: number) => Int32Array,
  { maxClusters, weights, metric }: ChooseOptions,
): { k: number; width: number }[] {
  if (shape.nDims === 0) return [];
  const distance = pairwiseDistances(points, shape, metric);
  const last = Math.min(maxClusters, shape.nPoints - 1);
  return Array.from({ length: Math.max(0, last - 1) }, (_, index) => {
    const k = index + 2;
    return { k, width: silhouetteWidth(distance, labelsOf(k), weights) };
  });
}

function bestReference(points: Float64Array, shape: PointsShape, options: ChooseOptions): number {
  const rng = options.rng ?? createRng(1);
  const axes = principalAxes(points, shape, options.weights);
  const total = options.weights?.reduce((a, b) => a + b, 0) ?? shape.nPoints;
  const reference = { nPoints: Math.min(Math.round(total), MAX_REFERENCE_POINTS), nDims: shape.nDims };
  const draws = [(): number => rng.normal(), (): number => Math.sqrt(12) * (rng.uniform() - 0.5)];
  let best = -Infinity;
  for (const draw of draws) {
    for (let r = 0; r < REFERENCES; r++) {
      const cloud = cloudOf(axes, reference, draw);
      const { maxClusters, metric, partition } = options;
      const alike = { maxClusters, metric, partition };
      for (const { width } of widths(cloud, reference, partition(cloud, reference), alike))
        best = Math.max(best, width);
    }
  }
  return best;
}
