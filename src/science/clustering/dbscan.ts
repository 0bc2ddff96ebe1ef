import { ClusteringError } from './clustering-error.js';

export interface DbscanOptions {
  /** Neighbours are points no further than this, in the unit of the distances. */
  readonly radius: number;
  /** A point with so many neighbours (itself among them; by weight) is a core point. */
  readonly minPoints: number;
  readonly weights?: Float64Array;
}

/** Label of points that belong to no cluster. */
export const NOISE = -1;

/**
 * Density-based clusters: core points within a radius of one another are together, points near a core point go with the
 * nearest one, the rest is noise.
 *
 * @param distance  [n × n], from `pairwiseDistances`
 * @returns labels 0, 1, … in order of first appearance, −1 for noise
 * @throws ClusteringError invalid-parameter
 * Valid for: clusters of one density. Border points go to the nearest core point, so the order of points does not matter
 *   (in the original they go to the cluster found first).
 * Source: Ester, Kriegel, Sander & Xu, KDD (1996) 226. Checked: scikit-learn (density.spec.ts).
 */
export function dbscan(
  distance: Float64Array,
  nPoints: number,
  { radius, minPoints, weights }: DbscanOptions,
): Int32Array {
  if (!(radius >= 0 && minPoints >= 1) || distance.length !== nPoints * nPoints) {
    throw new ClusteringError('invalid-parameter', 'dbscan needs a radius ≥ 0 and at least 1 point.');
  }
  const isCore = Array.from({ length: nPoints }, (_, i) => {
    let near = 0;
    for (let j = 0; j < nPoints; j++) if (distance[i * nPoints + j] <= radius) near += weights?.[j] ?? 1;
    return near >= minPoints;
  });
  const ofCores = connected(distance, radius, isCore);
  const labels = ofCores.slice();
  for (let i = 0; i < nPoints; i++) {
    if (isCore[i]) continue;
    let least = Infinity;
    for (let j = 0; j < nPoints; j++) {
      const d = distance[i * nPoints + j];
      if (!isCore[j] || d > radius || d >= least) continue;
      least = d;
      labels[i] = ofCores[j];
    }
  }
  return namedInOrder(labels);
}

/** Core points that reach one another have one label; all others are noise. */
function connected(distance: Float64Array, radius: number, isCore: readonly boolean[]): Int32Array {
  const n = isCore.length;
  const labels = new Int32Array(n).fill(NOISE);
  for (let start = 0; start < n; start++) {
    if (!isCore[start] || labels[start] !== NOISE) continue;
    const open = [start];
    labels[start] = start;
    for (let i = open.pop(); i !== undefined; i = open.pop()) {
      for (let j = 0; j < n; j++) {
        if (!isCore[j] || labels[j] !== NOISE || distance[i * n + j] > radius) continue;
        labels[j] = start;
        open.push(j);
      }
    }
  }
  return labels;
}

/** Labels renamed 0, 1, … in order of first appearance; noise stays −1. */
export function namedInOrder(labels: Int32Array): Int32Array {
  const names = new Map<number, number>([[NOISE, NOISE]]);
  return labels.map((label) => {
    if (!names.has(label)) names.set(label, names.size - 1);
    return names.get(label)!;
  });
}
