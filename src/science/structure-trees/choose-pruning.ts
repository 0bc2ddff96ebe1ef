import { routeTo, type DecisionTree, type LabelledTable } from './decision-tree.js';
import { growTree, type TreeOptions } from './grow-tree.js';
import { groupedFolds, sidesOf } from './grouped-folds.js';
import { pruned, pruningPath } from './prune-tree.js';
import { refuse } from './structure-tree-error.js';

/**
 * How far the tree is cut back: 'least-error' and 'one-standard-error' by grouped cross-validation (the second takes the
 * smallest tree within one standard error, between folds, of the best), 'none', or the cost of a leaf.
 */
export type Pruning = 'least-error' | 'one-standard-error' | 'none' | number;

export interface FitOptions extends TreeOptions {
  readonly pruning: Pruning;
  /** Folds of the cross-validation, of whole groups. */
  readonly nFolds: number;
}

/** A cost of a leaf that was tried. */
export interface PruningTrial {
  readonly alpha: number;
  /** Of the tree of all samples at this cost. */
  readonly nLeaves: number;
  /** Share of the samples that trees grown without their fold put into a wrong class, or could not route. */
  readonly error: number;
  /** Of `error`, between folds. */
  readonly errorStd: number;
}

export interface FittedTree {
  readonly tree: DecisionTree;
  readonly alpha: number;
  /** From the whole tree to the root; empty when nothing was chosen. */
  readonly trials: readonly PruningTrial[];
}

/**
 * Grows a tree and cuts it back as far as leaving whole groups out says.
 *
 * The costs tried are the geometric means of neighbours on the path of the whole tree; of costs of equal error the larger
 * wins, which is the smaller tree. The tree may come back as its root alone: then the features do not tell the classes.
 * Where classes are even and groups hold one class each, leaving a group out makes its class the rarer, and the root fares
 * worse than it should: the rule then errs by a question too many.
 *
 * @param groups  [nSamples]
 * @throws StructureTreeError as `growTree`, `groupedFolds`; a cost below 0
 * Source: Breiman et al., Classification and Regression Trees (1984), sections 3.4 and 11.4.
 * Checked: planted classes, pure noise (choose-pruning.spec.ts).
 */
export function fitTree(table: LabelledTable, groups: readonly string[], options: FitOptions): FittedTree {
  const { pruning } = options;
  if (typeof pruning === 'number' && !(pruning >= 0)) refuse(`A leaf costs 0 or more, not ${pruning}.`);
  const whole = growTree(table, options);
  if (typeof pruning === 'number') return { tree: pruned(whole, pruning), alpha: pruning, trials: [] };
  if (pruning === 'none') return { tree: whole, alpha: 0, trials: [] };
  const path = pruningPath(whole);
  const alphas = path.map(({ alpha }, k) =>
    k + 1 < path.length ? Math.sqrt(alpha * path[k + 1].alpha) : alpha,
  );
  const errors = errorsByFold(table, groups, options, alphas);
  const trials = alphas.map((alpha, k) => ({
    alpha,
    nLeaves: path[k].nLeaves,
    ...errorOf(errors, k, table.nSamples),
  }));
  const least = trials.reduce((a, b) => (b.error <= a.error ? b : a));
  const allowed = least.error + (pruning === 'one-standard-error' ? least.errorStd : 0);
  const { alpha } = trials.findLast(({ error }) => error <= allowed)!;
  return { tree: pruned(whole, alpha), alpha, trials };
}

interface FoldErrors {
  readonly n: number;
  /** For each cost. */
  readonly wrong: readonly number[];
}

function errorsByFold(
  table: LabelledTable,
  groups: readonly string[],
  options: FitOptions,
  alphas: readonly number[],
): FoldErrors[] {
  const { folds, nFolds } = groupedFolds(groups, options.nFolds);
  return Array.from({ length: nFolds }, (_, fold) => {
    const { training, heldOut } = sidesOf(folds, fold);
    const grown = growTree(tableOf(table, training), options);
    const wrong = alphas.map((alpha) => {
      const tree = pruned(grown, alpha);
      return heldOut.filter((row) => routeTo(tree, featuresOf(table, row))?.label !== table.labels[row])
        .length;
    });
    return { n: heldOut.length, wrong };
  });
}

function errorOf(
  folds: readonly FoldErrors[],
  k: number,
  n: number,
): Pick<PruningTrial, 'error' | 'errorStd'> {
  const error = folds.reduce((sum, fold) => sum + fold.wrong[k], 0) / n;
  const square = folds.reduce((sum, fold) => sum + (fold.wrong[k] - error * fold.n) ** 2, 0);
  return { error, errorStd: Math.sqrt(square) / n };
}

/** Features of one sample, a view. */
export const featuresOf = ({ features, nFeatures }: LabelledTable, row: number): Float64Array =>
  features.subarray(row * nFeatures, (row + 1) * nFeatures);

/** The table of some samples, in this order. */
export function tableOf(table: LabelledTable, rows: readonly number[]): LabelledTable {
  const features = new Float64Array(rows.length * table.nFeatures);
  rows.forEach((row, at) => features.set(featuresOf(table, row), at * table.nFeatures));
  return {
    ...table,
    features,
    nSamples: rows.length,
    labels: Int32Array.from(rows, (row) => table.labels[row]),
  };
}
