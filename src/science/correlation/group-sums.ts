import { mean } from '../numerics/statistics.js';
import type { Column, RowPair } from './column.js';
import { kendallScore, scoreVariance } from './kendall.js';
import { oncePer } from './once-per.js';
import {
  centred,
  centredRanks,
  dot,
  largestOf,
  plainRatio,
  scaleFor,
  type CorrelationMethod,
} from './statistic.js';

/** What a group adds to the correlation within groups, which is both/√(x·y) of the sums over groups. */
export interface GroupSums {
  readonly n: number;
  readonly x: number;
  readonly y: number;
  readonly both: number;
  /** Of `both` where nothing is associated; Kendall only. */
  readonly variance: number;
  /** Means in the units of the sums; Pearson only, else 0. */
  readonly meanX: number;
  readonly meanY: number;
}

export const NO_ROWS: GroupSums = { n: 0, x: 0, y: 0, both: 0, variance: 0, meanX: 0, meanY: 0 };

/**
 * Pearson: squares and products of the deviations from the means of the group. Spearman: of its ranks over its rows + 1, so that
 * groups count by their rows. Kendall: its pairs of rows that differ in a column, concordant less discordant ones.
 */
export function groupSums(groups: readonly RowPair[], method: CorrelationMethod): GroupSums[] {
  if (method === 'kendall') return groups.map(kendallSums);
  if (method === 'spearman')
    return groups.map(({ n, x, y }) => ({ ...NO_ROWS, n, ...products(shareRanks(x), shareRanks(y)) }));
  const [ofX, ofY] = [deviationsIn(groups.map(({ x }) => x)), deviationsIn(groups.map(({ y }) => y))];
  return groups.map(({ n, x, y }) => {
    const [a, b] = [ofX(x), ofY(y)];
    return { ...NO_ROWS, n, ...products(a, b), meanX: a.mean, meanY: b.mean };
  });
}

/** Sums of two groups each of which keeps its own mean. */
export const addWithin = (a: GroupSums, b: GroupSums): GroupSums => ({
  n: a.n + b.n,
  x: a.x + b.x,
  y: a.y + b.y,
  both: a.both + b.both,
  variance: a.variance + b.variance,
  meanX: 0,
  meanY: 0,
});

/**
 * Sums about the common mean of two groups (Pearson only).
 *
 * Source: T. F. Chan, G. H. Golub, R. J. LeVeque, Am. Stat. 37 (1983) 242.
 */
export function mergePooled(a: GroupSums, b: GroupSums): GroupSums {
  if (a.n === 0) return b;
  if (b.n === 0) return a;
  const n = a.n + b.n;
  const share = (a.n * b.n) / n;
  const [dx, dy] = [b.meanX - a.meanX, b.meanY - a.meanY];
  return {
    n,
    x: a.x + b.x + share * dx * dx,
    y: a.y + b.y + share * dy * dy,
    both: a.both + b.both + share * dx * dy,
    variance: 0,
    meanX: a.meanX + (dx * b.n) / n,
    meanY: a.meanY + (dy * b.n) / n,
  };
}

/** null where one column is constant. */
export const estimateOf = ({ x, y, both }: GroupSums): number | null => plainRatio(x, y, both);

/** Of each group: all the others together. No group is subtracted: the largest would take the digits with it. */
export function withoutEach(sums: readonly GroupSums[], add: typeof addWithin): GroupSums[] {
  const after: GroupSums[] = [NO_ROWS];
  for (let g = sums.length - 1; g > 0; g--) after.push(add(sums[g], after[after.length - 1]));
  let before = NO_ROWS;
  return sums.map((its, g) => {
    const others = add(before, after[sums.length - 1 - g]);
    before = add(before, its);
    return others;
  });
}

/** Numbers of a column and what they add by themselves. */
interface Part {
  readonly values: Float64Array;
  readonly squares: number;
  readonly mean: number;
}

const partOf = (values: Float64Array, mean: number): Part => ({ values, squares: dot(values, values), mean });

const products = (a: Part, b: Part): Pick<GroupSums, 'x' | 'y' | 'both'> => ({
  x: a.squares,
  y: b.squares,
  both: dot(a.values, b.values),
});

const isConstant = ({ sizes }: Column): boolean => sizes.length < 2;

/** Deviations from the mean of the group in the units that all the groups of a column have in common. */
function deviationsIn(groups: readonly Column[]): (column: Column) => Part {
  const scale = scaleFor(groups.reduce((most, column) => Math.max(most, largest(column)), 0));
  return scale === 1 ? unscaled : (column) => deviations(column, scale);
}

const largest = oncePer(({ values }: Column): number => largestOf(values));

/** Of a constant column they are 0, where subtraction leaves rounding. */
const deviations = (column: Column, scale: number): Part =>
  partOf(
    isConstant(column) ? new Float64Array(column.values.length) : centred(column.values, scale),
    (isConstant(column) ? column.values[0] : mean(column.values)) * scale,
  );

const unscaled = oncePer((column: Column): Part => deviations(column, 1));

const shareRanks = oncePer((column: Column): Part => {
  const ranks = centredRanks(column);
  for (let i = 0; i < ranks.length; i++) ranks[i] /= ranks.length + 1;
  return partOf(ranks, 0);
});

function kendallSums(group: RowPair): GroupSums {
  const { nPairs, tiedX, tiedY, concordantLessDiscordant } = kendallScore(group);
  return {
    ...NO_ROWS,
    n: group.n,
    x: nPairs - tiedX,
    y: nPairs - tiedY,
    both: concordantLessDiscordant,
    variance: group.n < 2 ? 0 : scoreVariance(group),
  };
}
