import type { Rng } from '../numerics/rng.js';
import { checkPoints, type PointsShape } from './clustering-error.js';

/** Many points as fewer leaves. */
export interface Groups {
  /** Centres, [nLeaves × nDims]. */
  readonly centres: Float64Array;
  /** Points of each leaf, [nLeaves]. */
  readonly weights: Float64Array;
  /** [nPoints] */
  readonly leafOfPoint: Int32Array;
  readonly nLeaves: number;
}

/** Rounds of k-means: the leaves need to be small, not optimal. */
const ROUNDS = 6;

/**
 * Groups points into at most `maxLeaves` by k-means, so that a dendrogram of a large map has leaves one can hold.
 *
 * Start: k-means++ (each centre drawn in proportion to the squared distance from those there are), seeded.
 *
 * @throws ClusteringError shape-mismatch, invalid-parameter
 * Source: Arthur & Vassilvitskii, SODA (2007) 1027. Checked: weights, centres and labels agree (group-points.spec.ts).
 */
export function groupPoints(points: Float64Array, shape: PointsShape, maxLeaves: number, rng: Rng): Groups {
  checkPoints(points, shape);
  let centres = startingCentres(points, shape, maxLeaves, rng);
  const leafOfPoint = new Int32Array(shape.nPoints);
  for (let round = 0; round < ROUNDS; round++) {
    assign(points, shape, centres, leafOfPoint);
    centres = means(points, shape, leafOfPoint, centres);
  }
  return withoutEmpty(points, shape, leafOfPoint, centres.length / shape.nDims);
}

function startingCentres(
  points: Float64Array,
  { nPoints, nDims }: PointsShape,
  k: number,
  rng: Rng,
): Float64Array {
  const centres: number[] = [];
  const nearest = new Float64Array(nPoints).fill(Infinity);
  let next = rng.integer(nPoints);
  for (let c = 0; c < k; c++) {
    const centre = points.subarray(next * nDims, (next + 1) * nDims);
    centres.push(...centre);
    let total = 0;
    for (let i = 0; i < nPoints; i++) {
      nearest[i] = Math.min(nearest[i], squaredTo(points, i * nDims, centre));
      total += nearest[i];
    }
    if (total === 0) break;
    let draw = rng.uniform() * total;
    next = 0;
    while (next < nPoints - 1 && draw >= nearest[next]) draw -= nearest[next++];
  }
  return Float64Array.from(centres);
}

/** Squared distance of a point (from its start in the array) to a centre. */
function squaredTo(points: Float64Array, from: number, centre: Float64Array): number {
  let sum = 0;
  for (let d = 0; d < centre.length; d++) {
    const difference = points[from + d] - centre[d];
    sum += difference * difference;
  }
  return sum;
}

function assign(
  points: Float64Array,
  { nPoints, nDims }: PointsShape,
  centres: Float64Array,
  leafOfPoint: Int32Array,
): void {
  const k = centres.length / nDims;
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
    leafOfPoint[i] = best;
  }
}

/** Means of the points of each leaf; a leaf without points keeps its centre. */
function means(
  points: Float64Array,
  { nPoints, nDims }: PointsShape,
  leafOfPoint: Int32Array,
  before: Float64Array,
): Float64Array {
  const sums = new Float64Array(before.length);
  const size = new Float64Array(before.length / nDims);
  for (let i = 0; i < nPoints; i++) {
    size[leafOfPoint[i]] += 1;
    for (let d = 0; d < nDims; d++) sums[leafOfPoint[i] * nDims + d] += points[i * nDims + d];
  }
  return sums.map((s, at) => {
    const n = size[Math.floor(at / nDims)];
    return n > 0 ? s / n : before[at];
  });
}

function withoutEmpty(points: Float64Array, shape: PointsShape, leafOfPoint: Int32Array, k: number): Groups {
  const counts = new Float64Array(k);
  for (const leaf of leafOfPoint) counts[leaf] += 1;
  const rename = new Int32Array(k);
  let nLeaves = 0;
  for (let c = 0; c < k; c++) if (counts[c] > 0) rename[c] = nLeaves++;
  const renamed = leafOfPoint.map((leaf) => rename[leaf]);
  const centres = means(points, shape, renamed, new Float64Array(nLeaves * shape.nDims));
  return { centres, weights: counts.filter((c) => c > 0), leafOfPoint: renamed, nLeaves };
}
