import type { RegressionBand } from '../../ports/statistics-computation.js';
import type { QuestionRows } from '../statistics/read-question.js';
import { colourOf, type Figure, type FigureData, quantity, SCHEMA } from './figure-data.js';

/** One column against another, with the fit and the band of its mean where there is one. */
export function scatterFigure(
  rows: QuestionRows,
  { values }: FigureData,
  {
    x: xName,
    y: yName,
    bands,
  }: { readonly x: string; readonly y: string; readonly bands: readonly RegressionBand[] },
): Figure {
  const column = (name: string) => rows.dictionary.find((one) => one.name === name)!;
  const [x, y] = [quantity(column(xName)), quantity(column(yName))];
  const color = colourOf(rows);
  const tooltip = ['label', ...(rows.groups === null ? [] : ['group']), xName, yName].map((field) => ({
    field,
  }));
  const fitted = bands.flatMap(({ group, at, fit, meanLow, meanHigh }) =>
    Array.from(at, (value, i) => ({
      ...(group === null ? {} : { group }),
      ...{ [xName]: value, fit: fit[i], low: meanLow[i], high: meanHigh[i] },
    })),
  );
  const line = { data: { values: fitted } };
  return {
    $schema: SCHEMA,
    layer: [
      {
        data: { values },
        mark: { type: 'point', filled: true, opacity: 0.7 },
        encoding: { x, y, ...color, tooltip },
      },
      ...(fitted.length === 0
        ? []
        : [
            {
              ...line,
              mark: { type: 'area', opacity: 0.15 },
              encoding: { x, y: { ...y, field: 'low' }, y2: { field: 'high' }, ...color },
            },
            { ...line, mark: { type: 'line' }, encoding: { x, y: { ...y, field: 'fit' }, ...color } },
          ]),
    ],
  };
}
