import { CorrelationError } from './correlation-error.js';
import { oncePer } from './once-per.js';

/** Numbers without gaps, and which of them are equal: all that correlations of any kind need, so that a column is sorted once. */
export interface Column {
  readonly values: Float64Array;
  /** Of each row: how many distinct values lie below its own, [n]; −1 in an unknown row. */
  readonly classes: Int32Array;
  /** How many rows have each distinct value, ascending. */
  readonly sizes: Int32Array;
  readonly nUnknown: number;
}

/** Rows in which both columns are known. */
export interface RowPair {
  readonly n: number;
  readonly x: Column;
  readonly y: Column;
  /** Indices of the rows in the columns they were taken from; null: all of them. */
  readonly rows: Int32Array | null;
}

/**
 * Sorts a column once.
 *
 * @param values  [n], NaN = unknown; kept, not changed
 * @throws CorrelationError invalid-columns  an infinite value
 */
export function prepareColumn(values: Float64Array): Column {
  const n = values.length;
  const known = new Float64Array(n);
  let nKnown = 0;
  for (let row = 0; row < n; row++) if (!Number.isNaN(values[row])) known[nKnown++] = values[row];
  const distinct = known.subarray(0, nKnown).sort();
  if (distinct[0] === -Infinity || distinct[nKnown - 1] === Infinity)
    throw new CorrelationError('invalid-columns', 'a column has an infinite value; unknown values are NaN', {
      row: values.findIndex((v) => Math.abs(v) === Infinity),
    });
  const sizes = new Int32Array(nKnown);
  let nDistinct = 0;
  for (let i = 0; i < nKnown; i++) {
    if (i === 0 || distinct[i] !== distinct[nDistinct - 1]) distinct[nDistinct++] = distinct[i];
    sizes[nDistinct - 1]++;
  }
  const classes = new Int32Array(n);
  for (let row = 0; row < n; row++)
    classes[row] = Number.isNaN(values[row]) ? -1 : indexOfSorted(distinct, nDistinct, values[row]);
  return { values, classes, sizes: sizes.slice(0, nDistinct), nUnknown: n - nKnown };
}

function indexOfSorted(sorted: Float64Array, n: number, value: number): number {
  let low = 0;
  let high = n - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sorted[middle] < value) low = middle + 1;
    else high = middle;
  }
  return low;
}

/**
 * The rows known in both.
 *
 * @throws CorrelationError invalid-columns  lengths differ
 */
export function pairColumns(x: Column, y: Column): RowPair {
  const n = x.values.length;
  if (y.values.length !== n)
    throw new CorrelationError(
      'invalid-columns',
      `columns of ${n} and ${y.values.length} rows cannot be paired`,
    );
  if (x.nUnknown === 0 && y.nUnknown === 0) return { n, x, y, rows: null };
  const rows = new Int32Array(n);
  let nKnown = 0;
  for (let row = 0; row < n; row++) if (x.classes[row] >= 0 && y.classes[row] >= 0) rows[nKnown++] = row;
  const chosen = rows.slice(0, nKnown);
  return { n: nKnown, x: selectRows(x, chosen), y: selectRows(y, chosen), rows: chosen };
}

/**
 * Some rows, all of them known, of both columns of a pair; `rows` of the result count in the pair, not in its columns.
 *
 * @param select  `selectRows` of these rows, where it was done for other pairs of the columns
 */
export const selectPair = (
  pair: RowPair,
  rows: Int32Array,
  select = (column: Column): Column => selectRows(column, rows),
): RowPair => ({ n: rows.length, x: select(pair.x), y: select(pair.y), rows });

export function selectRows(column: Column, rows: Int32Array): Column {
  const n = rows.length;
  const values = new Float64Array(n);
  const classes = new Int32Array(n);
  const counts = new Int32Array(column.sizes.length);
  for (let i = 0; i < n; i++) {
    values[i] = column.values[rows[i]];
    counts[column.classes[rows[i]]]++;
  }
  const renumbered = new Int32Array(counts.length);
  let nDistinct = 0;
  for (let c = 0; c < counts.length; c++) {
    renumbered[c] = nDistinct;
    if (counts[c] > 0) counts[nDistinct++] = counts[c];
  }
  for (let i = 0; i < n; i++) classes[i] = renumbered[column.classes[rows[i]]];
  return { values, classes, sizes: counts.slice(0, nDistinct), nUnknown: 0 };
}

/** Rows by their value, equal ones as they come in `rows`; none may be unknown. */
export function sortRows(rows: Int32Array, { classes, sizes }: Column): Int32Array {
  const next = new Int32Array(sizes.length);
  for (let c = 1; c < sizes.length; c++) next[c] = next[c - 1] + sizes[c - 1];
  const sorted = new Int32Array(rows.length);
  for (let i = 0; i < rows.length; i++) sorted[next[classes[rows[i]]]++] = rows[i];
  return sorted;
}

/** All rows of a column without gaps by their value. */
export const sortedRows = oncePer((column: Column): Int32Array =>
  sortRows(allRows(column.classes.length), column),
);

/** 0 … n − 1. */
function allRows(n: number): Int32Array {
  const rows = new Int32Array(n);
  for (let row = 0; row < n; row++) rows[row] = row;
  return rows;
}

/**
 * The pairs of each group, in one pass over the rows in the order of their values: what `selectPair` gives for the rows of each.
 * A column that is in many pairs is split once.
 *
 * @param labels  group of each row of the pairs, 0 … nGroups − 1
 */
export function splitterOf(labels: Int32Array, groups: readonly Int32Array[]): (pair: RowPair) => RowPair[] {
  const positions = new Int32Array(labels.length);
  for (const rows of groups) for (let i = 0; i < rows.length; i++) positions[rows[i]] = i;
  const split = oncePer((column: Column) => splitColumn(column, labels, groups, positions));
  return (pair) => {
    const [xs, ys] = [split(pair.x), split(pair.y)];
    return groups.map((rows, g) => ({ n: rows.length, x: xs[g], y: ys[g], rows }));
  };
}

function splitColumn(
  column: Column,
  labels: Int32Array,
  groups: readonly Int32Array[],
  positions: Int32Array,
): Column[] {
  const values = groups.map((rows) => new Float64Array(rows.length));
  const classes = groups.map((rows) => new Int32Array(rows.length));
  const sizes = groups.map((rows) => new Int32Array(rows.length));
  const current = new Int32Array(groups.length).fill(-1);
  const latest = new Int32Array(groups.length).fill(-1);
  const order = sortedRows(column);
  for (let i = 0; i < order.length; i++) {
    const row = order[i];
    const g = labels[row];
    if (column.classes[row] !== latest[g]) {
      latest[g] = column.classes[row];
      current[g]++;
    }
    values[g][positions[row]] = column.values[row];
    classes[g][positions[row]] = current[g];
    sizes[g][current[g]]++;
  }
  return groups.map((_, g) => ({
    values: values[g],
    classes: classes[g],
    sizes: sizes[g].slice(0, current[g] + 1),
    nUnknown: 0,
  }));
}

/** Rows whose value another row has too. */
export const nTied = oncePer(({ sizes }: Column): number => {
  let tied = 0;
  for (let c = 0; c < sizes.length; c++) if (sizes[c] > 1) tied += sizes[c];
  return tied;
});
