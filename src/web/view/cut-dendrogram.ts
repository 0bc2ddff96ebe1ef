import type { ClusterResult } from '../../science/interpretation/interpretation-result.js';

type Merge = ClusterResult['merges'][number];

/**
 * Clusters of the leaves when the dendrogram is cut at a height: merges below it hold. Numbered by first appearance.
 */
export function cutLeaves(merges: readonly Merge[], nLeaves: number, height: number): number[] {
  const parent = Array.from({ length: nLeaves + merges.length }, (_, i) => i);
  const root = (i: number): number => {
    let at = i;
    while (parent[at] !== at) at = parent[at];
    return at;
  };
  merges.forEach(([a, b, mergeHeight], k) => {
    if (mergeHeight > height) return;
    parent[root(a)] = nLeaves + k;
    parent[root(b)] = nLeaves + k;
  });
  return Array.from({ length: nLeaves }, (_, leaf) => root(leaf));
}

/** Labels of the pixels for a cut: 0-based, in order of first appearance along the scan. */
export function cutPixels(clusters: ClusterResult, nPixels: number, height: number): number[] {
  const leaves = cutLeaves(clusters.merges, clusters.nLeaves, height);
  const numbers = new Map<number, number>();
  return Array.from({ length: nPixels }, (_, pixel) => {
    const leaf = leaves[clusters.leafOfPixel === null ? pixel : clusters.leafOfPixel[pixel]];
    if (!numbers.has(leaf)) numbers.set(leaf, numbers.size);
    return numbers.get(leaf)!;
  });
}

export interface DendrogramNode {
  readonly x: number;
  readonly height: number;
  readonly leaves: readonly number[];
}

/** Places of leaves and merges: leaves at 0, 1, 2, … in an order without crossings, merges between their children. */
export function layoutDendrogram(
  merges: readonly Merge[],
  nLeaves: number,
): { nodes: DendrogramNode[]; order: number[] } {
  const order: number[] = [];
  const children = (node: number): readonly number[] => {
    const [a, b] = merges[node - nLeaves];
    // The side that comes first along the scan goes left.
    return firstLeaf[a] <= firstLeaf[b] ? [a, b] : [b, a];
  };
  const firstLeaf: number[] = Array.from({ length: nLeaves }, (_, i) => i);
  merges.forEach(([a, b]) => firstLeaf.push(Math.min(firstLeaf[a], firstLeaf[b])));
  const stack = merges.length === 0 ? firstLeaf.slice(0, nLeaves).reverse() : [nLeaves + merges.length - 1];
  while (stack.length > 0) {
    const node = stack.pop()!;
    if (node < nLeaves) order.push(node);
    else stack.push(...[...children(node)].reverse());
  }
  const xOfLeaf: number[] = new Array<number>(nLeaves).fill(0);
  order.forEach((leaf, i) => (xOfLeaf[leaf] = i));
  const nodes: DendrogramNode[] = xOfLeaf.map((x, leaf) => ({ x, height: 0, leaves: [leaf] }));
  for (const [a, b, height] of merges) {
    nodes.push({
      x: (nodes[a].x + nodes[b].x) / 2,
      height,
      leaves: [...nodes[a].leaves, ...nodes[b].leaves],
    });
  }
  return { nodes, order };
}
