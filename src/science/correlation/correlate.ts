import { betaShare } from '../numerics/gamma-functions.js';
import { bootstrapInterval, type BootstrapInterval, type BootstrapOptions } from './bootstrap.js';
import { nTied, pairColumns, prepareColumn, type Column, type RowPair } from './column.js';
import { checkLevel } from './correlation-error.js';
import { fisherInterval, INTERVAL_METHODS, zVariance, type Interval } from './fisher-z.js';
import { kendallP, kendallScore, tauB } from './kendall.js';
import { oncePer } from './once-per.js';
import { estimateOnce, isPerfect, type CorrelationMethod } from './statistic.js';

/** Why there is no estimate, or what is to be known about one. */
export interface Remark<Code extends string = string> {
  readonly code: Code;
  readonly message: string;
}

export type NoEstimateCode = 'too-few-rows' | 'constant-column';
export type CorrelationWarningCode = 'few-rows' | 'nearly-constant' | 'perfect';

/** How p was found: 'student-t' with the degrees of freedom of the rows, 'exact' over all permutations, 'normal' for large n. */
export type PMethod = 'student-t' | 'exact' | 'normal';

export interface CorrelationOptions {
  readonly method: CorrelationMethod;
  /** Confidence of intervals, between 0 and 1; 0.95 if left out. */
  readonly level?: number;
  /** Bootstrap interval beside the one of Fisher's z; none if left out. */
  readonly bootstrap?: BootstrapOptions;
}

/** The correlation of two columns over the rows where both are known. What cannot be known is null. */
export interface Correlation {
  readonly method: CorrelationMethod;
  /** Rows with both values. */
  readonly n: number;
  readonly estimate: number | null;
  /** Why there is no estimate; null where there is one. */
  readonly reason: Remark<NoEstimateCode> | null;
  /** Two-sided p of no association. */
  readonly p: number | null;
  readonly pMethod: PMethod | null;
  /** Of Fisher's z; null with fewer than 4 rows (Kendall: 5) and at ±1. */
  readonly interval: Interval | null;
  readonly bootstrap: BootstrapInterval | null;
  /** Rows, of those with both values, that share their value with another one. */
  readonly ties: { readonly x: number; readonly y: number };
  readonly warnings: readonly Remark<CorrelationWarningCode>[];
}

/** Of so few rows a correlation is anecdote: |r| = 0.63 has p = 0.05 at 10. */
export const FEW_ROWS = 10;
/** Two rows always lie on a line. */
export const LEAST_ROWS = 3;
/** Spread below this share of the mean may be the rounding of the numbers (the threshold of SciPy). */
const NEARLY_CONSTANT = 1e-13;

/**
 * Correlation of two columns: Pearson's r, Spearman's ρ of average ranks, or Kendall's τ-b.
 *
 * p: Pearson and Spearman by Student's t with n − 2 degrees of freedom (exact for Pearson of normal rows, an approximation for
 * Spearman), Kendall exact or normal as `kendallP` says. Interval: `zVariance` names the formulas.
 *
 * @param x, y  [n], NaN = unknown; rows unknown in either are left out
 * @throws CorrelationError invalid-columns  lengths differ, infinite values
 * @throws CorrelationError invalid-parameter  level, bootstrap
 * Valid for: independent rows. Rows of several materials or groups: `correlateGrouped`.
 * Checked: scipy.stats.pearsonr, spearmanr, kendalltau to 1e-12, p to 1e-9 (against-scipy.spec.ts).
 */
export const correlate = (x: Float64Array, y: Float64Array, options: CorrelationOptions): Correlation =>
  correlatePair(pairColumns(prepareColumn(x), prepareColumn(y)), options);

/** `correlate` of columns that were sorted before: for many pairs of the same columns, or parts of their rows. */
export function correlatePair(pair: RowPair, options: CorrelationOptions): Correlation {
  const { method, level = 0.95 } = options;
  checkLevel(level);
  const { n } = pair;
  const ties = { x: nTied(pair.x), y: nTied(pair.y) };
  const nothing = {
    method,
    n,
    estimate: null,
    p: null,
    pMethod: null,
    interval: null,
    bootstrap: null,
    ties,
  };
  const reason = noEstimate(pair);
  if (reason !== null) return { ...nothing, reason, warnings: [] };
  const { estimate, p, pMethod } = test(pair, method);
  if (estimate === null) return { ...nothing, reason: constant('x or y', 'but for rounding'), warnings: [] };
  return {
    ...nothing,
    estimate,
    reason: null,
    p,
    pMethod,
    interval: fisherInterval(estimate, zVariance(method, estimate, n), level, INTERVAL_METHODS[method]),
    bootstrap: options.bootstrap ? bootstrapInterval(pair, method, level, options.bootstrap) : null,
    warnings: warningsOf(pair, estimate),
  };
}

function noEstimate({ n, x, y }: RowPair): Remark<NoEstimateCode> | null {
  if (n < LEAST_ROWS)
    return { code: 'too-few-rows', message: `${n} rows have both values, ${LEAST_ROWS} are needed` };
  if (x.sizes.length === 1) return constant(y.sizes.length === 1 ? 'x and y' : 'x');
  return y.sizes.length === 1 ? constant('y') : null;
}

const constant = (which: string, how = 'in all these rows'): Remark<NoEstimateCode> => ({
  code: 'constant-column',
  message: `${which}: one value ${how}; nothing varies with it`,
});

interface Tested {
  readonly estimate: number | null;
  readonly p: number | null;
  readonly pMethod: PMethod | null;
}

function test(pair: RowPair, method: CorrelationMethod): Tested {
  if (method === 'kendall') {
    const score = kendallScore(pair);
    const { p, method: pMethod } = kendallP(pair, score);
    return { estimate: tauB(score), p, pMethod };
  }
  const estimate = estimateOnce(pair, method);
  return { estimate, p: estimate === null ? null : studentP(estimate, pair.n - 2), pMethod: 'student-t' };
}

/** Two-sided p of a correlation by t = r·√(dof/(1 − r²)), without forming t; null without a degree of freedom. */
export function studentP(estimate: number, dof: number): number | null {
  if (dof < 1) return null;
  return betaShare((1 - estimate) * (1 + estimate), dof / 2, 0.5, estimate * estimate);
}

function warningsOf({ n, x, y }: RowPair, estimate: number): Remark<CorrelationWarningCode>[] {
  const warnings: Remark<CorrelationWarningCode>[] = [];
  if (n < FEW_ROWS)
    warnings.push({ code: 'few-rows', message: `only ${n} rows: estimate, p and interval are rough` });
  if (isNearlyConstant(x) || isNearlyConstant(y))
    warnings.push({ code: 'nearly-constant', message: 'a column varies by little more than its rounding' });
  if (isPerfect(estimate))
    warnings.push({
      code: 'perfect',
      message: 'at ±1 there is no interval, and p says nothing of rounded numbers',
    });
  return warnings;
}

const isNearlyConstant = oncePer(({ values }: Column): boolean => {
  let low = Infinity;
  let high = -Infinity;
  for (let i = 0; i < values.length; i++) {
    if (values[i] < low) low = values[i];
    if (values[i] > high) high = values[i];
  }
  return high - low < NEARLY_CONSTANT * Math.max(Math.abs(low), Math.abs(high));
});
