import { ScienceError } from '../../../science/units/science-error.js';
import type { CatalogueRepository } from '../../ports/catalogue.js';
import type { RegressionBand, StatisticsComputation } from '../../ports/statistics-computation.js';
import { type Question, type QuestionRows, readQuestion } from '../statistics/read-question.js';
import { type Figure, type FigureData, figureData } from './figure-data.js';
import { pairsFigure } from './pairs-figure.js';
import { scatterFigure } from './scatter-figure.js';
import { violinFigure } from './violin-figure.js';

type Asked = Omit<Question, 'numbers'>;

export interface DrawnFigure {
  readonly figure: Figure;
  readonly rows: QuestionRows;
  readonly data: FigureData;
}

/** Codes of rows that no line can be laid through. */
const UNFIT: readonly string[] = ['too-few-rows', 'collinear', 'invalid-parameter'];
/** Of a fit that is only drawn. */
const FIT = { level: 0.95, nFolds: 2, seed: 1 };

/** What points of figures are called. */
const LABELLED = { isLabelled: true };

/** Figures of questions to the catalogue, as Vega-Lite. */
export class DrawFigures {
  constructor(
    private readonly catalogue: CatalogueRepository,
    private readonly computation: StatisticsComputation,
  ) {}

  async scatter(
    ownerId: string,
    asked: Asked & { readonly x: string; readonly y: string },
  ): Promise<DrawnFigure> {
    const { x, y, ...question } = asked;
    const rows = await readQuestion(this.catalogue, ownerId, { ...question, ...LABELLED, numbers: [x, y] });
    const data = figureData(rows, rows.columns.length);
    return { figure: scatterFigure(rows, data, { x, y, bands: await this.bands(rows) }), rows, data };
  }

  async pairs(ownerId: string, asked: Question): Promise<DrawnFigure> {
    const rows = await readQuestion(this.catalogue, ownerId, { ...asked, ...LABELLED });
    const data = figureData(rows, 2);
    return { figure: pairsFigure(rows, data), rows, data };
  }

  async violin(ownerId: string, { y, ...asked }: Asked & { readonly y: string }): Promise<DrawnFigure> {
    const rows = await readQuestion(this.catalogue, ownerId, { ...asked, ...LABELLED, numbers: [y] });
    const data = figureData(rows, 1);
    return { figure: violinFigure(rows, data), rows, data };
  }

  /** None where no line can be laid through the rows: too few, or all at one x. */
  private async bands({ columns: [x, y], groups }: QuestionRows): Promise<readonly RegressionBand[]> {
    if (y === undefined) return [];
    try {
      return (await this.computation.regress({ predictors: [x], response: y, groups, ...FIT })).bands;
    } catch (error) {
      if (error instanceof ScienceError && UNFIT.includes(error.code as string)) return [];
      throw error;
    }
  }
}
