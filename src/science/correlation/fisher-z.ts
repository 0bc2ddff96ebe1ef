import { normalQuantile } from '../numerics/distributions.js';
import { isPerfect, type CorrelationMethod } from './statistic.js';

/** An interval of confidence; `method` says by which variance of Fisher's z. */
export interface Interval {
  readonly low: number;
  readonly high: number;
  readonly level: number;
  readonly method: IntervalMethod;
}

export type IntervalMethod = 'fisher-z' | 'bonett-wright' | 'fieller';

export const INTERVAL_METHODS: Readonly<Record<CorrelationMethod, IntervalMethod>> = {
  pearson: 'fisher-z',
  spearman: 'bonett-wright',
  kendall: 'fieller',
};

/**
 * Variance of atanh of a correlation; null where there are too few rows for one.
 *
 * Pearson 1/(n − 3) (R. A. Fisher, Metron 1 (1921) 3); Spearman (1 + r²/2)/(n − 3) (D. G. Bonett, T. A. Wright, Psychometrika 65
 * (2000) 23, good for |ρ| < 0.95, where Fieller's constant 1.06 is for |ρ| < 0.8 only); Kendall 0.437/(n − 4) (E. C. Fieller, H. O.
 * Hartley, E. S. Pearson, Biometrika 44 (1957) 470, for |τ| < 0.8 and normal rows without many ties).
 *
 * @param nControls  what else was taken off both columns (partial correlation, means of groups), each as good as a row less
 */
export function zVariance(
  method: CorrelationMethod,
  estimate: number,
  n: number,
  nControls = 0,
): number | null {
  const rows = n - nControls - (method === 'kendall' ? 4 : 3);
  if (rows <= 0) return null;
  if (method === 'kendall') return 0.437 / rows;
  return (method === 'spearman' ? 1 + (estimate * estimate) / 2 : 1) / rows;
}

/**
 * tanh(atanh r ± z·√variance).
 *
 * @returns null where the variance is unknown and at r = ±1, where z is infinite and the interval would have no width, which no
 *   sample can promise
 */
export function fisherInterval(
  estimate: number,
  variance: number | null,
  level: number,
  method: IntervalMethod,
): Interval | null {
  if (variance === null || isPerfect(estimate)) return null;
  const centre = Math.atanh(estimate);
  const half = normalQuantile((1 + level) / 2) * Math.sqrt(variance);
  return { low: Math.tanh(centre - half), high: Math.tanh(centre + half), level, method };
}
