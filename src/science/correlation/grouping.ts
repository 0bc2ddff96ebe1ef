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

/** Groups as many pairs need them: what can be made of columns without gaps is made once. */
export interface Grouping {
  readonly groups: Groups;
  /** Rows whose group is known; null: all. */
  readonly known: Int32Array | null;
  readonly split: Splitter;
  /** A column without gaps, less the rows whose group is not known. */
  readonly select: (column: Column) => Column;
}

interface Splitter {
  readonly rows: readonly Int32Array[];
  readonly parts: (pair: RowPair) => RowPair[];
}

/** @throws CorrelationError invalid-columns  labels that do not fit the rows or the names */
export function groupingOf(groups: Groups, nRows: number): Grouping {
  checkGroups(groups, nRows);
  const known = knownRows(groups.labels);
  const labels = known === null ? groups.labels : known.map((row) => groups.labels[row]);
  return {
    ...{ groups, known, split: splitter(labels, groups.names.length) },
    select: oncePer((column: Column) => (known === null ? column : selectRows(column, known))),
  };
}

export function groupPair(all: RowPair, grouping: Grouping): GroupedPair {
  const { names, labels } = grouping.groups;
  if (all.rows === null) {
    const { known, select, split } = grouping;
    const pair = known === null ? all : { ...all, n: known.length, x: select(all.x), y: select(all.y) };
    return grouped(all.n, pair, split, names);
  }
  const labelsHere = all.rows.map((row) => labels[row]);
  const known = knownRows(labelsHere);
  if (known === null) return grouped(all.n, all, splitter(labelsHere, names.length), names);
  const labelsKnown = known.map((row) => labelsHere[row]);
  return grouped(all.n, selectPair(all, known), splitter(labelsKnown, names.length), names);
}

export const rowsOf = (parts: GroupedPair['parts']): Int32Array[] => parts.map(({ rows }) => rows);

function grouped(nAll: number, pair: RowPair, split: Splitter, names: readonly string[]): GroupedPair {
  const parts = split
    .parts(pair)
    .map((part, g) => ({ group: names[g], rows: split.rows[g], pair: part }))
    .filter((part) => part.pair.n > 0);
  return { pair, nWithoutGroup: nAll - pair.n, parts };
}

function splitter(labels: Int32Array, nGroups: number): Splitter {
  const rows = rowsByGroup(labels, nGroups);
  return { rows, parts: splitterOf(labels, rows) };
}

/** null: all of them. */
function knownRows(labels: Int32Array): Int32Array | null {
  if (!labels.includes(-1)) return null;
  return rowsByGroup(
    labels.map((label) => (label < 0 ? -1 : 0)),
    1,
  )[0];
}
