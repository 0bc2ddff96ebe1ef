import { mean } from '../numerics/statistics.js';
import type { Column, RowPair } from './column.js';
import { kendallScorer, tauB } from './kendall.js';

export type CorrelationMethod = 'pearson' | 'spearman' | 'kendall';

/** Correlation of the rows, each as often as its weight says; null where a column has one value only. */
export type Statistic = (weights: Float64Array) => number | null;

/** Below this share of the mean square, what is left after the mean is taken off is rounding. */
const ROUNDING = 1e-13;

/** The estimate of a method as a function of how often each row counts: of all rows once, or of a bootstrap sample. */
export function statisticOf(pair: RowPair, method: CorrelationMethod): Statistic {
  if (method === 'pearson') return pearsonStatistic(centred(pair.x.values), centred(pair.y.values));
  if (method === 'spearman') return spearmanStatistic(pair);
  const score = kendallScorer(pair);
  return (weights) => tauB(score(weights));
}

/** Each row once. */
export const onceEach = (n: number): Float64Array => new Float64Array(n).fill(1);

/** A power of two, which no correlation sees, that brings numbers beyond 1e±100 to where their squares are numbers; else 1. */
export function safeScale(...columns: readonly Float64Array[]): number {
  let largest = 0;
  for (const values of columns)
    for (let i = 0; i < values.length; i++) largest = Math.max(largest, Math.abs(values[i]));
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

/** Average ranks less their mean, of a column without gaps. Sum of squares is exact up to 1e5 rows. */
export function centredRanks(column: Column): Float64Array {
  const ranks = classRanks(column.sizes);
  const middle = (column.classes.length + 1) / 2;
  const out = new Float64Array(column.classes.length);
  for (let i = 0; i < out.length; i++) out[i] = ranks[column.classes[i]] - middle;
  return out;
}

/** Average rank, from 1 on, of each class of equal values. */
function classRanks(sizes: ArrayLike<number>): Float64Array {
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
    let [sxx, syy, sxy] = [0, 0, 0];
    for (let c = 0; c < ranksX.length; c++) sxx += weightsX[c] * (ranksX[c] - middle) ** 2;
    for (let c = 0; c < ranksY.length; c++) syy += weightsY[c] * (ranksY[c] - middle) ** 2;
    for (let i = 0; i < n; i++)
      sxy += weights[i] * (ranksX[x.classes[i]] - middle) * (ranksY[y.classes[i]] - middle);
    return sxx > 0 && syy > 0 ? clamp(sxy / Math.sqrt(sxx * syy)) : null;
  };
}
