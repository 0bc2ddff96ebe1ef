import { combineGroups, type CombinedCorrelation } from './combine-groups.js';
import { pairColumns, prepareColumn, selectPair, splitPair, type RowPair } from './column.js';
import { correlatePair, LEAST_ROWS, type Correlation, type CorrelationOptions } from './correlate.js';
import { addWithin, estimateOf, groupSums, mergePooled, withoutEach, type GroupSums } from './group-sums.js';
import { checkGroups, rowsByGroup, type Groups } from './groups.js';
import { statisticOf, type CorrelationMethod } from './statistic.js';
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

/** Rows × groups at most where ranks are made anew without each group: about 0.1 s. Pearson needs only the sums of the groups. */
const MAX_LEAVE_OUT: Readonly<Record<CorrelationMethod, number>> = {
  pearson: Infinity,
  spearman: 1e7,
  kendall: 1e6,
};

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
  correlateGroupedPair(pairColumns(prepareColumn(x), prepareColumn(y)), options.groups, options);

/** `correlateGrouped` of columns that were sorted before; the labels are those of the rows of the columns. */
export function correlateGroupedPair(
  all: RowPair,
  groups: Groups,
  options: CorrelationOptions,
): GroupedCorrelation {
  const { method, level = 0.95 } = options;
  const { pair, labels } = pairLabels(all, groups);
  const rows = rowsByGroup(labels, groups.names.length);
  const parts = splitPair(pair, labels, rows)
    .map((part, g) => ({ group: groups.names[g], rows: rows[g], pair: part }))
    .filter((part) => part.pair.n > 0);
  const pooled = correlatePair(pair, options);
  const each = parts.map((part) => ({ group: part.group, correlation: correlatePair(part.pair, options) }));
  const sums = groupSums(
    parts.map((part) => part.pair),
    method,
  );
  const within = correlateWithin(sums, method, level);
  return {
    pooled,
    nWithoutGroup: all.n - pair.n,
    groups: each,
    within,
    combined: combineGroups(
      each.map(({ correlation }) => correlation),
      method,
      level,
    ),
    leaveOneOut: leaveOneOut(pair, parts, sums, method),
    simpson: compareSigns(pooled, within, each),
  };
}

function pairLabels(all: RowPair, groups: Groups): { pair: RowPair; labels: Int32Array } {
  checkGroups(groups, all.nRows);
  const labels = all.rows === null ? groups.labels : all.rows.map((row) => groups.labels[row]);
  if (!labels.includes(-1)) return { pair: all, labels };
  const known = rowsByGroup(
    labels.map((label) => (label < 0 ? -1 : 0)),
    1,
  )[0];
  return { pair: selectPair(all, known), labels: known.map((row) => labels[row]) };
}

function leaveOneOut(
  pair: RowPair,
  parts: readonly { readonly group: string; readonly rows: Int32Array }[],
  sums: readonly GroupSums[],
  method: CorrelationMethod,
): LeftOut[] | null {
  if (parts.length < 2 || pair.n * parts.length > MAX_LEAVE_OUT[method]) return null;
  const within = withoutEach(sums, addWithin).map(estimateOf);
  const pooled =
    method === 'pearson'
      ? withoutEach(sums, mergePooled).map(estimateOf)
      : pooledWithout(pair, parts, method);
  return parts.map(({ group, rows }, g) => ({
    group,
    pooled: pair.n - rows.length < LEAST_ROWS ? null : pooled[g],
    within: within[g],
  }));
}

function pooledWithout(
  pair: RowPair,
  parts: readonly { readonly rows: Int32Array }[],
  method: CorrelationMethod,
): (number | null)[] {
  const statistic = statisticOf(pair, method);
  const weights = new Float64Array(pair.n);
  return parts.map(({ rows }) => {
    weights.fill(1);
    for (const row of rows) weights[row] = 0;
    return statistic(weights);
  });
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
