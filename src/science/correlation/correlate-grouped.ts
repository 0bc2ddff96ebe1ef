import { combineGroups, type CombinedCorrelation } from './combine-groups.js';
import { pairColumns, prepareColumn } from './column.js';
import { correlatePair, LEAST_ROWS, type Correlation, type CorrelationOptions } from './correlate.js';
import { addWithin, estimateOf, groupSums, mergePooled, withoutEach, type GroupSums } from './group-sums.js';
import { groupingOf, groupPair, rowsOf, type GroupedPair } from './grouping.js';
import type { Groups } from './groups.js';
import { kendallWithoutGroups, tauB } from './kendall.js';
import { canLeaveOut, spearmanWithoutGroups } from './leave-groups-out.js';
import type { CorrelationMethod } from './statistic.js';
import { correlateWithin, type WithinCorrelation } from './within-groups.js';

/** A correlation over all rows beside those within groups of rows. */
export interface GroupedCorrelation {
  /** Of all rows with both values whose group is known. */
  readonly pooled: Correlation;
  /** Rows with both values but no group; they are in nothing here. */
  readonly nWithoutGroup: number;
  /** Of the rows of each group that has any. */
  readonly groups: readonly { readonly group: string; readonly correlation: Correlation }[];
  /** Of all rows with what tells the groups apart taken off. */
  readonly within: WithinCorrelation;
  /** Mean of those of the groups, and whether they are one number. */
  readonly combined: CombinedCorrelation;
  /** Estimates without each group in turn; null with fewer than two groups, and where it would take too long. */
  readonly leaveOneOut: readonly LeftOut[] | null;
  readonly simpson: SimpsonCheck;
}

export interface LeftOut {
  readonly group: string;
  readonly pooled: number | null;
  readonly within: number | null;
}

/** Whether the pooled correlation has the sign of that within the groups. */
export interface SimpsonCheck {
  /** null where one of the two is unknown or 0, or there is one group only. */
  readonly signsDiffer: boolean | null;
  /** Both intervals exclude 0, so that the signs are no chance; false where one has no interval. */
  readonly isClear: boolean;
  /** Groups whose estimate has the sign that the pooled one has not. */
  readonly opposed: readonly string[];
  readonly message: string | null;
}

/**
 * `correlate` of rows of several groups (materials, Σ, methods): pooled, in each group, within groups, and without each group.
 *
 * @param groups  a label for each row; rows without one (−1) are left out and counted
 * @throws CorrelationError as `correlate`; invalid-columns  labels that do not fit
 * Checked: grouped.spec.ts.
 */
export const correlateGrouped = (
  x: Float64Array,
  y: Float64Array,
  options: CorrelationOptions & { readonly groups: Groups },
): GroupedCorrelation =>
  correlateGroupedPair(
    groupPair(pairColumns(prepareColumn(x), prepareColumn(y)), groupingOf(options.groups, x.length)),
    options,
  );

/**
 * `correlateGrouped` of columns that were sorted and split before.
 *
 * @param without  Spearman's ρ without each group, where it was computed with those of other pairs
 */
export function correlateGroupedPair(
  { pair, parts, nWithoutGroup }: GroupedPair,
  options: CorrelationOptions,
  without?: readonly (number | null)[],
): GroupedCorrelation {
  const { method, level = 0.95 } = options;
  const pooled = correlatePair(pair, options);
  const each = parts.map((part) => ({ group: part.group, correlation: correlatePair(part.pair, options) }));
  const sums = groupSums(
    parts.map((part) => part.pair),
    method,
  );
  const within = correlateWithin(sums, method, level);
  return {
    pooled,
    nWithoutGroup,
    groups: each,
    within,
    combined: combineGroups(
      each.map(({ correlation }) => correlation),
      method,
      level,
    ),
    leaveOneOut: leaveOneOut({ pair, parts }, sums, method, without),
    simpson: compareSigns(pooled, within, each),
  };
}

function leaveOneOut(
  { pair, parts }: Pick<GroupedPair, 'pair' | 'parts'>,
  sums: readonly GroupSums[],
  method: CorrelationMethod,
  without?: readonly (number | null)[],
): LeftOut[] | null {
  if (parts.length < 2 || !canLeaveOut(pair, parts, method)) return null;
  const within = withoutEach(sums, addWithin).map(estimateOf);
  const pooled = {
    pearson: () => withoutEach(sums, mergePooled).map(estimateOf),
    spearman: () => without ?? spearmanWithoutGroups([pair], rowsOf(parts))[0],
    kendall: () => kendallWithoutGroups(pair, parts).map(tauB),
  }[method]();
  return parts.map(({ group, rows }, g) => ({
    group,
    pooled: pair.n - rows.length < LEAST_ROWS ? null : pooled[g],
    within: within[g],
  }));
}

function compareSigns(
  pooled: Correlation,
  within: WithinCorrelation,
  each: GroupedCorrelation['groups'],
): SimpsonCheck {
  const [a, b] = [Math.sign(pooled.estimate ?? 0), Math.sign(within.estimate ?? 0)];
  if (a === 0 || b === 0 || each.length < 2)
    return { signsDiffer: null, isClear: false, opposed: [], message: null };
  const signsDiffer = a !== b;
  const excludesZero = ({ interval }: Correlation | WithinCorrelation): boolean =>
    interval !== null && interval.low * interval.high > 0;
  const opposed = each
    .filter(({ correlation }) => Math.sign(correlation.estimate ?? 0) === -a)
    .map(({ group }) => group);
  return {
    signsDiffer,
    isClear: excludesZero(pooled) && excludesZero(within),
    opposed,
    message: signsDiffer
      ? 'over all rows the columns go together one way, within groups the other: the pooled correlation is that of the groups'
      : null,
  };
}
