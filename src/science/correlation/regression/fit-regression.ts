import { fTail, studentQuantile, studentTwoSided } from '../../numerics/distributions.js';
import type { NamedColumn } from '../correlate-columns.js';
import { checkLevel, CorrelationError } from '../correlation-error.js';
import type { Groups } from '../groups.js';
import { centresOf, designOf, lessCentres, type Centre, type Design } from './design.js';
import { solveLeastSquares } from './qr.js';

/** A number that was fitted; doubt is null where the fit is exact for want of scatter. */
export interface Coefficient {
  readonly name: string;
  readonly value: number;
  readonly std: number;
  /** value/std; null where std is 0. */
  readonly t: number | null;
  readonly p: number | null;
  readonly low: number;
  readonly high: number;
}

export interface RegressionOptions {
  /** An intercept of its own for each group (fixed effects); one for all rows if left out. */
  readonly groups?: Groups;
  /** Confidence of intervals; 0.95 if left out. */
  readonly level?: number;
}

/** An ordinary least-squares fit. Plain JSON but for `geometry`, which predictions need. */
export interface Regression {
  readonly n: number;
  /** Rows less what was fitted. */
  readonly dof: number;
  readonly level: number;
  /** null with groups, which have their own. */
  readonly intercept: Coefficient | null;
  readonly groupIntercepts:
    readonly { readonly group: string; readonly n: number; readonly value: number }[] | null;
  readonly coefficients: readonly Coefficient[];
  /** Share of the variance of the response that the fit, group intercepts included, explains; null of a constant response. */
  readonly rSquared: number | null;
  readonly adjustedRSquared: number | null;
  /** Share of the variance within groups that the predictors explain; that of `rSquared` without groups. */
  readonly withinRSquared: number | null;
  /** Standard deviation of the residuals, √(RSS/dof). */
  readonly residualStd: number;
  /** All predictors together against intercepts alone; null where nothing scatters. */
  readonly f: {
    readonly f: number;
    readonly numeratorDof: number;
    readonly denominatorDof: number;
    readonly p: number;
  } | null;
  readonly geometry: RegressionGeometry;
}

/** Where rows have their means, and the inverse of what they spread about them. */
export interface RegressionGeometry {
  readonly centres: readonly Centre[];
  /** (XᵀX)⁻¹ of the centred predictors, row-major [k × k]. */
  readonly covariance: Float64Array;
}

/**
 * Ordinary least squares of a response on one or several predictors, with an intercept, or one for each group.
 *
 * @param predictors  columns [n], NaN = unknown; rows unknown anywhere (or of no group) are left out
 * @throws CorrelationError too-few-rows  fewer rows than numbers to fit and one
 * @throws CorrelationError collinear  a predictor is constant (within groups) or made of those before it; `details.predictor`
 * @throws CorrelationError invalid-columns, invalid-parameter
 * Valid for: independent rows with normal scatter of one size; read the residuals before the p.
 * Source: centred columns by QR (`solveLeastSquares`), groups by the Frisch–Waugh–Lovell theorem.
 * Checked: statsmodels OLS to 1e-9 (regression.spec.ts).
 */
export const fitRegression = (
  predictors: readonly NamedColumn[],
  response: Float64Array,
  options: RegressionOptions = {},
): Regression => fitDesign(designOf(predictors, response, options.groups ?? null), options.level ?? 0.95);

