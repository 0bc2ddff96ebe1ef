import { normalTwoSided } from '../numerics/distributions.js';
import { studentP, type PMethod } from './correlate.js';
import { fisherInterval, INTERVAL_METHODS, zVariance, type Interval } from './fisher-z.js';
import { addWithin, estimateOf, NO_ROWS, type GroupSums } from './group-sums.js';
import type { CorrelationMethod } from './statistic.js';

/** One correlation of all rows with what tells the groups apart taken off. */
export interface WithinCorrelation {
  /** Rows of groups of two and more: others say nothing of what goes on within. */
  readonly n: number;
  readonly nGroups: number;
  readonly estimate: number | null;
  readonly p: number | null;
  readonly pMethod: PMethod | null;
  readonly interval: Interval | null;
}

/**
 * Pearson: of the deviations from the means of each group, that is the partial correlation given the group. Spearman: of the ranks
 * within each group, over its rows + 1 so that groups count by their rows, less their mean. Kendall: of all pairs of rows of one group.
 * Each group costs a degree of freedom; p of Kendall adds the variances of the groups.
 *
 * Checked: residuals of statsmodels OLS on group dummies (Pearson); all pairs one by one (Kendall); one group gives what the
 * group gives, monotone changes of one group are not seen (grouped.spec.ts).
 */
export function correlateWithin(
  groups: readonly GroupSums[],
  method: CorrelationMethod,
  level: number,
): WithinCorrelation {
  const used = groups.filter(({ n }) => n >= 2);
  const total = used.reduce(addWithin, NO_ROWS);
  const estimate = estimateOf(total);
  const base = { n: total.n, nGroups: used.length };
  if (estimate === null) return { ...base, estimate, p: null, pMethod: null, interval: null };
  const nControls = used.length - 1;
  const variance = zVariance(method, estimate, total.n, nControls);
  return {
    ...base,
    estimate,
    p: method === 'kendall' ? scoreP(total) : studentP(estimate, total.n - 2 - nControls),
    pMethod: method === 'kendall' ? 'normal' : 'student-t',
    interval: fisherInterval(estimate, variance, level, INTERVAL_METHODS[method]),
  };
}

/** With variance 0 no pair of any group differs in both columns, and the score is 0 for certain. */
const scoreP = ({ both, variance }: GroupSums): number =>
  variance > 0 ? normalTwoSided(both / Math.sqrt(variance)) : 1;
