import { evenFolds } from '../../science/numerics/even-folds.js';
import { shuffled } from '../../science/numerics/permutation.js';
import { createRng } from '../../science/numerics/rng.js';
import type { LabelledSpectra } from '../datasets/labelled-spectra.js';
import type { Folding } from '../tasks/task-definition.js';
import { TrainingError } from '../training-error.js';

/** Whole numbers for the names of a grouping, [n], and how many there are. */
export function groupNumbers(
  spectra: LabelledSpectra,
  grouping: string,
): { readonly groups: Int32Array; readonly nGroups: number } {
  const names = spectra.groups[grouping];
  if (names === undefined) {
    throw new TrainingError('unreadable-dataset', `the spectra are not grouped by ${grouping}`);
  }
  const numbers = new Map<string, number>();
  const groups = Int32Array.from(names, (name) => {
    const known = numbers.get(name) ?? numbers.size;
    numbers.set(name, known);
    return known;
  });
  return { groups, nGroups: numbers.size };
}

/** The groups that each fold holds out, at random, of about equally many spectra. */
export function foldsOf(
  { groups, nGroups }: { readonly groups: Int32Array; readonly nGroups: number },
  { folds }: Pick<Folding, 'folds'>,
  seed: number,
): number[][] {
  const nFolds = folds === 'each' ? nGroups : Math.min(folds, nGroups);
  const sizes = new Int32Array(nGroups);
  groups.forEach((g) => (sizes[g] += 1));
  const order = shuffled([...sizes.keys()], createRng(seed)).sort((a, b) => sizes[b] - sizes[a]);
  const foldOf = evenFolds(
    order.map((group) => sizes[group]),
    nFolds,
  );
  return Array.from({ length: nFolds }, (_, fold) => order.filter((_group, i) => foldOf[i] === fold));
}
