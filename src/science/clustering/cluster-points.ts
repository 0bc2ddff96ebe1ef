import { createRng } from '../numerics/rng.js';
import { checkPoints, ClusteringError, type PointsShape } from './clustering-error.js';
import { chooseNumber, type ClusterCurves } from './choose-number.js';
import { clusterInto } from './cluster-into.js';
import type { ClusterOptions, ClusterQuality, Leaves } from './cluster-options.js';
import { groupPoints } from './group-points.js';
import type { Merge } from './hierarchical.js';

export interface Clustering extends ClusterCurves {
  /** Of all points, 0-based in order of first appearance; −1: noise ('dbscan' only). */
  readonly labels: Int32Array;
  readonly nClusters: number;
  /** Points that belong to no cluster. */
  readonly nNoise: number;
  /** What was done, for people. */
  readonly description: string;
  /** How the number of clusters was found, for people. */
  readonly criterion: string;
  /** Dendrogram of the leaves, of 'hierarchical' only. */
  readonly merges: readonly Merge[];
  readonly nLeaves: number;
  /** Null when every point is its own leaf. */
  readonly leafOfPoint: Int32Array | null;
  readonly quality: ClusterQuality;
}

/** More points than this are first gathered into leaves: distances of all pairs would not fit. */
const MAX_ONE_BY_ONE = 2000;
const MAX_LEAVES = 512;

/**
 * Clusters points by any of the methods, the number of clusters found by any of the rules.
 *
 * Above 2,000 points the number is found on 512 weighted leaves (`groupPoints`); 'hierarchical' and 'dbscan' also cluster
 * the leaves, 'k-means' and 'gaussian-mixture' then run on all points.
 *
 * @param points  [nPoints × nDims], best `compositionScores`: in units of noise
 * @throws ClusteringError shape-mismatch; invalid-parameter (values not finite, a mixture by another metric than
 *   'euclidean', 'bic' without a mixture, a number for 'dbscan', more clusters than points)
 * Valid for: up to some 200 dimensions; see each method.
 * Checked: cluster-points.spec.ts (three clouds by every method and rule; permutation, shift, rotation, scale).
 */
export function clusterPoints(points: Float64Array, shape: PointsShape, options: ClusterOptions): Clustering {
  checkPoints(points, shape);
  checkOptions(options);
  const leaves = leavesOf(points, shape, options.seed);
  const choice = chooseNumber(leaves, options);
  const clustered = clusterInto({ points, shape, leaves }, choice.nClusters, options);
  const nClusters = clustered.labels.reduce((a, b) => Math.max(a, b), -1) + 1;
  return {
    ...clustered,
    nClusters,
    nNoise: clustered.labels.reduce((n, label) => n + (label < 0 ? 1 : 0), 0),
    criterion: choice.criterion,
    silhouettes: choice.silhouettes,
    gaps: choice.gaps,
    stabilities: choice.stabilities,
    bics: choice.bics,
    nLeaves: leaves.nPoints,
    leafOfPoint: leaves.leafOfPoint,
  };
}

function leavesOf(points: Float64Array, shape: PointsShape, seed: number): Leaves {
  if (shape.nPoints <= MAX_ONE_BY_ONE) return { ...shape, points, leafOfPoint: null };
  const groups = groupPoints(points, shape, MAX_LEAVES, createRng(seed));
  const { centres, weights, leafOfPoint, nLeaves } = groups;
  return { points: centres, nPoints: nLeaves, nDims: shape.nDims, weights, leafOfPoint };
}

function checkOptions({ method, metric, nClusters, radius, minPoints }: ClusterOptions): void {
  const refuse = (why: string): never => {
    throw new ClusteringError('invalid-parameter', why);
  };
  if (method === 'gaussian-mixture' && metric !== 'euclidean')
    refuse(`A Gaussian mixture knows no ${metric} distance; use 'euclidean'.`);
  if (nClusters === 'bic' && method !== 'gaussian-mixture') refuse(`'bic' is of a Gaussian mixture only.`);
  if (method === 'dbscan' && typeof nClusters === 'number')
    refuse('Density-based clusters cannot be told their number.');
  if (method !== 'dbscan' && (radius !== undefined || minPoints !== undefined))
    refuse(`radius and minPoints are of 'dbscan' only.`);
}
