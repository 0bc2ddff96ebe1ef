/** How mixed the classes of a node are: 'gini' 1 − Σp², 'entropy' −Σp·log₂p. */
export type Criterion = 'gini' | 'entropy';

/** Impurity of a node with these numbers of samples in each class; 0 of none. Checked: by hand (decision-tree.spec.ts). */
export const impurity = (counts: ArrayLike<number>, n: number, criterion: Criterion): number =>
  n === 0 ? 0 : weightedImpurity(counts, null, n, criterion) / n;

/**
 * n times the impurity of what is left of some samples when others are taken away; nothing is allocated.
 *
 * @param counts  samples of each class
 * @param less    those taken away; null: none
 * @param n       samples that are left
 */
export function weightedImpurity(
  counts: ArrayLike<number>,
  less: ArrayLike<number> | null,
  n: number,
  criterion: Criterion,
): number {
  let sum = 0;
  for (let c = 0; c < counts.length; c++) {
    const count = less === null ? counts[c] : counts[c] - less[c];
    if (count === 0) continue;
    sum += criterion === 'gini' ? count * count : -count * Math.log2(count / n);
  }
  if (n === 0) return 0;
  return criterion === 'gini' ? n - sum / n : sum;
}
