import { ScienceError } from '../units/science-error.js';

export type ClusteringErrorCode = 'shape-mismatch' | 'invalid-parameter';

/** Points, or a request about them, that cannot be clustered. */
export class ClusteringError extends ScienceError<ClusteringErrorCode> {}

/** Points [nPoints × nDims], point slow. */
export interface PointsShape {
  readonly nPoints: number;
  readonly nDims: number;
}

/** @throws ClusteringError shape-mismatch, invalid-parameter (values that are not finite) */
export function checkPoints(points: Float64Array, { nPoints, nDims }: PointsShape): void {
  if (points.length !== nPoints * nDims) {
    throw new ClusteringError(
      'shape-mismatch',
      `${nPoints} points of ${nDims} dimensions are not ${points.length} numbers.`,
    );
  }
  if (!points.every(Number.isFinite)) {
    throw new ClusteringError('invalid-parameter', 'Points to cluster must be finite numbers.');
  }
}

/** Squared Euclidean distance of two points. */
export function squaredDistance(points: Float64Array, nDims: number, i: number, j: number): number {
  let sum = 0;
  for (let d = 0; d < nDims; d++) {
    const difference = points[i * nDims + d] - points[j * nDims + d];
    sum += difference * difference;
  }
  return sum;
}
