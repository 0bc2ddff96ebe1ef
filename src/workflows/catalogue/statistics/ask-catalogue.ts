import type { Adjustment } from '../../../science/correlation/adjust-p.js';
import type { NamedColumn } from '../../../science/correlation/correlate-columns.js';
import type { CorrelationMethod } from '../../../science/correlation/statistic.js';
import type { CatalogueRepository } from '../../ports/catalogue.js';
import type {
  ComputedCorrelations,
  ComputedRegression,
  StatisticsComputation,
} from '../../ports/statistics-computation.js';
import { WorkflowError } from '../../workflow-error.js';
import { type Question, type QuestionRows, readQuestion } from './read-question.js';
import { checkSize } from './statistics-limits.js';

type Asked = Omit<Question, 'numbers'>;

export interface CorrelationQuestion extends Asked {
  readonly x: readonly string[];
  /** null: all pairs of `x`. */
  readonly y: readonly string[] | null;
  readonly control: readonly string[];
  readonly method: CorrelationMethod;
  readonly adjust: Adjustment;
  readonly level: number;
  readonly bootstrap: { readonly nResamples: number; readonly seed: number } | null;
}

export interface RegressionQuestion extends Asked {
  readonly x: readonly string[];
  readonly y: string;
  readonly level: number;
  readonly nFolds: number;
  readonly seed: number;
}

/** Correlations and regressions over boundaries of the catalogue. */
export class AskCatalogue {
  constructor(
    private readonly catalogue: CatalogueRepository,
    private readonly computation: StatisticsComputation,
  ) {}

  /** @throws WorkflowError invalid-parameter; CorrelationError */
  async correlations(
    ownerId: string,
    question: CorrelationQuestion,
  ): Promise<ComputedCorrelations & { readonly rows: QuestionRows }> {
    const { filter, groupBy, x, y, control, method, adjust, level, bootstrap } = question;
    const numbers = [...x, ...(y ?? []), ...control];
    const nPairs = y === null ? (x.length * (x.length - 1)) / 2 : x.length * y.length;
    if (nPairs === 0)
      throw new WorkflowError('invalid-parameter', 'Two columns make a pair: name y, or more of x.');
    const rows = await readQuestion(this.catalogue, ownerId, { filter, groupBy, numbers });
    const { nRows, groups } = rows;
    const nResamples = bootstrap?.nResamples ?? 0;
    checkSize({ nRows, nPairs, nResamples, method, isGrouped: groups !== null });
    const pick = pickFrom(rows);
    const computed = await this.computation.correlate({
      ...{ xs: x.map(pick), ys: y?.map(pick) ?? null, controls: control.map(pick) },
      ...{ groups, method, adjust, level, bootstrap },
    });
    return { ...computed, rows };
  }

  /** @throws WorkflowError invalid-parameter; CorrelationError */
  async regression(
    ownerId: string,
    question: RegressionQuestion,
  ): Promise<ComputedRegression & { readonly rows: QuestionRows }> {
    const { filter, groupBy, x, y, level, nFolds, seed } = question;
    if (x.includes(y)) throw new WorkflowError('invalid-parameter', `${y} cannot explain itself.`);
    const rows = await readQuestion(this.catalogue, ownerId, { filter, groupBy, numbers: [y, ...x] });
    const nPairs = x.length * nFolds;
    checkSize({ nRows: rows.nRows, nPairs, nResamples: 0, method: 'pearson', isGrouped: false });
    const pick = pickFrom(rows);
    const computed = await this.computation.regress({
      ...{ predictors: x.map(pick), response: pick(y), groups: rows.groups, level, nFolds, seed },
    });
    return { ...computed, rows };
  }
}

const pickFrom =
  ({ columns }: QuestionRows) =>
  (name: string): NamedColumn =>
    columns.find((column) => column.name === name)!;
