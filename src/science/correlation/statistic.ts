import { mean } from '../numerics/statistics.js';
import type { Column, RowPair } from './column.js';
import { kendallScore, kendallScorer, tauB } from './kendall.js';
import { oncePer } from './once-per.js';

export type CorrelationMethod = 'pearson' | 'spearman' | 'kendall';

/** Correlation of the rows, each as often as its weight says; null where a column has one value only. */
export type Statistic = (weights: Float64Array) => number | null;

/** Below this share of the mean square, what is left after the mean is taken off is rounding. */
const ROUNDING = 1e-13;

/** The estimate of a method as a function of how often each row counts: of all rows once, or of a bootstrap sample. */
export function statisticOf(pair: RowPair, method: CorrelationMethod): Statistic {
  if (method === 'pearson') return pearsonStatistic(deviationsOf(pair.x).values, deviationsOf(pair.y).values);
  if (method === 'spearman') return spearmanStatistic(pair);
  const score = kendallScorer(pair);
  return (weights) => tauB(score(weights));
}

/** `statisticOf` with each row once, to the last bit, from what is known of each column: one pass over the rows a pair. */
export function estimateOnce(pair: RowPair, method: CorrelationMethod): number | null {
  if (method === 'kendall') return tauB(kendallScore(pair));
  if (method === 'pearson') {
    const [a, b] = [deviationsOf(pair.x), deviationsOf(pair.y)];
    const sxy = dot(a.values, b.values);
    return ratio({ n: pair.n, sx: a.sum, sy: b.sum, sxx: a.squares, syy: b.squares, sxy });
  }
  return rankRatio(ranksOf(pair.x), ranksOf(pair.y));
}

/** Each row once. */
export const onceEach = (n: number): Float64Array => new Float64Array(n).fill(1);

/** A power of two, which no correlation sees, that brings numbers beyond 1e±100 to where their squares are numbers; else 1. */
export const safeScale = (values: Float64Array): number => scaleFor(largestOf(values));

export function largestOf(values: Float64Array): number {
  let largest = 0;
  for (let i = 0; i < values.length; i++) largest = Math.max(largest, Math.abs(values[i]));
  return largest;
}

/** `safeScale` of numbers of which this is the largest. */
export function scaleFor(largest: number): number {
  if (largest === 0 || (largest < 1e100 && largest > 1e-100)) return 1;
  return 2 ** -Math.max(-1000, Math.min(1000, Math.floor(Math.log2(largest))));
}

/** Deviations from the mean, in units in which their squares are numbers. */
export function centred(values: Float64Array, scale = safeScale(values)): Float64Array {
  const deviations = new Float64Array(values.length);
  for (let i = 0; i < values.length; i++) deviations[i] = values[i] * scale;
  const middle = mean(deviations);
  for (let i = 0; i < values.length; i++) deviations[i] -= middle;
  return deviations;
}

/** Deviations of a column from its mean, with their sums. */
export const deviationsOf = oncePer((column: Column) => {
  const values = centred(column.values);
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i];
  return { values, sum, squares: dot(values, values) };
});

/** Ranks less their mean and the sum of their squares. */
export interface CentredRanks {
  readonly values: Float64Array;
  readonly squares: number;
}

const ranksOf = oncePer((column: Column): CentredRanks => {
  const ranks = classRanks(column.sizes);
  return { values: centredRanks(column), squares: rankSquares(ranks, column.sizes, column.classes.length) };
});

/** Σ of the squares of ranks less their mean; `weights`: rows of each class, `total` of all. */
export function rankSquares(ranks: Float64Array, weights: ArrayLike<number>, total: number): number {
  const middle = (total + 1) / 2;
  let squares = 0;
  for (let c = 0; c < ranks.length; c++) squares += weights[c] * (ranks[c] - middle) ** 2;
  return squares;
}

/** Spearman's ρ of ranks; null where a column has one value only. */
export const rankRatio = (x: CentredRanks, y: CentredRanks): number | null =>
  plainRatio(x.squares, y.squares, dot(x.values, y.values));

