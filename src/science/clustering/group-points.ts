import type { Rng } from '../numerics/rng.js';
import { checkPoints, type PointsShape } from './clustering-error.js';
import { assign, meansOf, startingCentres } from './lloyd.js';

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
  let centres = startingCentres(points, shape, maxLeaves, { rng });
  const leafOfPoint = new Int32Array(shape.nPoints);
  for (let round = 0; round < ROUNDS; round++) {
    assign(points, shape, centres, leafOfPoint);
    centres = meansOf(points, shape, leafOfPoint, { before: centres });
  }
  return withoutEmpty(points, shape, leafOfPoint, centres.length / shape.nDims);
}

function withoutEmpty(points: Float64Array, shape: PointsShape, leafOfPoint: Int32Array, k: number): Groups {
  const counts = new Float64Array(k);
  for (const leaf of leafOfPoint) counts[leaf] += 1;
  const rename = new Int32Array(k);
  let nLeaves = 0;
  for (let c = 0; c < k; c++) if (counts[c] > 0) rename[c] = nLeaves++;
  const renamed = leafOfPoint.map((leaf) => rename[leaf]);
  const centres = meansOf(points, shape, renamed, {
    before: new Float64Array(nLeaves * shape.nDims),
  });
  return { centres, weights: counts.filter((c) => c > 0), leafOfPoint: renamed, nLeaves };
}
