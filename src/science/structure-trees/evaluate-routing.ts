import { featuresOf, fitTree, tableOf, type FitOptions } from './choose-pruning.js';
import { routeTo, type DecisionTree, type LabelledTable } from './decision-tree.js';
import { groupedMean, type GroupedMean } from './group-statistics.js';
import { groupedFolds, sidesOf } from './grouped-folds.js';

/** How well structures of groups that were left out come to their own cluster. */
export interface RoutingScore {
  /** Share of samples in their own cluster; what could not be routed is wrong. */
  readonly accuracy: GroupedMean;
  /** Mean over clusters of the share of each that is right. */
  readonly balancedAccuracy: number;
  /** Share of the largest cluster: what always saying it would reach. Not left out, which would make even clusters worse than chance. */
  readonly majorityAccuracy: number;
  /** Samples without a value that the tree asks for and that no training sample lacked there. */
  readonly nRefused: number;
  /** [own cluster][cluster it was sent to], samples; without what was refused. */
  readonly confusion: readonly (readonly number[])[];
  readonly nGroups: number;
}

/** Trees that were grown without one group each. */
export interface LeftOutTrees {
  readonly trees: readonly DecisionTree[];
  /** For each sample, which of them did not see it. */
  readonly folds: Int32Array;
}

/**
 * Trees that were grown and pruned without some groups each.
 *
 * @param outerFolds  how many; null: one for each group
 * @throws StructureTreeError as `fitTree`
 */
export function leaveGroupsOut(
  table: LabelledTable,
  groups: readonly string[],
  options: FitOptions,
  outerFolds: number | null,
): LeftOutTrees {
  const { folds, nFolds } = groupedFolds(groups, outerFolds ?? groups.length);
  const trees = Array.from({ length: nFolds }, (_, fold) => {
    const { training } = sidesOf(folds, fold);
    const others = training.map((row) => groups[row]);
    return fitTree(tableOf(table, training), others, options).tree;
  });
  return { trees, folds };
}

/**
 * Scores the tree on whole groups that neither it nor its pruning saw. The clusters themselves are those of all spectra:
 * this says whether structure tells the cluster, not how well a spectrum is predicted (`evaluatePrediction`).
 *
 * Checked: classes that a feature decides, classes by chance (evaluate.spec.ts).
 */
export function scoreRouting(
  table: LabelledTable,
  groups: readonly string[],
  leftOut: LeftOutTrees,
): RoutingScore {
  const { labels, nClasses, nSamples } = table;
  const confusion = Array.from({ length: nClasses }, () => Array<number>(nClasses).fill(0));
  const right = new Float64Array(nSamples);
  let nRefused = 0;
  for (let row = 0; row < nSamples; row++) {
    const tree = leftOut.trees[leftOut.folds[row]];
    const leaf = routeTo(tree, featuresOf(table, row));
    if (leaf === null) {
      nRefused++;
      continue;
    }
    confusion[labels[row]][leaf.label]++;
    if (leaf.label === labels[row]) right[row] = 1;
  }
  return {
    accuracy: groupedMean(right, groups),
    balancedAccuracy: balanced(labels, right, nClasses),
    majorityAccuracy: largestShare(table),
    nRefused,
    confusion,
    nGroups: new Set(groups).size,
  };
}

function largestShare({ labels, nClasses, nSamples }: LabelledTable): number {
  const sizes = new Float64Array(nClasses);
  for (const label of labels) sizes[label]++;
  return Math.max(...sizes) / nSamples;
}

function balanced(labels: Int32Array, right: Float64Array, nClasses: number): number {
  const sizes = new Float64Array(nClasses);
  const hits = new Float64Array(nClasses);
  labels.forEach((label, row) => {
    sizes[label]++;
    hits[label] += right[row];
  });
  return hits.reduce((sum, hit, c) => sum + hit / sizes[c], 0) / nClasses;
}
