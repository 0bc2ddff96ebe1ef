import { createRng } from '../numerics/rng.js';
import type { PointsShape } from './clustering-error.js';
import type { ClusterOptions, ClusterQuality, Leaves } from './cluster-options.js';
import { cut, inOrderOfAppearance } from './cut.js';
import { dbscan, namedInOrder } from './dbscan.js';
import { gaussianMixture, type GaussianMixture } from './gaussian-mixture.js';
import { hdbscan } from './hdbscan.js';
import { hierarchicalClustering, type Merge } from './hierarchical.js';
import { kMeans, withinSumOfSquares, type KMeans } from './k-means.js';
import { meansOf } from './lloyd.js';
import { embedded, pairwiseDistances } from './metric.js';
import { silhouetteWidth } from './silhouette.js';

export interface Clustered {
  readonly labels: Int32Array;
  readonly merges: readonly Merge[];
  readonly description: string;
  readonly quality: ClusterQuality;
}

interface Data {
  readonly points: Float64Array;
  readonly shape: PointsShape;
  readonly leaves: Leaves;
}

const DEFAULT_MIN_POINTS = 5;
/** Smallest cluster by density, as a share of all points, where there are many. */
const SMALLEST_SHARE = 0.02;

/** Clusters by the method of the options into a number that is known (0: the density says). */
export function clusterInto(data: Data, nClusters: number, options: ClusterOptions): Clustered {
  const { method, metric } = options;
  const { leaves, shape } = data;
  if (method === 'k-means' || method === 'gaussian-mixture') {
    const at = embedded(data.points, shape, metric);
    const fit = fitAll(at, shape, nClusters, options);
    return {
      labels: fit.labels,
      merges: [],
      description: `${method === 'k-means' ? 'k-means' : `Gaussian mixture, ${options.covariance ?? 'full'} covariance`}, ${metric} distance`,
      quality: qualityOf(data, fit.labels, metric, fit),
    };
  }
  const { labels, merges, description } = ofLeaves(leaves, nClusters, options);
  const ofPoints = leaves.leafOfPoint === null ? labels : leaves.leafOfPoint.map((leaf) => labels[leaf]);
  const named = namedInOrder(ofPoints);
  return { labels: named, merges, description, quality: qualityOf(data, named, metric, null) };
}

function fitAll(
  points: Float64Array,
  shape: PointsShape,
  nClusters: number,
  { method, seed, covariance }: ClusterOptions,
): KMeans | GaussianMixture {
  const rng = createRng(seed);
  return method === 'k-means'
    ? kMeans(points, shape, { nClusters, rng })
    : gaussianMixture(points, shape, { nClusters, rng, covariance });
}

function ofLeaves(
  leaves: Leaves,
  nClusters: number,
  options: ClusterOptions,
): Pick<Clustered, 'labels' | 'merges' | 'description'> {
  const { points, weights, nPoints } = leaves;
  const { linkage, metric, radius, minPoints = DEFAULT_MIN_POINTS } = options;
  if (options.method === 'hierarchical') {
    const { merges } = hierarchicalClustering(points, leaves, { linkage, metric, weights });
    const labels = cut(merges, nPoints, nClusters);
    return { labels, merges, description: `${linkage} linkage of ${metric} distances` };
  }
  const distance = pairwiseDistances(points, leaves, metric);
  if (radius !== undefined) {
    const labels = dbscan(distance, nPoints, { radius, minPoints, weights });
    const description = `DBSCAN, ${minPoints} points within ${radius}, ${metric} distance`;
    return { labels, merges: [], description };
  }
  const total = weights?.reduce((a, b) => a + b, 0) ?? nPoints;
  const minClusterSize = Math.max(2, minPoints, Math.ceil(SMALLEST_SHARE * total));
  const labels = hdbscan(distance, nPoints, { minClusterSize, minPoints, weights });
  const description = `HDBSCAN, clusters of ${minClusterSize} points at least, density of ${minPoints}, ${metric} distance`;
  return { labels, merges: [], description };
}

function qualityOf(
  { points, shape, leaves }: Data,
  labels: Int32Array,
  metric: ClusterOptions['metric'],
  fit: KMeans | GaussianMixture | null,
): ClusterQuality {
  const at = embedded(points, shape, metric);
  const k = labels.reduce((a, b) => Math.max(a, b), -1) + 1;
  const kept = withoutNoise(at, shape, labels);
  const before = new Float64Array(k * shape.nDims);
  const centres = meansOf(kept.points, kept, kept.labels, { before });
  const isMixture = fit !== null && 'bic' in fit;
  return {
    silhouette: k < 2 ? null : leafSilhouette(leaves, labels, metric),
    withinSumOfSquares: withinSumOfSquares(kept.points, kept, kept.labels, { centres }),
    logLikelihood: isMixture ? fit.logLikelihood : null,
    bic: isMixture ? fit.bic : null,
    converged: fit?.converged ?? null,
  };
}

function withoutNoise(points: Float64Array, { nDims }: PointsShape, labels: Int32Array) {
  const rows = [...labels.keys()].filter((i) => labels[i] >= 0);
  const kept = new Float64Array(rows.length * nDims);
  rows.forEach((i, row) => kept.set(points.subarray(i * nDims, (i + 1) * nDims), row * nDims));
  return { points: kept, nPoints: rows.length, nDims, labels: Int32Array.from(rows, (i) => labels[i]), rows };
}

/** Silhouette over leaves; a leaf has the label of its first point. */
function leafSilhouette(leaves: Leaves, labels: Int32Array, metric: ClusterOptions['metric']): number {
  const ofLeaf = new Int32Array(leaves.nPoints).fill(-1);
  for (let i = labels.length - 1; i >= 0; i--) ofLeaf[leaves.leafOfPoint?.[i] ?? i] = labels[i];
  const kept = withoutNoise(leaves.points, leaves, ofLeaf);
  const weights = leaves.weights && Float64Array.from(kept.rows, (i) => leaves.weights![i]);
  const distance = pairwiseDistances(kept.points, kept, metric);
  return silhouetteWidth(distance, inOrderOfAppearance(kept.labels), weights);
}
