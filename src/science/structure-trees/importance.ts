import { permutation } from '../numerics/permutation.js';
import type { Rng } from '../numerics/rng.js';
import { featuresOf } from './choose-pruning.js';
import { routeTo, type LabelledTable } from './decision-tree.js';
import type { LeftOutTrees } from './evaluate-routing.js';
import { refuse } from './structure-tree-error.js';

/** How much accuracy on groups that were left out is lost when some features are mixed up among the samples. */
export interface Importance {
  readonly name: string;
  /** Share of samples, mean over the repeats; below 0 by chance where nothing rests on the features. */
  readonly accuracyLost: number;
  /** Standard deviation over the repeats: of the mixing, not of the data. */
  readonly std: number;
}

/** Features that are mixed up together: one, or a family of which one could stand in for another. */
export interface FeatureSet {
  readonly name: string;
  readonly features: readonly number[];
}

/**
 * Permutation importance on groups left out, for each set of features.
 *
 * Of two features that say the same, neither alone is important: hence sets. Values and their absence are mixed up alike.
 *
 * @param repeats  mixings of each set, ≥ 2
 * @throws StructureTreeError invalid-parameter
 * Source: Breiman, Machine Learning 45 (2001) 5, section 10; on left-out groups.
 * Checked: a feature that decides, features without effect (evaluate.spec.ts).
 */
export function permutationImportance(
  table: LabelledTable,
  leftOut: LeftOutTrees,
  sets: readonly FeatureSet[],
  { repeats, rng }: { readonly repeats: number; readonly rng: Rng },
): Importance[] {
  if (!(Number.isInteger(repeats) && repeats >= 2))
    refuse(`Importance needs two mixings at least, not ${repeats}.`);
  const own = Int32Array.from({ length: table.nSamples }, (_, row) => row);
  const base = accuracyWith(table, leftOut, [], own);
  return sets.map(({ name, features }) => {
    const lost = Float64Array.from(
      { length: repeats },
      () => base - accuracyWith(table, leftOut, features, permutation(table.nSamples, rng)),
    );
    const mean = lost.reduce((a, b) => a + b, 0) / repeats;
    const square = lost.reduce((sum, x) => sum + (x - mean) ** 2, 0);
    return { name, accuracyLost: mean, std: Math.sqrt(square / (repeats - 1)) };
  });
}

/** Accuracy when each sample takes the values of these features from another one. */
function accuracyWith(
  table: LabelledTable,
  { trees, folds }: LeftOutTrees,
  features: readonly number[],
  source: ArrayLike<number>,
): number {
  let right = 0;
  for (let row = 0; row < table.nSamples; row++) {
    const values = featuresOf(table, row).slice();
    const other = featuresOf(table, source[row]);
    for (const feature of features) values[feature] = other[feature];
    if (routeTo(trees[folds[row]], values)?.label === table.labels[row]) right++;
  }
  return right / table.nSamples;
}
