import { evenFolds } from '../numerics/even-folds.js';
import { refuse } from './structure-tree-error.js';

/**
 * Splits samples for cross-validation so that those of one group stay together: variants of one compound must not stand on
 * both sides.
 *
 * The largest group goes to the smallest fold first (of equal ones by name and number), so the folds are even and do not
 * depend on the order of the samples. As many folds as groups, or more, leave one group out at a time.
 *
 * @returns fold of each sample, 0 … nFolds − 1
 * @throws StructureTreeError invalid-parameter  fewer than two groups or folds
 * Checked: grouped-folds.spec.ts.
 */
export function groupedFolds(
  groups: readonly string[],
  nFolds: number,
): { folds: Int32Array; nFolds: number } {
  const sizes = new Map<string, number>();
  for (const group of groups) sizes.set(group, (sizes.get(group) ?? 0) + 1);
  if (sizes.size < 2) refuse('Leaving groups out needs two groups at least.');
  if (!(Number.isInteger(nFolds) && nFolds >= 2)) refuse(`There must be two folds at least, not ${nFolds}.`);
  const n = Math.min(nFolds, sizes.size);
  const largestFirst = [...sizes].sort(([a, m], [b, k]) => k - m || (a < b ? -1 : 1));
  const folds = evenFolds(
    largestFirst.map(([, size]) => size),
    n,
  );
  const foldOf = new Map(largestFirst.map(([group], i) => [group, folds[i]]));
  return { folds: Int32Array.from(groups, (group) => foldOf.get(group)!), nFolds: n };
}

/** Indices of the samples inside and outside a fold. */
export function sidesOf(folds: Int32Array, fold: number): { training: number[]; heldOut: number[] } {
  const training: number[] = [];
  const heldOut: number[] = [];
  folds.forEach((of, sample) => (of === fold ? heldOut : training).push(sample));
  return { training, heldOut };
}
