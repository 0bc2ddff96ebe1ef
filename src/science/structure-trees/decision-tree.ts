/** What a node asks: samples whose feature is ≤ the threshold go left. */
export interface Split {
  /** Index among the features. */
  readonly feature: number;
  /** Null: the node asks only whether there is a value; left those that have one. */
  readonly threshold: number | null;
  /** The values seen on either side of the threshold; null with it. */
  readonly between: readonly [number, number] | null;
  /** Where samples without a value go; null: none came here when the tree was grown, and none may pass. */
  readonly missing: 'left' | 'right' | null;
  /** Impurity taken away, as a share of all samples: n/N·(I − nL/n·I_L − nR/n·I_R). */
  readonly gain: number;
  readonly left: number;
  readonly right: number;
}

export interface TreeNode {
  /** Index in the list; children come after their parent (preorder). */
  readonly id: number;
  readonly parent: number | null;
  readonly depth: number;
  /** Samples of each class. */
  readonly counts: readonly number[];
  readonly n: number;
  readonly impurity: number;
  /** The commonest class; of equal ones the commoner among all samples, then the lower. */
  readonly label: number;
  /** Null in a leaf. */
  readonly split: Split | null;
}

export interface DecisionTree {
  /** The root first. */
  readonly nodes: readonly TreeNode[];
  readonly nFeatures: number;
  readonly nClasses: number;
}

/** Features [nSamples × nFeatures], sample slow; NaN: the sample has no such value. Labels 0 … nClasses − 1. */
export interface LabelledTable {
  readonly features: Float64Array;
  readonly nSamples: number;
  readonly nFeatures: number;
  readonly labels: Int32Array;
  readonly nClasses: number;
}

/**
 * The leaf that a sample comes to, or null when a node on its way asks for a value that it has not and that no sample of
 * the training set lacked there: then nothing is known of such samples, and no side is guessed.
 *
 * @param features  [nFeatures], NaN: none
 */
export function routeTo({ nodes }: DecisionTree, features: ArrayLike<number>): TreeNode | null {
  let node = nodes[0];
  while (node.split !== null) {
    const { feature, threshold, missing, left, right } = node.split;
    const value = features[feature];
    if (Number.isNaN(value)) {
      if (missing === null) return null;
      node = nodes[missing === 'left' ? left : right];
    } else {
      node = nodes[threshold === null || value <= threshold ? left : right];
    }
  }
  return node;
}

export const leavesOf = ({ nodes }: DecisionTree): TreeNode[] => nodes.filter((node) => node.split === null);

/** Nodes from the root to this one, both included. */
export function pathTo({ nodes }: DecisionTree, id: number): TreeNode[] {
  const path: TreeNode[] = [];
  for (let at: number | null = id; at !== null; at = nodes[at].parent) path.unshift(nodes[at]);
  return path;
}
