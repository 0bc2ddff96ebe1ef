import type { Rng } from '../../numerics/rng.js';
import type { Features, Regressor } from './regressor.js';

export interface ForestOptions {
  readonly nTrees: number;
  /** Share of the features tried at each split. */
  readonly featureShare: number;
  /** A leaf keeps at least so many samples. */
  readonly minLeaf: number;
  /** Each tree learns from samples drawn with replacement; false: from all. */
  readonly bootstrap: boolean;
}

const DEFAULTS: ForestOptions = { nTrees: 200, featureShare: 1 / 3, minLeaf: 2, bootstrap: true };

/** Nodes in arrays: feature < 0 is a leaf with `value`; else left where x ≤ threshold. */
interface Tree {
  readonly feature: number[];
  readonly threshold: number[];
  readonly left: number[];
  readonly right: number[];
  readonly value: number[];
}

/**
 * Random forest of regression trees (least squares); std is the spread of the trees, a lower bound of the doubt.
 *
 * Source: L. Breiman, Machine Learning 45 (2001) 5. Checked: one tree of all features and samples equals scikit-learn's
 * DecisionTreeRegressor, the forest's error on unseen data its RandomForestRegressor's (test/reference/regress.json).
 */
export function randomForest(options: Partial<ForestOptions> = {}): Regressor {
  const full = { ...DEFAULTS, ...options };
  return {
    name: `random forest (${full.nTrees} trees, leaf ${full.minLeaf})`,
    fit(samples, targets, rng) {
      const trees = Array.from({ length: full.nTrees }, () => growTree(samples, targets, full, rng));
      return (at) => {
        const mean = new Float64Array(at.nRows);
        const std = new Float64Array(at.nRows);
        for (let i = 0; i < at.nRows; i++) {
          const votes = trees.map((tree) => valueAt(tree, at, i));
          mean[i] = votes.reduce((a, b) => a + b, 0) / votes.length;
          std[i] = Math.sqrt(votes.reduce((a, b) => a + (b - mean[i]) ** 2, 0) / votes.length);
        }
        return { mean, std };
      };
    },
  };
}

function valueAt(tree: Tree, { x, nFeatures }: Features, row: number): number {
  let node = 0;
  while (tree.feature[node] >= 0) {
    const goesLeft = x[row * nFeatures + tree.feature[node]] <= tree.threshold[node];
    node = goesLeft ? tree.left[node] : tree.right[node];
  }
  return tree.value[node];
}

function growTree(samples: Features, targets: Float64Array, options: ForestOptions, rng: Rng): Tree {
  const n = samples.nRows;
  const tree: Tree = { feature: [], threshold: [], left: [], right: [], value: [] };
  const all = Int32Array.from({ length: n }, (_, i) => (options.bootstrap ? rng.integer(n) : i));
  const grow = (rows: Int32Array): number => {
    const node = tree.feature.length;
    const average = rows.reduce((sum, row) => sum + targets[row], 0) / rows.length;
    tree.feature.push(-1);
    tree.threshold.push(0);
    tree.left.push(-1);
    tree.right.push(-1);
    tree.value.push(average);
    const split = bestSplit(samples, targets, { rows, options, rng });
    if (split === null) return node;
    const goesLeft = (row: number): boolean =>
      samples.x[row * samples.nFeatures + split.feature] <= split.threshold;
    tree.feature[node] = split.feature;
    tree.threshold[node] = split.threshold;
    tree.left[node] = grow(rows.filter(goesLeft));
    tree.right[node] = grow(rows.filter((row) => !goesLeft(row)));
    return node;
  };
  grow(all);
  return tree;
}

interface Split {
  readonly feature: number;
  readonly threshold: number;
  readonly gain: number;
}

interface Growing {
  readonly rows: Int32Array;
  readonly options: ForestOptions;
  readonly rng: Rng;
}

/** The split that lowers the sum of squares most, among features drawn anew; null when none does. */
function bestSplit(samples: Features, targets: Float64Array, { rows, options, rng }: Growing): Split | null {
  const { nFeatures } = samples;
  if (rows.length < 2 * options.minLeaf) return null;
  const nTried = Math.max(1, Math.round(options.featureShare * nFeatures));
  const order = Array.from({ length: nFeatures }, (_, f) => f);
  let best: Split | null = null;
  for (let t = 0; t < nTried; t++) {
    const pick = t + rng.integer(nFeatures - t);
    [order[t], order[pick]] = [order[pick], order[t]];
    const split = splitOf(samples, targets, { feature: order[t], rows, minLeaf: options.minLeaf });
    if (split !== null && (best === null || split.gain > best.gain)) best = split;
  }
  return best;
}

/** Below `above` even where the two are neighbouring numbers and their mean is rounded up. */
const between = (below: number, above: number): number => {
  const middle = (below + above) / 2;
  return middle < above ? middle : below;
};

function splitOf(
  { x, nFeatures }: Features,
  targets: Float64Array,
  { feature, rows, minLeaf }: { feature: number; rows: Int32Array; minLeaf: number },
): Split | null {
  const at = (row: number): number => x[row * nFeatures + feature];
  const sorted = rows.slice().sort((a, b) => at(a) - at(b));
  const n = sorted.length;
  const total = sorted.reduce((sum, row) => sum + targets[row], 0);
  const before = (total * total) / n;
  let left = 0;
  let best: Split | null = null;
  for (let i = 0; i + 1 < n; i++) {
    left += targets[sorted[i]];
    const [below, above] = [at(sorted[i]), at(sorted[i + 1])];
    const nLeft = i + 1;
    if (below === above || nLeft < minLeaf || n - nLeft < minLeaf) continue;
    const gain = (left * left) / nLeft + (total - left) ** 2 / (n - nLeft) - before;
    if (gain > 1e-12 && (best === null || gain > best.gain))
      best = { feature, threshold: between(below, above), gain };
  }
  return best;
}