/** Σxy/√(Σx²·Σy²) of deviations whose squares are exactly 0 where a column is constant: null there. */
export const plainRatio = (xx: number, yy: number, xy: number): number | null =>
  xx > 0 && yy > 0 ? clamp(xy / Math.sqrt(xx * yy)) : null;

export function dot(a: Float64Array, b: Float64Array): number {
  let total = 0;
  for (let i = 0; i < a.length; i++) total += a[i] * b[i];
  return total;
}

/** Average ranks less their mean, of a column without gaps. Sum of squares is exact up to 1e5 rows. */
export function centredRanks(column: Column): Float64Array {
  const ranks = classRanks(column.sizes);
  const middle = (column.classes.length + 1) / 2;
  const out = new Float64Array(column.classes.length);
  for (let i = 0; i < out.length; i++) out[i] = ranks[column.classes[i]] - middle;
  return out;
}

/** Average rank, from 1 on, of each class of equal values. */
export function classRanks(sizes: ArrayLike<number>): Float64Array {
  const ranks = new Float64Array(sizes.length);
  let below = 0;
  for (let c = 0; c < sizes.length; c++) {
    ranks[c] = below + (sizes[c] + 1) / 2;
    below += sizes[c];
  }
  return ranks;
}

/** Of deviations from the means of all rows: the mean of a sample lies near 0, and one pass loses no digits. */
export function pearsonStatistic(dx: Float64Array, dy: Float64Array): Statistic {
  return (weights) => {
    let [n, sx, sy, sxx, syy, sxy] = [0, 0, 0, 0, 0, 0];
    for (let i = 0; i < dx.length; i++) {
      const w = weights[i];
      const x = dx[i];
      const y = dy[i];
      n += w;
      sx += w * x;
      sy += w * y;
      sxx += w * x * x;
      syy += w * y * y;
      sxy += w * x * y;
    }
    return ratio({ n, sx, sy, sxx, syy, sxy });
  };
}

/** Sums over rows of deviations and of their products. */
export interface Moments {
  readonly n: number;
  readonly sx: number;
  readonly sy: number;
  readonly sxx: number;
  readonly syy: number;
  readonly sxy: number;
}

/** Covariance over the root of the variances, within [−1, 1]; null where one of them is rounding. */
export function ratio({ n, sx, sy, sxx, syy, sxy }: Moments): number | null {
  const varianceX = sxx - (sx * sx) / n;
  const varianceY = syy - (sy * sy) / n;
  if (!(varianceX > ROUNDING * sxx && varianceY > ROUNDING * syy)) return null;
  return clamp((sxy - (sx * sy) / n) / Math.sqrt(varianceX * varianceY));
}

/** Rounding may leave a correlation a few 1e-16 outside. */
const clamp = (r: number): number => Math.max(-1, Math.min(1, r));

/** ±1 but for rounding. */
export const isPerfect = (r: number): boolean => 1 - Math.abs(r) < 1e-14;

function spearmanStatistic({ n, x, y }: RowPair): Statistic {
  const weightsX = new Float64Array(x.sizes.length);
  const weightsY = new Float64Array(y.sizes.length);
  return (weights) => {
    weightsX.fill(0);
    weightsY.fill(0);
    let total = 0;
    for (let i = 0; i < n; i++) {
      total += weights[i];
      weightsX[x.classes[i]] += weights[i];
      weightsY[y.classes[i]] += weights[i];
    }
    const ranksX = classRanks(weightsX);
    const ranksY = classRanks(weightsY);
    const middle = (total + 1) / 2;
    const sxx = rankSquares(ranksX, weightsX, total);
    const syy = rankSquares(ranksY, weightsY, total);
    let sxy = 0;
    for (let i = 0; i < n; i++)
      sxy += weights[i] * (ranksX[x.classes[i]] - middle) * (ranksY[y.classes[i]] - middle);
    return plainRatio(sxx, syy, sxy);
  };
}
