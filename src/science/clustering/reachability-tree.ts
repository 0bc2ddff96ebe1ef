import type { Merge } from './hierarchical.js';

export interface ReachabilityTree {
  /** As in a dendrogram, heights ascending: [a, b, mutual reachability, summed weight]. */
  readonly merges: readonly Merge[];
  /** Weight of a leaf or a merge, by its id. */
  readonly weightOf: (node: number) => number;
  readonly total: number;
}

/**
 * Single linkage of mutual reachability, the largest of the distance of two points and their core distances (within which
 * each has `minPoints` points, itself among them).
 *
 * Source: Campello, Moulavi & Sander, PAKDD (2013) 160; spanning tree by Prim, Bell Syst. Tech. J. 36 (1957) 1389.
 */
export function reachabilityTree(
  distance: Float64Array,
  n: number,
  { minPoints, weights }: { readonly minPoints: number; readonly weights?: Float64Array },
): ReachabilityTree {
  const weight = weights ?? new Float64Array(n).fill(1);
  const core = coreDistances(distance, n, { minPoints, weight });
  const edges = spanningTree(distance, core, n).sort((x, y) => x[2] - y[2]);
  const parent = Int32Array.from({ length: Math.max(0, 2 * n - 1) }, (_, i) => i);
  const find = (i: number): number => {
    while (parent[i] !== i) i = parent[i] = parent[parent[i]];
    return i;
  };
  const merges: Merge[] = [];
  const weightOf = (node: number): number => (node < n ? weight[node] : merges[node - n][3]);
  for (const [from, to, height] of edges) {
    const [a, b] = [find(from), find(to)].sort((x, y) => x - y);
    parent[a] = parent[b] = n + merges.length;
    merges.push([a, b, height, weightOf(a) + weightOf(b)]);
  }
  return { merges, weightOf, total: weight.reduce((a, b) => a + b, 0) };
}

/** Infinity where all points together are fewer than `minPoints`. */
function coreDistances(
  distance: Float64Array,
  n: number,
  { minPoints, weight }: { readonly minPoints: number; readonly weight: Float64Array },
): Float64Array {
  return Float64Array.from({ length: n }, (_, i) => {
    const row = distance.subarray(i * n, (i + 1) * n);
    const order = Array.from({ length: n }, (__, j) => j).sort((a, b) => row[a] - row[b]);
    let near = 0;
    for (const j of order) {
      near += weight[j];
      if (near >= minPoints) return row[j];
    }
    return row[order[n - 1]];
  });
}

function spanningTree(distance: Float64Array, core: Float64Array, n: number): [number, number, number][] {
  const edges: [number, number, number][] = [];
  const nearest = new Float64Array(n).fill(Infinity);
  const from = new Int32Array(n);
  const isIn = new Uint8Array(n);
  let at = 0;
  for (let k = 1; k < n; k++) {
    isIn[at] = 1;
    let next = -1;
    for (let j = 0; j < n; j++) {
      if (isIn[j]) continue;
      const reach = Math.max(distance[at * n + j], core[at], core[j]);
      if (reach < nearest[j]) {
        nearest[j] = reach;
        from[j] = at;
      }
      if (next < 0 || nearest[j] < nearest[next]) next = j;
    }
    edges.push([from[next], next, nearest[next]]);
    at = next;
  }
  return edges;
}
