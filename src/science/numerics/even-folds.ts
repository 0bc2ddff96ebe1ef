/**
 * Divides things into folds of about equal size: each in turn goes into the fold that holds least. Largest first makes them even.
 *
 * @param sizes  in the order in which they are dealt out
 * @returns fold of each, 0 … nFolds − 1
 * Checked: grouped-folds.spec.ts.
 */
export function evenFolds(sizes: ArrayLike<number>, nFolds: number): Int32Array {
  const held = new Float64Array(nFolds);
  return Int32Array.from(sizes, (size) => {
    let least = 0;
    for (let fold = 1; fold < nFolds; fold++) if (held[fold] < held[least]) least = fold;
    held[least] += size;
    return least;
  });
}
