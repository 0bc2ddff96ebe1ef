import { correlateColumns } from '../../../science/correlation/correlate-columns.js';
import type { NamedColumn } from '../../../science/correlation/correlate-columns.js';
import { CorrelationError } from '../../../science/correlation/correlation-error.js';
import type { Groups } from '../../../science/correlation/groups.js';
import { partialCorrelation } from '../../../science/correlation/partial-correlation.js';
import { crossValidate } from '../../../science/correlation/regression/cross-validate.js';
import { fitRegression, type Regression } from '../../../science/correlation/regression/fit-regression.js';
import { predictAlong } from '../../../science/correlation/regression/predict.js';
import { createRng } from '../../../science/numerics/rng.js';
import {
  type ComputedCorrelations,
  type ComputedRegression,
  type CorrelationTask,
  type RegressionBand,
  type RegressionTask,
  StatisticsComputation,
} from '../../ports/statistics-computation.js';

const BAND_POINTS = 50;
/** Groups that get a band to draw, those with most rows. */
const BAND_GROUPS = 12;

/** The statistics themselves, in the thread that calls. */
export class ComputeStatistics extends StatisticsComputation {
  async correlate(task: CorrelationTask): Promise<ComputedCorrelations> {
    const { xs, ys, controls, groups, method, adjust, level, bootstrap } = task;
    const correlations = correlateColumns(xs, ys ?? 'each other', {
      ...{ method, adjust, level },
      groups: groups ?? 'none',
      bootstrap: bootstrap ? { nResamples: bootstrap.nResamples, rng: createRng(bootstrap.seed) } : undefined,
    });
    if (controls.length === 0) return { correlations, partial: null };
    if (method === 'kendall')
      throw new CorrelationError('invalid-parameter', 'control is for pearson and spearman');
    const columns = new Map([...xs, ...(ys ?? [])].map(({ name, values }) => [name, values]));
    const partial = correlations.pairs.map(({ x, y }) =>
      partialCorrelation(columns.get(x)!, columns.get(y)!, controls, { method, level }),
    );
    return { correlations, partial };
  }

  async regress(task: RegressionTask): Promise<ComputedRegression> {
    const { predictors, response, level, nFolds, seed } = task;
    const groups = task.groups !== null && task.groups.names.length > 1 ? task.groups : null;
    const regression = fitRegression(predictors, response.values, { groups: groups ?? undefined, level });
    const byRows = { kind: 'rows', nFolds, rng: createRng(seed) } as const;
    const crossValidation = [
      { by: 'rows' as const, ...crossValidate(predictors, response.values, byRows) },
      ...(groups === null
        ? []
        : [
            {
              by: 'groups' as const,
              ...crossValidate(predictors, response.values, { kind: 'groups', groups }),
            },
          ]),
    ];
    return { regression, crossValidation, bands: bandsOf(regression, task, groups) };
  }
}

function bandsOf(regression: Regression, task: RegressionTask, groups: Groups | null): RegressionBand[] {
  const { predictors, response } = task;
  const shown =
    regression.groupIntercepts === null
      ? [null]
      : [...regression.groupIntercepts]
          .sort((a, b) => b.n - a.n)
          .slice(0, BAND_GROUPS)
          .map(({ group }) => group);
  return predictors.flatMap((predictor) =>
    shown.flatMap((group) => {
      const label = group === null ? null : groups!.names.indexOf(group);
      const isIn = (row: number): boolean =>
        (label === null || groups!.labels[row] === label) &&
        !Number.isNaN(response.values[row]) &&
        predictors.every(({ values }) => !Number.isNaN(values[row]));
      const at = gridOver(predictor, isIn);
      if (at === null) return [];
      const band = predictAlong(regression, predictor.name, at, group ?? undefined);
      return [{ predictor: predictor.name, group, at, ...band }];
    }),
  );
}

/** Points from the lowest value to the highest; null where they are one. */
function gridOver({ values }: NamedColumn, isIn: (row: number) => boolean): Float64Array | null {
  let low = Infinity;
  let high = -Infinity;
  for (let row = 0; row < values.length; row++) {
    if (!isIn(row)) continue;
    low = Math.min(low, values[row]);
    high = Math.max(high, values[row]);
  }
  if (!(high > low)) return null;
  return Float64Array.from({ length: BAND_POINTS }, (_, i) => low + ((high - low) * i) / (BAND_POINTS - 1));
}
