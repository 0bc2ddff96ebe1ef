import type { LabelledTable, Split } from './decision-tree.js';
import { impurity, type Criterion } from './impurity.js';
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

interface Best {
  split: FoundSplit | null;
}

/**
 * The question that takes most impurity away from some samples of a table.
 *
 * Every feature at every gap between its values is tried, samples without a value on the left and on the right, and
 * whether there is a value at all. Of equal gains the first feature wins, then the lowest threshold, then 'left'.
 *
 * @param rows   samples of the node
 * @param range  of each feature over the whole training set, [nFeatures]
 * @returns null when nothing takes any impurity away: a gain of exactly 0 is no reason to split
 * Source: Breiman, Friedman, Olshen & Stone, Classification and Regression Trees (1984), chapters 2 and 4.
 * Checked: test/reference/decision-tree.json (scikit-learn), exhaustive search (best-split.spec.ts).
 */
export function bestSplit(
  table: LabelledTable,
  rows: Int32Array,
  range: Float64Array,
  options: SplitOptions,
): FoundSplit | null {
  const best: Best = { split: null };
  for (let feature = 0; feature < table.nFeatures; feature++) {
    tryFeature({ table, rows, feature, same: SAME_VALUE * range[feature], options }, best);
  }
  return best.split;
}

interface Trial {
  readonly table: LabelledTable;
  readonly rows: Int32Array;
  readonly feature: number;
  readonly same: number;
  readonly options: SplitOptions;
}

function tryFeature(trial: Trial, best: Best): void {
  const { table, rows, feature } = trial;
  const valueOf = (row: number): number => table.features[row * table.nFeatures + feature];
  const known = rows.filter((row) => !Number.isNaN(valueOf(row))).sort((a, b) => valueOf(a) - valueOf(b));
  const none = countsOf(
    table,
    rows.filter((row) => Number.isNaN(valueOf(row))),
  );
  const nNone = rows.length - known.length;
  const all = countsOf(table, rows);
  if (nNone === 0) {
    sweep(trial, { known, left: new Float64Array(table.nClasses), all, missing: null }, best);
    return;
  }
  sweep(trial, { known, left: none.slice(), all, missing: 'left' }, best);
  sweep(trial, { known, left: new Float64Array(table.nClasses), all, missing: 'right' }, best);
  if (known.length > 0) {
    const gain = gainOf(trial, minus(all, none), all);
    const split = { feature, threshold: null, between: null, missing: 'right', gain } as const;
    offer(split, [known.length, nNone], trial, best);
  }
}

interface Sweep {
  /** Rows with a value, ascending. */
  readonly known: Int32Array;
  /** Counts on the left before the first value. */
  readonly left: Float64Array;
  readonly all: Float64Array;
  readonly missing: Split['missing'];
}

function sweep(trial: Trial, { known, left, all, missing }: Sweep, best: Best): void {
  const { table, feature, same, rows } = trial;
  let nLeft = missing === 'left' ? rows.length - known.length : 0;
  for (let i = 0; i + 1 < known.length; i++) {
    left[table.labels[known[i]]]++;
    nLeft++;
    const below = table.features[known[i] * table.nFeatures + feature];
    const above = table.features[known[i + 1] * table.nFeatures + feature];
    if (!(above - below > same)) continue;
    const gain = gainOf(trial, left, all);
    if (gain <= EQUAL || (best.split !== null && gain <= best.split.gain + EQUAL)) continue;
    const threshold = roundestBetween(below, above);
    const split = { feature, threshold, between: [below, above] as const, missing, gain };
    offer(split, [nLeft, rows.length - nLeft], trial, best);
  }
}

function offer(split: FoundSplit, sizes: readonly [number, number], trial: Trial, best: Best): void {
  const { minLeaf } = trial.options;
  if (sizes[0] < minLeaf || sizes[1] < minLeaf) return;
  if (split.gain <= EQUAL || (best.split !== null && split.gain <= best.split.gain + EQUAL)) return;
  best.split = split;
}

/** As a share of all samples of the table. */
function gainOf({ table, options }: Trial, left: Float64Array, all: Float64Array): number {
  const right = minus(all, left);
  const [nLeft, nRight] = [total(left), total(right)];
  const parts =
    nLeft * impurity(left, nLeft, options.criterion) + nRight * impurity(right, nRight, options.criterion);
  const n = nLeft + nRight;
  return (n * impurity(all, n, options.criterion) - parts) / table.nSamples;
}

export function countsOf({ labels, nClasses }: LabelledTable, rows: Int32Array): Float64Array {
  const counts = new Float64Array(nClasses);
  for (const row of rows) counts[labels[row]]++;
  return counts;
}

const minus = (a: Float64Array, b: Float64Array): Float64Array => a.map((value, at) => value - b[at]);
const total = (counts: Float64Array): number => counts.reduce((a, b) => a + b, 0);