/** `fitRegression` of rows that are all known. */
export function fitDesign(design: Design, level: number): Regression {
  checkLevel(level);
  const { names, response, groups } = design;
  const n = response.length;
  const k = names.length;
  const centres = n === 0 ? [] : centresOf(design);
  const dof = n - k - Math.max(1, centres.length);
  if (k === 0) throw new CorrelationError('invalid-parameter', 'a regression needs a predictor');
  if (dof < 1)
    throw new CorrelationError(
      'too-few-rows',
      `${n} rows are too few for ${n - dof} numbers to fit and a residual`,
      {
        n,
        needed: n - dof + 1,
      },
    );
  const { solution, deviations } = solveCentred(design, centres);
  const rss = squares(solution.residuals);
  const variance = rss / dof;
  const student = studentQuantile((1 + level) / 2, dof);
  const coefficient = (name: string, value: number, share: number): Coefficient =>
    coefficientOf({ name, value, std: Math.sqrt(variance * share), dof, student });
  const { coefficients, covariance } = solution;
  const intercepts = centres.map(({ predictors, response: y }) => y - dot(coefficients, predictors));
  const total = squares(
    groups === null ? deviations : lessCentres(response, Float64Array.of(meanOf(response)), null),
  );
  const within = squares(deviations);
  return {
    n,
    dof,
    level,
    intercept:
      groups === null
        ? coefficient('intercept', intercepts[0], 1 / n + quadratic(covariance, centres[0].predictors))
        : null,
    groupIntercepts:
      groups?.names.map((group, g) => ({ group, n: centres[g].n, value: intercepts[g] })) ?? null,
    coefficients: names.map((name, i) => coefficient(name, coefficients[i], covariance[i * k + i])),
    rSquared: total > 0 ? 1 - rss / total : null,
    adjustedRSquared: total > 0 ? 1 - variance / (total / (n - 1)) : null,
    withinRSquared: within > 0 ? 1 - rss / within : null,
    residualStd: Math.sqrt(variance),
    f: variance > 0 ? fTest((within - rss) / k / variance, k, dof) : null,
    geometry: { centres, covariance },
  };
}

function solveCentred(design: Design, centres: readonly Centre[]) {
  const { names, predictors, response, groups } = design;
  const centred = predictors.map((column, i) =>
    withoutRounding(
      column,
      lessCentres(
        column,
        Float64Array.from(centres, (centre) => centre.predictors[i]),
        groups,
      ),
    ),
  );
  const deviations = lessCentres(
    response,
    Float64Array.from(centres, (centre) => centre.response),
    groups,
  );
  const solution = solveLeastSquares(centred, deviations);
  if (!('dependent' in solution)) return { solution, deviations };
  const predictor = names[solution.dependent];
  const within = groups === null ? '' : ' within groups';
  throw new CorrelationError(
    'collinear',
    `${predictor} is constant${within} or made of the predictors before it`,
    {
      predictor,
    },
  );
}

/** Deviations that are but the rounding of the numbers are none. */
function withoutRounding(column: Float64Array, deviations: Float64Array): Float64Array {
  const size = Math.sqrt(squares(column));
  return Math.sqrt(squares(deviations)) < 1e-13 * size ? new Float64Array(column.length) : deviations;
}

function coefficientOf(fit: {
  name: string;
  value: number;
  std: number;
  dof: number;
  student: number;
}): Coefficient {
  const { name, value, std } = fit;
  const t = std > 0 ? value / std : null;
  const p = t === null ? null : studentTwoSided(t, fit.dof);
  return { name, value, std, t, p, low: value - fit.student * std, high: value + fit.student * std };
}

const fTest = (f: number, numeratorDof: number, denominatorDof: number): Regression['f'] => ({
  f: Math.max(0, f),
  numeratorDof,
  denominatorDof,
  p: fTail(Math.max(0, f), numeratorDof, denominatorDof),
});

const squares = (values: Float64Array): number => dot(values, values);
const meanOf = (values: Float64Array): number => values.reduce((total, v) => total + v, 0) / values.length;

function dot(a: Float64Array, b: Float64Array): number {
  let total = 0;
  for (let i = 0; i < a.length; i++) total += a[i] * b[i];
  return total;
}

/** dᵀ·C·d. */
export function quadratic(covariance: Float64Array, d: ArrayLike<number>): number {
  let total = 0;
  for (let i = 0; i < d.length; i++)
    for (let j = 0; j < d.length; j++) total += d[i] * covariance[i * d.length + j] * d[j];
  return total;
}
