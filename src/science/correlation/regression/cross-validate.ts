import { permutation } from '../../numerics/permutation.js';
import type { Rng } from '../../numerics/rng.js';
import { CorrelationError } from '../correlation-error.js';
import type { NamedColumn } from '../correlate-columns.js';
import { rowsByGroup, type Groups } from '../groups.js';
import { designOf, selectRows, type Design } from './design.js';
import { fitDesign } from './fit-regression.js';
import { predict } from './predict.js';

/** How well rows are predicted that had no part in the fit. */
export interface CrossValidation {
  /**
   * 1 − Σ(y − predicted)²/Σ(y − mean of the rows fitted)²: 0 is what knowing the mean gives, below is worse. null, with `reason`,
   * where no fold could be fitted or the response is constant.
   */
  readonly rSquared: number | null;
  readonly rootMeanSquareError: number | null;
  readonly nFolds: number;
  readonly nPredicted: number;
  readonly reason: string | null;
}

/** By folds of rows drawn by chance, or each group of `groups` in turn. */
export type Folds =
  | { readonly kind: 'rows'; readonly nFolds: number; readonly rng: Rng }
  | { readonly kind: 'groups'; readonly groups: Groups };

/** Fits × rows × predictors² at most: some seconds. */
const MAX_WORK = 2e9;

/**
 * Cross-validated R² of a regression with one intercept. Group intercepts cannot be: a group left out has none to predict by.
 *
 * @throws CorrelationError as `fitRegression` of all rows; invalid-parameter  fewer than 2 folds, too much work
 * Checked: folds of one row and of groups by numpy (regression.spec.ts).
 */
export function crossValidate(
  predictors: readonly NamedColumn[],
  response: Float64Array,
  folds: Folds,
): CrossValidation {
  const design = designOf(predictors, response, folds.kind === 'groups' ? folds.groups : null);
  const sets = setsOf(design, folds);
  const n = design.response.length;
  const work = sets.length * n * predictors.length ** 2;
  if (sets.length < 2)
    throw new CorrelationError('invalid-parameter', 'cross-validation needs two folds with rows');
  if (work > MAX_WORK)
    throw new CorrelationError('invalid-parameter', `${sets.length} fits of ${n} rows are too many`, {
      work,
      limit: MAX_WORK,
    });
  fitDesign({ ...design, groups: null }, 0.95);
  return scoreOf({ ...design, groups: null }, sets);
}

function setsOf(design: Design, folds: Folds): Int32Array[] {
  const n = design.response.length;
  if (folds.kind === 'groups') return rowsByGroup(design.groups!.labels, design.groups!.names.length);
  if (!Number.isInteger(folds.nFolds) || folds.nFolds < 2)
    throw new CorrelationError(
      'invalid-parameter',
      `cross-validation needs 2 folds or more, not ${folds.nFolds}`,
    );
  const nFolds = Math.min(folds.nFolds, n);
  const labels = new Int32Array(n);
  permutation(n, folds.rng).forEach((row, at) => (labels[row] = at % nFolds));
  return rowsByGroup(labels, nFolds);
}

function scoreOf(design: Design, sets: readonly Int32Array[]): CrossValidation {
  const n = design.response.length;
  let [over, under, nPredicted] = [0, 0, 0];
  for (const out of sets) {
    const isOut = new Uint8Array(n);
    for (const row of out) isOut[row] = 1;
    const training = selectRows(
      design,
      rowsByGroup(
        Int32Array.from(isOut, (v) => (v === 1 ? -1 : 0)),
        1,
      )[0],
    );
    const fit = fitOrNull(training);
    if (fit === null) continue;
    const predicted = predict(fit, pointsOf(design, out)).fit;
    const middle = fit.geometry.centres[0].response;
    out.forEach((row, i) => {
      over += (design.response[row] - predicted[i]) ** 2;
      under += (design.response[row] - middle) ** 2;
    });
    nPredicted += out.length;
  }
  const base = { nFolds: sets.length, nPredicted };
  if (nPredicted < n)
    return { ...base, rSquared: null, rootMeanSquareError: null, reason: `without some fold the others are too few or too alike: ${n - nPredicted} rows could not be predicted` }; // prettier-ignore
  if (under === 0)
    return { ...base, rSquared: null, rootMeanSquareError: 0, reason: 'the response is constant' };
  return { ...base, rSquared: 1 - over / under, rootMeanSquareError: Math.sqrt(over / n), reason: null };
}

/** null where the rows left over do not determine the fit. */
function fitOrNull(design: Design) {
  try {
    return fitDesign(design, 0.95);
  } catch (error) {
    if (error instanceof CorrelationError && (error.code === 'collinear' || error.code === 'too-few-rows'))
      return null;
    throw error;
  }
}

function pointsOf({ predictors }: Design, rows: Int32Array): Float64Array {
  const k = predictors.length;
  const points = new Float64Array(rows.length * k);
  rows.forEach((row, i) => predictors.forEach((column, c) => (points[i * k + c] = column[row])));
  return points;
}
