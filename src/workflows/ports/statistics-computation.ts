import type { Adjustment } from '../../science/correlation/adjust-p.js';
import type { ColumnCorrelations, NamedColumn } from '../../science/correlation/correlate-columns.js';
import type { Groups } from '../../science/correlation/groups.js';
import type { PartialCorrelation } from '../../science/correlation/partial-correlation.js';
import type { CrossValidation } from '../../science/correlation/regression/cross-validate.js';
import type { Regression } from '../../science/correlation/regression/fit-regression.js';
import type { Prediction } from '../../science/correlation/regression/predict.js';
import type { CorrelationMethod } from '../../science/correlation/statistic.js';

export interface CorrelationTask {
  readonly xs: readonly NamedColumn[];
  /** null: all pairs of `xs`. */
  readonly ys: readonly NamedColumn[] | null;
  readonly controls: readonly NamedColumn[];
  readonly groups: Groups | null;
  readonly method: CorrelationMethod;
  readonly adjust: Adjustment;
  readonly level: number;
  readonly bootstrap: { readonly nResamples: number; readonly seed: number } | null;
}

export interface ComputedCorrelations {
  readonly correlations: ColumnCorrelations;
  /** Of each pair, with the controls taken off; null without controls. */
  readonly partial: readonly PartialCorrelation[] | null;
}

export interface RegressionTask {
  readonly predictors: readonly NamedColumn[];
  readonly response: NamedColumn;
  /** Each has an intercept of its own; null: one for all. */
  readonly groups: Groups | null;
  readonly level: number;
  /** Folds of rows of the cross-validation, and the seed that they are drawn with. */
  readonly nFolds: number;
  readonly seed: number;
}

/** What a fit says along one predictor, the others at their means. */
export interface RegressionBand extends Prediction {
  readonly predictor: string;
  /** null: of all rows. */
  readonly group: string | null;
  /** [nPoints] */
  readonly at: Float64Array;
}

export interface ComputedRegression {
  readonly regression: Regression;
  /** Of a fit with one intercept: by rows drawn, and by groups left out where there are some. */
  readonly crossValidation: readonly (CrossValidation & { readonly by: 'rows' | 'groups' })[];
  readonly bands: readonly RegressionBand[];
}

/** Statistics of columns; of many rows they take time. Each method throws a ScienceError with the code of what is wrong. */
export abstract class StatisticsComputation {
  abstract correlate(task: CorrelationTask): Promise<ComputedCorrelations>;
  abstract regress(task: RegressionTask): Promise<ComputedRegression>;
}
