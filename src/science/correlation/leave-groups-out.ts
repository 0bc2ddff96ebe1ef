import type { Column, RowPair } from './column.js';
import {
  classRanks,
  rankRatio,
  rankSquares,
  type CentredRanks,
  type CorrelationMethod,
} from './statistic.js';

/** Rows × groups at most where ranks are made anew without each group. */
const MAX_RANKED = 1e7;

/** Pearson needs the sums of the groups alone, Kendall what each row adds. */
export const canLeaveOut = ({ n }: RowPair, groups: readonly unknown[], method: CorrelationMethod): boolean =>
  method !== 'spearman' || n * groups.length <= MAX_RANKED;

/**
 * Spearman's ρ of each pair without each of the groups: the ranks of a column without a group serve all its pairs.
 *
 * @param pairs  of columns without gaps, of the same rows
 * @param groups  rows of each group
 * @returns [pair][group]; null where a column has one value only
 * Checked: ranks made anew by SciPy (grouped.spec.ts).
 */
export function spearmanWithoutGroups(
  pairs: readonly RowPair[],
  groups: readonly Int32Array[],
): (number | null)[][] {
  const columns = [...new Set(pairs.flatMap(({ x, y }) => [x, y]))];
  const buffers = columns.map(({ classes }) => new Float64Array(classes.length));
  const found = pairs.map((): (number | null)[] => []);
  for (const rows of groups) {
    const ranks = new Map(columns.map((column, i) => [column, ranksWithout(column, rows, buffers[i])]));
    pairs.forEach(({ x, y }, i) => found[i].push(rankRatio(ranks.get(x)!, ranks.get(y)!)));
  }
  return found;
}

/** Centred ranks of the rows that are left; 0, which adds nothing, in the rows of the group. */
function ranksWithout({ classes, sizes }: Column, rows: Int32Array, values: Float64Array): CentredRanks {
  const left = sizes.slice();
  for (let i = 0; i < rows.length; i++) left[classes[rows[i]]]--;
  const total = classes.length - rows.length;
  const ranks = classRanks(left);
  const squares = rankSquares(ranks, left, total);
  const middle = (total + 1) / 2;
  for (let c = 0; c < ranks.length; c++) ranks[c] -= middle;
  for (let row = 0; row < values.length; row++) values[row] = ranks[classes[row]];
  for (let i = 0; i < rows.length; i++) values[rows[i]] = 0;
  return { values, squares };
}
