import { adjustP, type Adjustment } from './adjust-p.js';
import { pairColumns, prepareColumn, type Column } from './column.js';
import { correlatePair, type Correlation, type CorrelationOptions } from './correlate.js';
import { CorrelationError } from './correlation-error.js';
import { correlateGroupedPair, type GroupedCorrelation } from './correlate-grouped.js';
import { groupingOf, groupPair, rowsOf } from './grouping.js';
import type { Groups } from './groups.js';
import { canLeaveOut, spearmanWithoutGroups } from './leave-groups-out.js';

export interface NamedColumn {
  readonly name: string;
  /** [n], NaN = unknown. */
  readonly values: Float64Array;
}

export interface ColumnsOptions extends CorrelationOptions {
  readonly adjust: Adjustment;
  /** What material, or other group, each row is of. 'none' is to be said, as pooled rows of several materials mislead. */
  readonly groups: Groups | 'none';
}

/** One pair of columns. */
export interface ColumnPair {
  readonly x: string;
  readonly y: string;
  /** Over all rows. */
  readonly pooled: Correlation;
  /** Of `pooled.p` in the family of all pairs asked for. */
  readonly pAdjusted: number | null;
  /** Within groups, and how it compares; null without groups. */
  readonly grouped: GroupedCorrelation | null;
  /** Of `grouped.within.p` in its own family. */
  readonly withinPAdjusted: number | null;
}

export interface ColumnCorrelations {
  readonly pairs: readonly ColumnPair[];
  readonly adjust: Adjustment;
  /** Tests that p was adjusted for: pairs that have an estimate. */
  readonly familySize: number;
  readonly withinFamilySize: number;
}

/**
 * Correlations of many columns at once: each of `xs` with each of `ys`, or, if `ys` is 'each other', all pairs of `xs`. Columns are
 * sorted once. A column is not paired with one of its own name.
 *
 * @throws CorrelationError invalid-columns  names twice in a list, lengths that differ, infinite values
 * Speed: 100,000 rows × 10 columns, 45 pairs: README.
 */
export function correlateColumns(
  xs: readonly NamedColumn[],
  ys: readonly NamedColumn[] | 'each other',
  options: ColumnsOptions,
): ColumnCorrelations {
  const prepared = new Map<Float64Array, Column>();
  const columnOf = ({ values }: NamedColumn): Column => {
    const column = prepared.get(values) ?? prepareColumn(values);
    prepared.set(values, column);
    return column;
  };
  const names = namePairs(xs, ys);
  const columns = names.map(([x, y]): [Column, Column] => [columnOf(x), columnOf(y)]);
  const correlations =
    options.groups === 'none'
      ? columns.map(([x, y]) => ({ pooled: correlatePair(pairColumns(x, y), options), grouped: null }))
      : correlateInGroups(columns, options.groups, options);
  const found = names.map(([x, y], i) => ({ x: x.name, y: y.name, ...correlations[i] }));
  const pooled = adjustP(
    found.map((pair) => pair.pooled.p),
    options.adjust,
  );
  const within = adjustP(
    found.map((pair) => pair.grouped?.within.p ?? null),
    options.adjust,
  );
  return {
    pairs: found.map((pair, i) => ({
      ...pair,
      pAdjusted: pooled.adjusted[i],
      withinPAdjusted: within.adjusted[i],
    })),
    adjust: options.adjust,
    familySize: pooled.familySize,
    withinFamilySize: within.familySize,
  };
}

/** Pairs with gaps are made one by one: all at once would not fit into memory. */
function correlateInGroups(
  pairs: readonly (readonly [Column, Column])[],
  groups: Groups,
  options: CorrelationOptions,
): { pooled: Correlation; grouped: GroupedCorrelation }[] {
  if (pairs.length === 0) return [];
  const grouping = groupingOf(groups, pairs[0][0].values.length);
  const whole = pairs
    .filter(([x, y]) => x.nUnknown === 0 && y.nUnknown === 0)
    .map(([x, y]) => groupPair(pairColumns(x, y), grouping));
  const [first] = whole;
  const without =
    options.method === 'spearman' && whole.length > 0 && canLeaveOut(first.pair, first.parts, 'spearman')
      ? spearmanWithoutGroups(
          whole.map(({ pair }) => pair),
          rowsOf(first.parts),
        )
      : [];
  let at = 0;
  return pairs.map(([x, y]) => {
    const pair = pairColumns(x, y);
    const grouped =
      pair.rows === null
        ? correlateGroupedPair(whole[at], options, without[at++])
        : correlateGroupedPair(groupPair(pair, grouping), options);
    return { pooled: grouped.pooled, grouped };
  });
}

function namePairs(
  xs: readonly NamedColumn[],
  ys: readonly NamedColumn[] | 'each other',
): [NamedColumn, NamedColumn][] {
  for (const list of ys === 'each other' ? [xs] : [xs, ys]) {
    const names = list.map(({ name }) => name);
    const twice = names.find((name, i) => names.indexOf(name) !== i);
    if (twice !== undefined)
      throw new CorrelationError('invalid-columns', `the column ${twice} is listed twice`, { column: twice });
  }
  if (ys === 'each other')
    return xs.flatMap((x, i) => xs.slice(i + 1).map((y): [NamedColumn, NamedColumn] => [x, y]));
  return xs.flatMap((x) =>
    ys.filter((y) => y.name !== x.name).map((y): [NamedColumn, NamedColumn] => [x, y]),
  );
}
