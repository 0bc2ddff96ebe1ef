import { checkPoints, ClusteringError, squaredDistance, type PointsShape } from './clustering-error.js';
import { embedded, pairwiseDistances, type Metric } from './metric.js';

export type Linkage = 'ward' | 'average' | 'complete';

/** [a, b, height, size] as scipy writes them: a < b, leaves are 0 … n−1, merge k makes id n + k. */
export type Merge = readonly [number, number, number, number];

export interface HierarchicalOptions {
  readonly linkage: Linkage;
  /** 'euclidean' when left out. Ward takes the points of `embedded`: its heights are then in √(2·(1 − cos)). */
  readonly metric?: Metric;
  /** How many pixels each point stands for; 1 when left out. */
  readonly weights?: Float64Array;
}

export interface Dendrogram {
  /** nPoints − 1 merges, heights ascending. */
  readonly merges: readonly Merge[];
}

/** More points than this need grouping first (`groupPoints`): their distances alone would be 200 MB. */
export const MAX_LEAVES = 5000;

/**
 * Agglomerative clustering by the nearest-neighbour chain: the same tree as merging the closest pair each time, in O(n²).
 *
 * 'ward': height √(2·wₐ·w_b/(wₐ+w_b))·‖centreₐ − centre_b‖ (increase of the sum of squares); 'average': mean distance;
 * 'complete': largest distance.
 * Sizes in the merges are summed weights.
 *
 * @param points  [nPoints × nDims], any unit; heights are in it
 * @throws ClusteringError shape-mismatch; invalid-parameter (not finite, more than 5,000 points, no direction for an angle)
 * Equal heights: which of equal pairs merges first is not scipy's choice.
 * Source: Murtagh, Comput. Stat. Quarterly 1 (1984) 101; Lance & Williams, Comput. J. 9 (1967) 373.
 * Checked: test/reference/hierarchical.json (scipy), naive search (hierarchical.spec.ts).
 */
export function hierarchicalClustering(
  points: Float64Array,
  shape: PointsShape,
  { linkage, metric = 'euclidean', weights }: HierarchicalOptions,
): Dendrogram {
  checkPoints(points, shape);
  const n = shape.nPoints;
  if (n > MAX_LEAVES) {
    throw new ClusteringError(
      'invalid-parameter',
      `${n} points are too many to cluster one by one; group them first.`,
    );
  }
  if (weights !== undefined && (weights.length !== n || weights.some((w) => !(w > 0)))) {
    throw new ClusteringError('invalid-parameter', 'Every point needs a weight above 0.');
  }
  const size = weights?.slice() ?? new Float64Array(n).fill(1);
  const distance =
    linkage === 'ward'
      ? squaredWardHeights(embedded(points, shape, metric), shape, size)
      : pairwiseDistances(points, shape, metric);
  return { merges: inScipyOrder(chain({ distance, size, n }, linkage), n, weights) };
}

/** All pairs, [n × n]: squared heights, on which Ward's update is linear. */
function squaredWardHeights(
  points: Float64Array,
  { nPoints: n, nDims }: PointsShape,
  size: Float64Array,
): Float64Array {
  const distance = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < i; j++) {
      const value = ((2 * size[i] * size[j]) / (size[i] + size[j])) * squaredDistance(points, nDims, i, j);
      distance[i * n + j] = value;
      distance[j * n + i] = value;
    }
  }
  return distance;
}

interface State {
  readonly distance: Float64Array;
  /** Weight of the cluster that lives in each slot; 0: none any more. */
  readonly size: Float64Array;
  readonly n: number;
}

interface RawMerge {
  readonly a: number;
  readonly b: number;
  readonly height: number;
}

/** Follows nearest neighbours until two are each other's, merges them, goes on. Slots keep the higher index. */
function chain(state: State, linkage: Linkage): RawMerge[] {
  const { distance, size, n } = state;
  const merges: RawMerge[] = [];
  const path: number[] = [];
  while (merges.length < n - 1) {
    if (path.length === 0) path.push(size.findIndex((s) => s > 0));
    for (;;) {
      const top = path[path.length - 1];
      // The one before on the path wins a tie: otherwise equal distances would make the chain go round.
      const nearest = nearestTo(top, path.length > 1 ? path[path.length - 2] : -1, state);
      if (path.length > 1 && nearest === path[path.length - 2]) break;
      path.push(nearest);
    }
    const [a, b] = [path.pop()!, path.pop()!].sort((x, y) => x - y);
    const d = distance[a * n + b];
    merges.push({ a, b, height: linkage === 'ward' ? Math.sqrt(Math.max(0, d)) : d });
    merge(state, a, b, linkage);
  }
  return merges;
}

function nearestTo(slot: number, before: number, { distance, size, n }: State): number {
  let best = before;
  let least = before < 0 ? Infinity : distance[slot * n + before];
  for (let j = 0; j < n; j++) {
    if (size[j] === 0 || j === slot) continue;
    const d = distance[slot * n + j];
    if (d < least || best < 0) {
      least = d;
      best = j;
    }
  }
  return best;
}

/** Cluster b takes a in; distances by Lance and Williams. */
function merge({ distance, size, n }: State, a: number, b: number, linkage: Linkage): void {
  const [sa, sb, dab] = [size[a], size[b], distance[a * n + b]];
  for (let j = 0; j < n; j++) {
    const sj = size[j];
    if (sj === 0 || j === a || j === b) continue;
    const [da, db] = [distance[a * n + j], distance[b * n + j]];
    const d = updated(linkage, [da, db, dab], [sa, sb, sj]);
    distance[b * n + j] = d;
    distance[j * n + b] = d;
  }
  size[b] = sa + sb;
  size[a] = 0;
}

/** Distance of a third cluster to the union of a and b. */
function updated(
  linkage: Linkage,
  [da, db, dab]: readonly [number, number, number],
  [sa, sb, sj]: readonly [number, number, number],
): number {
  if (linkage === 'ward') return ((sa + sj) * da + (sb + sj) * db - sj * dab) / (sa + sb + sj);
  if (linkage === 'complete') return Math.max(da, db);
  return (sa * da + sb * db) / (sa + sb);
}

/** Sorted by height, ids renamed: slots become the id of the merge that lives there. */
function inScipyOrder(merges: readonly RawMerge[], n: number, weights: Float64Array | undefined): Merge[] {
  const order = merges
    .map((m, index) => ({ ...m, index }))
    .sort((x, y) => x.height - y.height || x.index - y.index);
  const parent = Int32Array.from({ length: n }, (_, i) => i);
  const find = (i: number): number => {
    while (parent[i] !== i) {
      parent[i] = parent[parent[i]];
      i = parent[i];
    }
    return i;
  };
  const idOf = Int32Array.from({ length: n }, (_, i) => i);
  const sizeOf = weights?.slice() ?? new Float64Array(n).fill(1);
  return order.map(({ a, b, height }, k) => {
    const [ra, rb] = [find(a), find(b)];
    const ids = [idOf[ra], idOf[rb]].sort((x, y) => x - y);
    parent[ra] = rb;
    idOf[rb] = n + k;
    sizeOf[rb] += sizeOf[ra];
    return [ids[0], ids[1], height, sizeOf[rb]] as const;
  });
}
