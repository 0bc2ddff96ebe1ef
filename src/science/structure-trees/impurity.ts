/** How mixed the classes of a node are: 'gini' 1 − Σp², 'entropy' −Σp·log₂p. */
export type Criterion = 'gini' | 'entropy';

/** Impurity of a node with these numbers of samples in each class; 0 of none. Checked: by hand (decision-tree.spec.ts). */
export function impurity(counts: ArrayLike<number>, n: number, criterion: Criterion): number {
  if (n === 0) return 0;
  let sum = 0;
  for (let c = 0; c < counts.length; c++) {
    const share = counts[c] / n;
    if (criterion === 'gini') sum += share * share;
    else if (share > 0) sum -= share * Math.log2(share);
  }
  return criterion === 'gini' ? 1 - sum : sum;
}
