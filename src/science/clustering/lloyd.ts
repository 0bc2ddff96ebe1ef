import type { Rng } from '../numerics/rng.js';
import type { PointsShape } from './clustering-error.js';

/**
 * Centres to start k-means from: each is a point drawn in proportion to its squared distance from those there are.
 *
 * @returns [k × nDims], fewer than k where there are fewer different points
 * Source: k-means++, Arthur & Vassilvitskii, SODA (2007) 1027.
 */
export function startingCentres(
  points: Float64Array,
  { nPoints, nDims }: PointsShape,
  k: number,
  { rng, weights }: { readonly rng: Rng; readonly weights?: Float64Array },
): Float64Array {
  const centres: number[] = [];
  const nearest = new Float64Array(nPoints).fill(Infinity);
  const chance = new Float64Array(nPoints);
  let next = rng.integer(nPoints);
  for (let c = 0; c < k; c++) {
    const centre = points.subarray(next * nDims, (next + 1) * nDims);
    centres.push(...centre);
    let total = 0;
    for (let i = 0; i < nPoints; i++) {
      nearest[i] = Math.min(nearest[i], squaredTo(points, i * nDims, centre));
      chance[i] = nearest[i] * (weights?.[i] ?? 1);
      total += chance[i];
    }
    if (total === 0) break;
    let draw = rng.uniform() * total;
    next = 0;
    while (next < nPoints - 1 && draw >= chance[next]) draw -= chance[next++];
  }
  return Float64Array.from(centres);
}

/** Squared distance of a point (from its start in the array) to a centre. */
export function squaredTo(points: Float64Array, from: number, centre: Float64Array): number {
  let sum = 0;
  for (let d = 0; d < centre.length; d++) {
    const difference = points[from + d] - centre[d];
    sum += difference * difference;
  }
  return sum;
}

/** Writes the nearest centre of each point into `labels`; how many of them changed. */
export function assign(
  points: Float64Array,
  { nPoints, nDims }: PointsShape,
  centres: Float64Array,
  labels: Int32Array,
): number {
  const k = centres.length / nDims;
  let changed = 0;
  for (let i = 0; i < nPoints; i++) {
    let best = 0;
    let least = Infinity;
    for (let c = 0; c < k; c++) {
      let sum = 0;
      for (let d = 0; d < nDims && sum < least; d++) {
        const difference = points[i * nDims + d] - centres[c * nDims + d];
        sum += difference * difference;
      }
      if (sum < least) {
        least = sum;
        best = c;
      }
    }
    if (labels[i] !== best) changed += 1;
    labels[i] = best;
  }
  return changed;
}

/** Means of the points of each label, [k × nDims]; a label without points keeps its centre. */
export function meansOf(
  points: Float64Array,
  { nPoints, nDims }: PointsShape,
  labels: Int32Array,
  { before, weights }: { readonly before: Float64Array; readonly weights?: Float64Array },
): Float64Array {
  const sums = new Float64Array(before.length);
  const size = new Float64Array(before.length / nDims);
  for (let i = 0; i < nPoints; i++) {
    const weight = weights?.[i] ?? 1;
    size[labels[i]] += weight;
    for (let d = 0; d < nDims; d++) sums[labels[i] * nDims + d] += weight * points[i * nDims + d];
  }
  return sums.map((s, at) => {
    const n = size[Math.floor(at / nDims)];
    return n > 0 ? s / n : before[at];
  });
}
