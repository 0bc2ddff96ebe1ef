import { bestSplit, countsOf, sortedFeatures, type SortedFeatures, type SplitOptions } from './best-split.js';
import type { DecisionTree, LabelledTable, TreeNode } from './decision-tree.js';
import { impurity } from './impurity.js';
import { refuse, StructureTreeError } from './structure-tree-error.js';

export interface TreeOptions extends SplitOptions {
  /** Questions on the way to a leaf at most. */
  readonly maxDepth: number;
}

/**
 * Grows a classification tree (CART): each node asks the question that takes most impurity away, until it is pure, too
 * deep or too small.
 *
 * The tree is the same however the samples are ordered, and the parts of the training set are the same when a feature goes
 * through an increasing function.
 *
 * @throws StructureTreeError shape-mismatch; invalid-parameter (no samples, features that are infinite, labels out of range,
 *   depth or leaf size no whole number ≥ 1)
 * Source: Breiman et al., Classification and Regression Trees (1984).
 * Checked: test/reference/decision-tree.json (scikit-learn), invariances (decision-tree.spec.ts).
 */
export function growTree(table: LabelledTable, options: TreeOptions): DecisionTree {
  checkTable(table);
  checkOptions(options);
  const rows = Int32Array.from({ length: table.nSamples }, (_, row) => row);
  const all = countsOf(table, rows);
  const nodes: TreeNode[] = [];
  addNode({ table, options, all, sorted: sortedFeatures(table), nodes }, rows, null);
  return { nodes, nFeatures: table.nFeatures, nClasses: table.nClasses };
}

interface Growth {
  readonly table: LabelledTable;
  readonly options: TreeOptions;
  /** Samples of each class in the whole table. */
  readonly all: Float64Array;
  readonly sorted: SortedFeatures;
  readonly nodes: TreeNode[];
}

function addNode(growth: Growth, rows: Int32Array, parent: TreeNode | null): number {
  const { table, options, nodes, all } = growth;
  const id = nodes.length;
  const counts = countsOf(table, rows);
  const node: TreeNode = {
    id,
    parent: parent?.id ?? null,
    depth: parent === null ? 0 : parent.depth + 1,
    counts: [...counts],
    n: rows.length,
    impurity: impurity(counts, rows.length, options.criterion),
    label: commonest(counts, all),
    split: null,
  };
  nodes.push(node);
  const isPure = counts.some((count) => count === rows.length);
  const found =
    isPure || node.depth >= options.maxDepth ? null : bestSplit(table, rows, growth.sorted, options);
  if (found === null) return id;
  const goesLeft = (row: number): boolean => {
    const value = table.features[row * table.nFeatures + found.feature];
    return Number.isNaN(value)
      ? found.missing === 'left'
      : found.threshold === null || value <= found.threshold;
  };
  const left = addNode(growth, rows.filter(goesLeft), node);
  const right = addNode(
    growth,
    rows.filter((row) => !goesLeft(row)),
    node,
  );
  nodes[id] = { ...node, split: { ...found, left, right } };
  return id;
}

function commonest(counts: Float64Array, all: Float64Array): number {
  let best = 0;
  for (let c = 1; c < counts.length; c++) {
    if (counts[c] > counts[best] || (counts[c] === counts[best] && all[c] > all[best])) best = c;
  }
  return best;
}

function checkTable({ features, nSamples, nFeatures, labels, nClasses }: LabelledTable): void {
  if (features.length !== nSamples * nFeatures || labels.length !== nSamples) {
    throw new StructureTreeError(
      'shape-mismatch',
      `${nSamples} samples of ${nFeatures} features are not ${features.length} numbers and ${labels.length} labels.`,
    );
  }
  if (nSamples === 0 || nFeatures === 0) refuse('A tree needs samples and features.');
  if (features.some((value) => value === Infinity || value === -Infinity)) refuse('A feature is infinite.');
  if (labels.some((label) => !(label >= 0 && label < nClasses)))
    refuse(`Labels must be 0 … ${nClasses - 1}.`);
}

function checkOptions({ maxDepth, minLeaf }: TreeOptions): void {
  const isCount = (value: number): boolean => Number.isInteger(value) && value >= 1;
  if (!isCount(maxDepth) || !isCount(minLeaf)) {
    refuse(`Depth (${maxDepth}) and samples of a leaf (${minLeaf}) must be whole numbers ≥ 1.`);
  }
}
