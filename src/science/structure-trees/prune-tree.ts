import { leavesOf, type DecisionTree, type TreeNode } from './decision-tree.js';

/** One tree of the sequence: what is left when a leaf costs `alpha`. */
export interface PruningStep {
  /** The least cost of a leaf at which this tree is the best one. */
  readonly alpha: number;
  readonly nLeaves: number;
  /** Σ n/N·impurity over the leaves. */
  readonly impurity: number;
}

/** Rounding: costs this close are pruned together. */
const EQUAL = 1e-12;

/**
 * Cost-complexity pruning: below `alpha` a leaf must be worth, in impurity taken away per leaf, or its branch goes.
 *
 * @param alpha  ≥ 0, in units of impurity; Infinity leaves the root
 * Source: Breiman et al., Classification and Regression Trees (1984), chapter 3, with impurity as the cost, as scikit-learn has it.
 * Checked: test/reference/decision-tree.json (scikit-learn).
 */
export function pruned(tree: DecisionTree, alpha: number): DecisionTree {
  let left = tree;
  for (;;) {
    const weakest = weakestLinks(left);
    if (weakest === null || weakest.alpha > alpha + EQUAL) return left;
    left = without(left, weakest.nodes);
  }
}

/** The trees from the whole one to its root, with the cost from which on each is the best. Checked: as `pruned`. */
export function pruningPath(tree: DecisionTree): PruningStep[] {
  const steps: PruningStep[] = [stepOf(tree, 0)];
  let left = tree;
  for (let weakest = weakestLinks(left); weakest !== null; weakest = weakestLinks(left)) {
    left = without(left, weakest.nodes);
    const step = stepOf(left, Math.max(weakest.alpha, steps.at(-1)!.alpha));
    // Rounding apart, a tree that is never the best at any cost is no step of its own.
    if (step.alpha <= steps.at(-1)!.alpha + EQUAL) steps.pop();
    steps.push(step);
  }
  return steps;
}

const stepOf = (tree: DecisionTree, alpha: number): PruningStep => ({
  alpha,
  nLeaves: leavesOf(tree).length,
  impurity: leavesOf(tree).reduce((sum, leaf) => sum + riskOf(tree, leaf), 0),
});

const riskOf = ({ nodes }: DecisionTree, node: TreeNode): number => (node.n / nodes[0].n) * node.impurity;

/** The branches that take least impurity away per leaf, or null in a tree of one leaf. */
function weakestLinks(tree: DecisionTree): { alpha: number; nodes: ReadonlySet<number> } | null {
  const { nodes } = tree;
  const leaves = new Float64Array(nodes.length);
  const risk = new Float64Array(nodes.length);
  let alpha = Infinity;
  const costs: [number, number][] = [];
  // Children come after their parents: from the last to the first each node finds its branches summed.
  for (const node of nodes.toReversed()) {
    if (node.split === null) {
      leaves[node.id] = 1;
      risk[node.id] = riskOf(tree, node);
      continue;
    }
    const { left, right } = node.split;
    leaves[node.id] = leaves[left] + leaves[right];
    risk[node.id] = risk[left] + risk[right];
    const cost = (riskOf(tree, node) - risk[node.id]) / (leaves[node.id] - 1);
    costs.push([node.id, cost]);
    alpha = Math.min(alpha, cost);
  }
  if (costs.length === 0) return null;
  return { alpha, nodes: new Set(costs.filter(([, cost]) => cost <= alpha + EQUAL).map(([id]) => id)) };
}

/** The tree with these nodes made leaves, and its nodes numbered anew. */
function without(tree: DecisionTree, cut: ReadonlySet<number>): DecisionTree {
  const nodes: TreeNode[] = [];
  const keep = (old: TreeNode, parent: number | null): number => {
    const id = nodes.length;
    nodes.push({ ...old, id, parent, split: null });
    if (old.split === null || cut.has(old.id)) return id;
    const left = keep(tree.nodes[old.split.left], id);
    const right = keep(tree.nodes[old.split.right], id);
    nodes[id] = { ...nodes[id], split: { ...old.split, left, right } };
    return id;
  };
  keep(tree.nodes[0], null);
  return { ...tree, nodes };
}
