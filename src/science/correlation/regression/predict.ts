import { studentQuantile } from '../../numerics/distributions.js';
import { CorrelationError } from '../correlation-error.js';
import { quadratic, type Regression } from './fit-regression.js';

/** What a fit says at some points, with the interval of the mean there and that of one more row; all [nPoints]. */
export interface Prediction {
  readonly fit: Float64Array;
  readonly meanLow: Float64Array;
  readonly meanHigh: Float64Array;
  readonly rowLow: Float64Array;
  readonly rowHigh: Float64Array;
}

/**
 * Predictions at points, for a fit with group intercepts in the group named.
 *
 * @param points  row-major [nPoints × k], in the order of the coefficients
 * @throws CorrelationError invalid-parameter  points that do not fit, a group that is missing or unknown
 * Checked: statsmodels get_prediction to 1e-9 (regression.spec.ts).
 */
export function predict(regression: Regression, points: Float64Array, group?: string): Prediction {
  const k = regression.coefficients.length;
  const nPoints = points.length / k;
  if (!Number.isInteger(nPoints))
    throw new CorrelationError(
      'invalid-parameter',
      `${points.length} numbers are no points of ${k} predictors`,
    );
  const { covariance } = regression.geometry;
  const centre = regression.geometry.centres[groupIndex(regression, group)];
  const student = studentQuantile((1 + regression.level) / 2, regression.dof);
  const column = (): Float64Array => new Float64Array(nPoints);
  const out = { fit: column(), meanLow: column(), meanHigh: column(), rowLow: column(), rowHigh: column() };
  const d = new Float64Array(k);
  for (let point = 0; point < nPoints; point++) {
    let fit = centre.response;
    for (let i = 0; i < k; i++) {
      d[i] = points[point * k + i] - centre.predictors[i];
      fit += regression.coefficients[i].value * d[i];
    }
    const share = 1 / centre.n + quadratic(covariance, d);
    const half = student * regression.residualStd;
    out.fit[point] = fit;
    out.meanLow[point] = fit - half * Math.sqrt(share);
    out.meanHigh[point] = fit + half * Math.sqrt(share);
    out.rowLow[point] = fit - half * Math.sqrt(1 + share);
    out.rowHigh[point] = fit + half * Math.sqrt(1 + share);
  }
  return out;
}

/**
 * The band to draw along one predictor, the others held at their means (of the group, where there are groups).
 *
 * @param grid  values of that predictor
 */
export function predictAlong(
  regression: Regression,
  predictor: string,
  grid: Float64Array,
  group?: string,
): Prediction {
  const k = regression.coefficients.length;
  const along = regression.coefficients.findIndex(({ name }) => name === predictor);
  if (along < 0) throw new CorrelationError('invalid-parameter', `the fit has no predictor ${predictor}`);
  const { predictors } = regression.geometry.centres[groupIndex(regression, group)];
  const points = new Float64Array(grid.length * k);
  for (let point = 0; point < grid.length; point++) {
    points.set(predictors, point * k);
    points[point * k + along] = grid[point];
  }
  return predict(regression, points, group);
}

function groupIndex({ groupIntercepts }: Regression, group: string | undefined): number {
  if (groupIntercepts === null && group === undefined) return 0;
  const index = groupIntercepts?.findIndex((its) => its.group === group) ?? -1;
  if (index >= 0) return index;
  const known = groupIntercepts?.map((its) => its.group).join(', ') ?? 'none';
  throw new CorrelationError('invalid-parameter', `the fit has no group ${group}; it has: ${known}`, {
    group,
  });
}
