import { ClusteringError } from './clustering-error.js';
import { namedInOrder, NOISE } from './dbscan.js';
import { reachabilityTree, type ReachabilityTree } from './reachability-tree.js';

export interface HdbscanOptions {
  /** Fewer points (by weight) are no cluster. */
  readonly minClusterSize: number;
  /** Neighbours that make the density at a point; `minClusterSize` when left out. */
  readonly minPoints?: number;
  readonly weights?: Float64Array;
}

interface Candidate {
  readonly parent: number;
  readonly born: number;
  /** Σ over points (by weight) of 1/distance at which they leave − 1/distance at which the cluster was born. */
  stability: number;
  readonly children: number[];
}

/**
 * Density-based clusters of any density: of the tree of all radii, the clusters that last longest ("excess of mass").
 *
 * Everything may be one cluster: the whole begins to exist where its farthest points join it, not at infinity, so it wins
 * over its parts only when they do not last.
 *
 * @param distance  [n × n], from `pairwiseDistances`
 * @returns labels 0, 1, … in order of first appearance, −1 for noise
 * @throws ClusteringError invalid-parameter
 * Source: Campello, Moulavi & Sander, PAKDD (2013) 160. Checked: cores of each cluster are those of `dbscan` at a radius
 *   where it exists; planted clouds of different density, one cloud (density.spec.ts).
 */
export function hdbscan(distance: Float64Array, nPoints: number, options: HdbscanOptions): Int32Array {
  const { minClusterSize, minPoints = minClusterSize, weights } = options;
  if (!(minClusterSize >= 2 && minPoints >= 1) || distance.length !== nPoints * nPoints) {
    throw new ClusteringError('invalid-parameter', 'The smallest cluster must have 2 points at least.');
  }
  const labels = new Int32Array(nPoints).fill(NOISE);
  const tree = reachabilityTree(distance, nPoints, { minPoints, weights });
  if (tree.total < minClusterSize) return labels;
  if (tree.merges.length === 0 || tree.merges[tree.merges.length - 1][2] === 0) return labels.fill(0);
  const { candidates, leftAt } = condense(tree, nPoints, minClusterSize);
  const chosen = longestLasting(candidates);
  for (let i = 0; i < nPoints; i++) labels[i] = chosen[leftAt[i]];
  return namedInOrder(labels);
}

/** The tree without what is too small: which candidate each point was in when it fell out. */
function condense(
  { merges, weightOf }: ReachabilityTree,
  n: number,
  minClusterSize: number,
): { candidates: Candidate[]; leftAt: Int32Array } {
  const smallest = merges.find((m) => m[2] > 0)![2];
  const density = (height: number): number => 1 / Math.max(height, smallest);
  const root = n + merges.length - 1;
  const candidates: Candidate[] = [
    { parent: -1, born: density(merges[merges.length - 1][2]), stability: 0, children: [] },
  ];
  const leftAt = new Int32Array(n);
  const open: [node: number, candidate: number][] = [[root, 0]];
  for (let step = open.pop(); step !== undefined; step = open.pop()) {
    const [node, at] = step;
    if (node < n) {
      leftAt[node] = at;
      continue;
    }
    const [a, b, height] = merges[node - n];
    const [now, { born }] = [density(height), candidates[at]];
    const sides = [a, b];
    const isSplit = sides.every((side) => weightOf(side) >= minClusterSize);
    for (const side of sides) {
      const isLarge = weightOf(side) >= minClusterSize;
      if (isSplit || !isLarge) candidates[at].stability += (now - born) * weightOf(side);
      if (isSplit) {
        candidates[at].children.push(candidates.length);
        open.push([side, candidates.length]);
        candidates.push({ parent: at, born: now, stability: 0, children: [] });
      } else if (isLarge) open.push([side, at]);
      else leavesOf(side, merges, n).forEach((leaf) => (leftAt[leaf] = at));
    }
  }
  return { candidates, leftAt };
}

function leavesOf(node: number, merges: ReachabilityTree['merges'], n: number): number[] {
  const leaves: number[] = [];
  const open = [node];
  for (let at = open.pop(); at !== undefined; at = open.pop()) {
    if (at < n) leaves.push(at);
    else open.push(merges[at - n][0], merges[at - n][1]);
  }
  return leaves;
}

/** For each candidate the chosen cluster it lies in, or noise. Children stand after their parents in the list. */
function longestLasting(candidates: readonly Candidate[]): Int32Array {
  const best = new Float64Array(candidates.length);
  const isChosen = new Array<boolean>(candidates.length).fill(false);
  for (let at = candidates.length - 1; at >= 0; at--) {
    const { stability, children } = candidates[at];
    const ofChildren = children.reduce((sum, child) => sum + best[child], 0);
    isChosen[at] = stability >= ofChildren;
    best[at] = Math.max(stability, ofChildren);
  }
  const cluster = new Int32Array(candidates.length).fill(NOISE);
  candidates.forEach(({ parent }, at) => {
    if (parent >= 0 && cluster[parent] !== NOISE) cluster[at] = cluster[parent];
    else if (isChosen[at]) cluster[at] = at;
  });
  return cluster;
}
