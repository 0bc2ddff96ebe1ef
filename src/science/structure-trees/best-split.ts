import type { LabelledTable, Split } from './decision-tree.js';
import { weightedImpurity, type Criterion } from './impurity.js';
import { roundestBetween } from './roundest-between.js';

export type FoundSplit = Omit<Split, 'left' | 'right'>;

export interface SplitOptions {
  readonly criterion: Criterion;
  /** Samples on either side at least. */
  readonly minLeaf: number;
}

/** Gains closer than this are equal: sums in another order differ by some 1e-16. */
const EQUAL = 1e-12;
/** Values closer than this share of a feature's range are one value: rounding must not part sites that symmetry makes alike. */
const SAME_VALUE = 1e-9;

/** The rows of a table that have a value of each feature, ascending, and how far apart its values may be to be one. */
export interface SortedFeatures {
  readonly order: readonly Int32Array[];
  readonly same: Float64Array;
}

/** Sorted once for all nodes of a tree. */
export function sortedFeatures({ features, nSamples, nFeatures }: LabelledTable): SortedFeatures {
  const same = new Float64Array(nFeatures);
  const order = Array.from({ length: nFeatures }, (_, feature) => {
    const column = Float64Array.from({ length: nSamples }, (_, row) => features[row * nFeatures + feature]);
    const rows = Int32Array.from(column.keys()).filter((row) => !Number.isNaN(column[row]));
    rows.sort((a, b) => column[a] - column[b]);
    if (rows.length > 0) same[feature] = SAME_VALUE * (column[rows[rows.length - 1]] - column[rows[0]]);
    return rows;
  });
  return { order, same };
}

/**
 * The question that takes most impurity away from some samples of a table.
 *
 * Every feature at every gap between its values is tried, samples without a value on the left and on the right, and
 * whether there is a value at all. Of equal gains the first feature wins, then the lowest threshold, then 'left'.
 *
 * @param rows    samples of the node
 * @param sorted  of the whole table
 * @returns null when nothing takes any impurity away: a gain of exactly 0 is no reason to split
 * Source: Breiman, Friedman, Olshen & Stone, Classification and Regression Trees (1984), chapters 2 and 4.
 * Checked: test/reference/decision-tree.json (scikit-learn), exhaustive search (best-split.spec.ts).
 */
export function bestSplit(
  table: LabelledTable,
  rows: Int32Array,
  sorted: SortedFeatures,
  options: SplitOptions,
): FoundSplit | null {
  const isIn = new Uint8Array(table.nSamples);
  for (const row of rows) isIn[row] = 1;
  const all = countsOf(table, rows);
  const whole = weightedImpurity(all, null, rows.length, options.criterion);
  const search: Search = { table, rows, all, whole, options, best: null };
  for (let feature = 0; feature < table.nFeatures; feature++) {
    const known = sorted.order[feature].filter((row) => isIn[row] === 1);
    tryFeature(search, { feature, known, same: sorted.same[feature] });
  }
  if (search.best === null) return null;
  const { between, ...split } = search.best;
  return { ...split, between, threshold: between === null ? null : roundestBetween(between[0], between[1]) };
}

interface Search {
  readonly table: LabelledTable;
  readonly rows: Int32Array;
  /** Samples of each class in the node. */
  readonly all: Float64Array;
  /** Impurity of the node times its samples. */
  readonly whole: number;
  readonly options: SplitOptions;
  best: Omit<FoundSplit, 'threshold'> | null;
}

interface Column {
  readonly feature: number;
  /** Rows of the node with a value, ascending. */
  readonly known: Int32Array;
  readonly same: number;
}

function tryFeature(search: Search, column: Column): void {
  const { table, all, rows } = search;
  const { known, feature } = column;
  const nNone = rows.length - known.length;
  if (nNone === 0) {
    sweep(search, column, new Float64Array(table.nClasses), null);
    return;
  }
  const withValue = countsOf(table, known);
  sweep(
    search,
    column,
    all.map((count, c) => count - withValue[c]),
    'left',
  );
  sweep(search, column, new Float64Array(table.nClasses), 'right');
  offer(search, { feature, between: null, missing: 'right' }, withValue, known.length);
}

/** @param left  counts on the left before the first value; used up */
function sweep(
  search: Search,
  { feature, known, same }: Column,
  left: Float64Array,
  missing: Split['missing'],
): void {
  const { table, rows } = search;
  const { features, nFeatures, labels } = table;
  let nLeft = missing === 'left' ? rows.length - known.length : 0;
  for (let i = 0; i + 1 < known.length; i++) {
    left[labels[known[i]]]++;
    nLeft++;
    const below = features[known[i] * nFeatures + feature];
    const above = features[known[i + 1] * nFeatures + feature];
    if (above - below > same) offer(search, { feature, between: [below, above], missing }, left, nLeft);
  }
}

function offer(
  search: Search,
  question: Pick<FoundSplit, 'feature' | 'between' | 'missing'>,
  left: Float64Array,
  nLeft: number,
): void {
  const { table, all, whole, options, rows } = search;
  if (nLeft < options.minLeaf || rows.length - nLeft < options.minLeaf) return;
  const rest =
    weightedImpurity(left, null, nLeft, options.criterion) +
    weightedImpurity(all, left, rows.length - nLeft, options.criterion);
  const gain = (whole - rest) / table.nSamples;
  if (gain > EQUAL + (search.best?.gain ?? 0)) search.best = { ...question, gain };
}

export function countsOf({ labels, nClasses }: LabelledTable, rows: Int32Array): Float64Array {
  const counts = new Float64Array(nClasses);
  for (const row of rows) counts[labels[row]]++;
  return counts;
}
