import { checkPoints, ClusteringError, squaredDistance, type PointsShape } from './clustering-error.js';

/** 'cosine': 1 − cos of the angle between two points as vectors; 'correlation': the same after each point's own mean is taken off. */
export type Metric = 'euclidean' | 'cosine' | 'correlation';

/**
 * Points moved so that the plain Euclidean distance of two is √(2·(1 − cos)) or √(2·(1 − r)): methods that know only
 * Euclidean distance (Ward, k-means, Gaussian mixtures) then work by angle or by correlation. For 'euclidean' the points.
 *
 * @param points  [nPoints × nDims], not changed
 * @throws ClusteringError invalid-parameter  a point without direction (all 0, or constant for 'correlation')
 * Checked: against scipy's cosine and correlation distances (metric.spec.ts).
 */
export function embedded(points: Float64Array, shape: PointsShape, metric: Metric): Float64Array {
  checkPoints(points, shape);
  if (metric === 'euclidean') return points;
  const { nPoints, nDims } = shape;
  const moved = points.slice();
  for (let i = 0; i < nPoints; i++) {
    const row = moved.subarray(i * nDims, (i + 1) * nDims);
    const largest = row.reduce((a, b) => Math.max(a, Math.abs(b)), 0);
    if (metric === 'correlation') takeOffMean(row);
    let square = 0;
    for (const x of row) square += x * x;
    const length = Math.sqrt(square);
    // Rounding of a constant leaves some 1e-16 of it: no direction either.
    if (!(length > 1e-12 * largest)) {
      throw new ClusteringError(
        'invalid-parameter',
        `Point ${i} has no direction, so it has no ${metric} distance.`,
      );
    }
    for (let d = 0; d < nDims; d++) row[d] /= length;
  }
  return moved;
}

function takeOffMean(row: Float64Array): void {
  let sum = 0;
  for (const x of row) sum += x;
  const mean = sum / row.length;
  for (let d = 0; d < row.length; d++) row[d] -= mean;
}

/**
 * Distances of all pairs, [nPoints × nPoints], as scipy's pdist names them; made once for several cuts.
 *
 * @throws ClusteringError as `embedded`
 * Checked: scipy (metric.spec.ts).
 */
export function pairwiseDistances(
  points: Float64Array,
  shape: PointsShape,
  metric: Metric = 'euclidean',
): Float64Array {
  const { nPoints: n, nDims } = shape;
  const at = embedded(points, shape, metric);
  const distance = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < i; j++) {
      const square = squaredDistance(at, nDims, i, j);
      const d = metric === 'euclidean' ? Math.sqrt(square) : square / 2;
      distance[i * n + j] = d;
      distance[j * n + i] = d;
    }
  }
  return distance;
}
