import { createRng } from '../numerics/rng.js';
import type { PointsShape } from './clustering-error.js';
import { cut } from './cut.js';
import { gaussianMixture, type CovarianceType } from './gaussian-mixture.js';
import { hierarchicalClustering, type Linkage } from './hierarchical.js';
import { kMeans } from './k-means.js';
import { embedded, type Metric } from './metric.js';

/** A way to cluster that is told how many clusters: made ready for points once, then asked for several numbers. */
export type Partitioner = (
  points: Float64Array,
  shape: PointsShape,
  weights?: Float64Array,
) => (nClusters: number) => Int32Array;

/** Trees by this linkage and metric. */
export const byTree =
  (linkage: Linkage, metric: Metric = 'euclidean'): Partitioner =>
  (points, shape, weights) => {
    const { merges } = hierarchicalClustering(points, shape, { linkage, metric, weights });
    return (nClusters) => cut(merges, shape.nPoints, nClusters);
  };

/** k-means of embedded points; each number of clusters starts from the same seed. */
export const byKMeans =
  (seed: number, metric: Metric = 'euclidean', nRestarts = 5): Partitioner =>
  (points, shape, weights) => {
    const at = embedded(points, shape, metric);
    return (nClusters) => kMeans(at, shape, { nClusters, rng: createRng(seed), nRestarts, weights }).labels;
  };

/** Gaussian mixtures; each number of clusters starts from the same seed. */
export const byMixture =
  (seed: number, covariance: CovarianceType = 'full'): Partitioner =>
  (points, shape, weights) =>
  (nClusters) =>
    gaussianMixture(points, shape, {
      nClusters,
      rng: createRng(seed),
      covariance,
      weights,
      maxIterations: 50,
    }).labels;
