import type { PointsShape } from './clustering-error.js';
import type { CovarianceType } from './gaussian-mixture.js';
import type { Linkage } from './hierarchical.js';
import type { Metric } from './metric.js';

/** How the number of clusters is found. */
export type NumberRule = 'silhouette' | 'gap' | 'stability' | 'bic';

export type ClusterMethod = 'hierarchical' | 'k-means' | 'gaussian-mixture' | 'dbscan';

export interface ClusterOptions {
  readonly method: ClusterMethod;
  /** Of 'hierarchical'. */
  readonly linkage: Linkage;
  readonly metric: Metric;
  /** A number, or the rule that finds it. 'bic' for 'gaussian-mixture' only. 'dbscan' finds it by density and takes no number. */
  readonly nClusters: NumberRule | number;
  readonly maxClusters: number;
  readonly seed: number;
  /** Of 'gaussian-mixture'; 'full' when left out. */
  readonly covariance?: CovarianceType;
  /** Standard deviation of the points' coordinates by counting noise, for 'stability'; 1 when left out (unit scores). */
  readonly noiseStd?: number;
  /** Of 'dbscan': with it DBSCAN, without it the clusters that last longest over all radii (HDBSCAN). */
  readonly radius?: number;
  /** Of 'dbscan': points within the radius of a core point; 5 when left out. */
  readonly minPoints?: number;
}

/** How good a clustering is; null where the method or the points do not have it. */
export interface ClusterQuality {
  /** Mean silhouette width without noise, of the leaves; null for one cluster. */
  readonly silhouette: number | null;
  /** Σ of squared Euclidean distances to the means (of embedded points for 'cosine', 'correlation'). */
  readonly withinSumOfSquares: number;
  readonly logLikelihood: number | null;
  readonly bic: number | null;
  readonly converged: boolean | null;
}

/** The points that are compared pair by pair: all of them, or groups with their weights. */
export interface Leaves extends PointsShape {
  readonly points: Float64Array;
  readonly weights?: Float64Array;
  readonly leafOfPoint: Int32Array | null;
}
