import { chiSquareTail, normalQuantile, normalTwoSided } from '../numerics/distributions.js';
import { zVariance } from './fisher-z.js';
import { isPerfect, type CorrelationMethod } from './statistic.js';

/** Mean of the correlations of groups, and whether they are one number. */
export interface CombinedCorrelation {
  /** Groups in the mean: those with an estimate short of ±1 and rows for a variance. */
  readonly nGroups: number;
  /** tanh of the mean of atanh r, each by the inverse of its variance; null with no group. */
  readonly estimate: number | null;
  readonly p: number | null;
  readonly interval: { readonly low: number; readonly high: number; readonly level: number } | null;
  /** Cochran's Q and p of groups that differ by chance only; null with fewer than two. */
  readonly heterogeneity: {
    readonly q: number;
    readonly dof: number;
    readonly p: number;
    readonly iSquared: number;
  } | null;
}

/**
 * Fisher-z weighted mean of the correlations of groups (one effect for all), with the test that it is one.
 *
 * Valid for: independent groups. Where I², the share of the spread that is not chance, is large, the mean stands for no group.
 * Source: L. V. Hedges, I. Olkin, Statistical Methods for Meta-Analysis (1985), chapter 11; I² of J. P. T. Higgins, S. G. Thompson, Stat.
 * Med. 21 (2002) 1539. Checked: statsmodels combine_effects (grouped.spec.ts).
 */
export function combineGroups(
  groups: readonly { readonly n: number; readonly estimate: number | null }[],
  method: CorrelationMethod,
  level: number,
): CombinedCorrelation {
  const used = groups.flatMap(({ n, estimate }) => {
    const variance = estimate === null || isPerfect(estimate) ? null : zVariance(method, estimate, n);
    return variance === null ? [] : [{ z: Math.atanh(estimate!), weight: 1 / variance }];
  });
  if (used.length === 0) return { nGroups: 0, estimate: null, p: null, interval: null, heterogeneity: null };
  const total = used.reduce((sum, { weight }) => sum + weight, 0);
  const mean = used.reduce((sum, { z, weight }) => sum + z * weight, 0) / total;
  const half = normalQuantile((1 + level) / 2) / Math.sqrt(total);
  const q = used.reduce((sum, { z, weight }) => sum + weight * (z - mean) ** 2, 0);
  const dof = used.length - 1;
  return {
    nGroups: used.length,
    estimate: Math.tanh(mean),
    p: normalTwoSided(mean * Math.sqrt(total)),
    interval: { low: Math.tanh(mean - half), high: Math.tanh(mean + half), level },
    heterogeneity:
      dof === 0 ? null : { q, dof, p: chiSquareTail(q, dof), iSquared: q > dof ? (q - dof) / q : 0 },
  };
}
