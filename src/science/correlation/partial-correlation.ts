import { prepareColumn } from './column.js';
import { checkLevel, CorrelationError } from './correlation-error.js';
import { LEAST_ROWS, studentP, type Remark } from './correlate.js';
import type { NamedColumn } from './correlate-columns.js';
import { fisherInterval, INTERVAL_METHODS, zVariance, type Interval } from './fisher-z.js';
import { designOf } from './regression/design.js';
import { solveLeastSquares } from './regression/qr.js';
import { centred, centredRanks } from './statistic.js';

export interface PartialCorrelation {
  readonly method: 'pearson' | 'spearman';
  readonly n: number;
  readonly controls: readonly string[];
  readonly estimate: number | null;
  readonly reason: Remark<'too-few-rows' | 'constant-column' | 'explained'> | null;
  /** By Student's t with n − 2 − (number of controls) degrees of freedom. */
  readonly p: number | null;
  readonly interval: Interval | null;
}

/** A column of which the controls leave less than this share is made of them. */
const EXPLAINED = 1e-10;

/**
 * Correlation of what is left of x and y when the controls are fitted to both (with an intercept); Spearman: of the ranks of all.
 *
 * @throws CorrelationError collinear  controls of which one is constant or made of the others; invalid-columns, invalid-parameter
 * Valid for: effects of the controls that are linear (in ranks: monotone). Kendall's has no p that is known, and is not offered.
 * Source: R. A. Fisher, Metron 3 (1924) 329: as a correlation of as many rows fewer as there are controls.
 * Checked: residuals by numpy, p by scipy (partial-correlation.spec.ts).
 */
export function partialCorrelation(
  x: Float64Array,
  y: Float64Array,
  controls: readonly NamedColumn[],
  options: { readonly method: 'pearson' | 'spearman'; readonly level?: number },
): PartialCorrelation {
  const { method, level = 0.95 } = options;
  checkLevel(level);
  const design = designOf([{ name: ' x', values: x }, ...controls], y, null);
  const n = design.response.length;
  const base = { method, n, controls: controls.map(({ name }) => name) };
  const nothing = { ...base, estimate: null, p: null, interval: null };
  if (n < LEAST_ROWS + controls.length)
    return {
      ...nothing,
      reason: { code: 'too-few-rows', message: `${n} rows for ${controls.length} controls` },
    };
  const prepared = [design.response, ...design.predictors].map(prepareColumn);
  if (prepared[0].sizes.length === 1 || prepared[1].sizes.length === 1)
    return {
      ...nothing,
      reason: { code: 'constant-column', message: 'x or y has one value in all these rows' },
    };
  const [b, a, ...zs] = prepared.map((column) =>
    column.sizes.length === 1
      ? new Float64Array(n)
      : method === 'spearman'
        ? centredRanks(column)
        : centred(column.values),
  );
  const [restX, restY] = [a, b].map((column) => rest(column, zs, base.controls));
  const [sxx, syy] = [dot(restX, restX), dot(restY, restY)];
  if (sxx < EXPLAINED ** 2 * dot(a, a) || syy < EXPLAINED ** 2 * dot(b, b))
    return { ...nothing, reason: { code: 'explained', message: 'the controls explain x or y altogether' } };
  const estimate = Math.max(-1, Math.min(1, dot(restX, restY) / Math.sqrt(sxx * syy)));
  const nControls = controls.length;
  const variance = zVariance(method, estimate, n, nControls);
  return {
    ...base,
    estimate,
    reason: null,
    p: studentP(estimate, n - 2 - nControls),
    interval: fisherInterval(estimate, variance, level, INTERVAL_METHODS[method]),
  };
}

function rest(
  column: Float64Array,
  controls: readonly Float64Array[],
  names: readonly string[],
): Float64Array {
  if (controls.length === 0) return column;
  const solution = solveLeastSquares(controls, column);
  if (!('dependent' in solution)) return solution.residuals;
  const control = names[solution.dependent];
  throw new CorrelationError('collinear', `the control ${control} is constant or made of those before it`, {
    control,
  });
}

function dot(a: Float64Array, b: Float64Array): number {
  let total = 0;
  for (let i = 0; i < a.length; i++) total += a[i] * b[i];
  return total;
}
