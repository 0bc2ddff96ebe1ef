import { symmetricEigen } from '../numerics/eigen.js';
import type { PointsShape } from './clustering-error.js';

/** Mean of points and their principal axes, one a row [nDims × nDims], each as long as one standard deviation. */
export interface PrincipalAxes {
  readonly mean: Float64Array;
  readonly axes: Float64Array;
}

/** By weight; 1 a point when left out. */
export function principalAxes(
  points: Float64Array,
  { nPoints, nDims }: PointsShape,
  weights: Float64Array | undefined,
): PrincipalAxes {
  const weight = weights ?? new Float64Array(nPoints).fill(1);
  const total = weight.reduce((a, b) => a + b, 0);
  const mean = new Float64Array(nDims);
  for (let at = 0; at < points.length; at++)
    mean[at % nDims] += (weight[Math.floor(at / nDims)] * points[at]) / total;
  const covariance = new Float64Array(nDims * nDims);
  for (let i = 0; i < nPoints; i++) {
    for (let a = 0; a < nDims; a++) {
      const share = (weight[i] * (points[i * nDims + a] - mean[a])) / total;
      for (let b = 0; b < nDims; b++) covariance[a * nDims + b] += share * (points[i * nDims + b] - mean[b]);
    }
  }
  const { values, vectors } = symmetricEigen(covariance, nDims);
  const axes = vectors.map((v, at) => v * Math.sqrt(Math.max(0, values[Math.floor(at / nDims)])));
  return { mean, axes };
}

/** [from, to] of the points along each axis, in its length; [0, 0] along an axis without length. */
export function rangesAlong(
  points: Float64Array,
  { nPoints, nDims }: PointsShape,
  { mean, axes }: PrincipalAxes,
): readonly (readonly [number, number])[] {
  return Array.from({ length: nDims }, (_, a) => {
    const axis = axes.subarray(a * nDims, (a + 1) * nDims);
    const square = axis.reduce((sum, x) => sum + x * x, 0);
    if (square === 0) return [0, 0];
    let [least, most] = [Infinity, -Infinity];
    for (let i = 0; i < nPoints; i++) {
      let along = 0;
      for (let d = 0; d < nDims; d++) along += axis[d] * (points[i * nDims + d] - mean[d]);
      least = Math.min(least, along / square);
      most = Math.max(most, along / square);
    }
    return [least, most];
  });
}

/** Points without clusters: mean + Σ draw(axis)·axis. */
export function cloudOf(
  { mean, axes }: PrincipalAxes,
  { nPoints, nDims }: PointsShape,
  draw: (axis: number) => number,
): Float64Array {
  const cloud = new Float64Array(nPoints * nDims);
  for (let i = 0; i < nPoints; i++) {
    cloud.set(mean, i * nDims);
    for (let a = 0; a < nDims; a++) {
      const along = draw(a);
      for (let d = 0; d < nDims; d++) cloud[i * nDims + d] += along * axes[a * nDims + d];
    }
  }
  return cloud;
}
