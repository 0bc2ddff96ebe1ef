import type { QuestionRows } from '../statistics/read-question.js';
import { colourOf, type Figure, type FigureData, SCHEMA, titleOf } from './figure-data.js';

const CELL_PIXELS = 140;

/** Each column against each: scatter plots, histograms where a column meets itself. */
export function pairsFigure(rows: QuestionRows, { values }: FigureData): Figure {
  const color = colourOf(rows);
  const axis = (name: string) => ({
    field: name,
    type: 'quantitative',
    title: titleOf(rows.dictionary.find((one) => one.name === name)!),
    scale: { zero: false },
  });
  const names = rows.columns.map(({ name }) => name);
  const size = { width: CELL_PIXELS, height: CELL_PIXELS };
  const cell = (row: string, column: string): Figure =>
    row === column
      ? {
          ...size,
          mark: 'bar',
          encoding: { x: { ...axis(column), bin: { maxbins: 20 } }, y: { aggregate: 'count', title: 'rows' }, ...color },
        }
      : {
          ...size,
          mark: { type: 'point', filled: true, opacity: 0.6, size: 12 },
          encoding: { x: axis(column), y: axis(row), ...color, tooltip: [{ field: 'label' }, { field: column }, { field: row }] },
        };
  return {
    $schema: SCHEMA,
    data: { values },
    vconcat: names.map((row) => ({ hconcat: names.map((column) => cell(row, column)) })),
  };
} // prettier-ignore
