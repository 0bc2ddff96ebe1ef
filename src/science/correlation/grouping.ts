import { selectPair, selectRows, splitterOf, type Column, type RowPair } from './column.js';
import { checkGroups, rowsByGroup, type Groups } from './groups.js';
import { oncePer } from './once-per.js';

/** A pair of columns and its parts, one for each group that has rows of it. */
export interface GroupedPair {
  /** Rows with both values whose group is known. */
  readonly pair: RowPair;
  readonly nWithoutGroup: number;
  readonly parts: readonly {
    readonly group: string;
    /** Rows of the pair. */
    readonly rows: Int32Array;
    readonly pair: RowPair;
  }[];
}

/** Groups as many pairs need them: what can be made of their columns is made once. */
export interface Grouping {
  readonly groups: Groups;
  /** A pair less the rows whose group is not known. */
  readonly select: (pair: RowPair) => RowPair;
  /** Of what is left, the rows of each group. */
  readonly rows: readonly Int32Array[];
  readonly split: (pair: RowPair) => RowPair[];
}

/** @throws CorrelationError invalid-columns  labels that do not fit the rows or the names */
export function groupingOf(groups: Groups, nRows: number): Grouping {
  checkGroups(groups, nRows);
  return makeGrouping(groups);
}

/** @param shared  of the rows of the columns; a pair with gaps has other rows, and a grouping of its own */
export function groupPair(all: RowPair, shared: Grouping): GroupedPair {
  const { labels, names } = shared.groups;
  const { select, rows, split } =
    all.rows === null ? shared : makeGrouping({ labels: all.rows.map((row) => labels[row]), names });
  const pair = select(all);
  const parts = split(pair)
    .map((part, g) => ({ group: names[g], rows: rows[g], pair: part }))
    .filter((part) => part.pair.n > 0);
  return { pair, nWithoutGroup: all.n - pair.n, parts };
}

export const rowsOf = (parts: GroupedPair['parts']): Int32Array[] => parts.map(({ rows }) => rows);

function makeGrouping(groups: Groups): Grouping {
  const known = knownRows(groups.labels);
  const labels = known === null ? groups.labels : known.map((row) => groups.labels[row]);
  const rows = rowsByGroup(labels, groups.names.length);
  return { groups, rows, select: selectorOf(known), split: splitterOf(labels, rows) };
}

function selectorOf(known: Int32Array | null): Grouping['select'] {
  if (known === null) return (pair) => pair;
  const select = oncePer((column: Column) => selectRows(column, known));
  return (pair) => selectPair(pair, known, select);
}

/** null: all of them. */
function knownRows(labels: Int32Array): Int32Array | null {
  if (!labels.includes(-1)) return null;
  return rowsByGroup(
    labels.map((label) => (label < 0 ? -1 : 0)),
    1,
  )[0];
}
