import { ClusteringError } from './clustering-error.js';
import type { Merge } from './hierarchical.js';

/**
 * Labels of the leaves when the tree is cut into `nClusters`, 0-based in order of first appearance.
 *
 * @throws ClusteringError invalid-parameter  not 1 … nLeaves clusters
 * Checked: against scipy's cut_tree (hierarchical.spec.ts).
 */
export function cut(merges: readonly Merge[], nLeaves: number, nClusters: number): Int32Array {
  if (
    !(Number.isInteger(nClusters) && nClusters >= 1 && nClusters <= nLeaves) ||
    merges.length !== nLeaves - 1
  ) {
    throw new ClusteringError(
      'invalid-parameter',
      `A tree of ${nLeaves} leaves cannot be cut into ${nClusters} clusters.`,
    );
  }
  const parent = Int32Array.from({ length: 2 * nLeaves - 1 }, (_, i) => i);
  for (let k = 0; k < nLeaves - nClusters; k++) {
    parent[merges[k][0]] = nLeaves + k;
    parent[merges[k][1]] = nLeaves + k;
  }
  const roots = Int32Array.from({ length: nLeaves }, (_, leaf) => {
    let root = leaf;
    while (parent[root] !== root) root = parent[root];
    return root;
  });
  return inOrderOfAppearance(roots);
}

/** A height that cuts the tree into `nClusters`: half way between the merge that is kept and the one that is not. */
export function cutHeight(merges: readonly Merge[], nClusters: number): number {
  const kept = merges.length - nClusters;
  const below = kept >= 0 ? merges[kept][2] : 0;
  const above = kept + 1 < merges.length ? merges[kept + 1][2] : 1.1 * below;
  return 0.5 * (below + above);
}

/** Labels renamed 0, 1, … in order of first appearance. */
export function inOrderOfAppearance(labels: Int32Array): Int32Array {
  const names = new Map<number, number>();
  return labels.map((label) => {
    if (!names.has(label)) names.set(label, names.size);
    return names.get(label)!;
  });
}
