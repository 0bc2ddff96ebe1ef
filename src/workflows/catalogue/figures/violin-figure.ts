import type { QuestionRows } from '../statistics/read-question.js';
import { type Figure, type FigureData, quantity, SCHEMA } from './figure-data.js';

const WIDTH_PIXELS = 80;

/** How a column is distributed in each group: a density and its mirror image, with the rows on it. */
export function violinFigure(rows: QuestionRows, { values }: FigureData): Figure {
  const [column] = rows.dictionary;
  const y = quantity(column);
  const isGrouped = rows.groups !== null;
  const density = {
    density: column.name,
    as: [column.name, 'density'],
    ...(isGrouped ? { groupby: ['group'] } : {}),
  };
  const layered: Figure = {
    width: WIDTH_PIXELS,
    layer: [
      {
        transform: [density],
        mark: { type: 'area', orient: 'horizontal', opacity: 0.5 },
        encoding: {
          y,
          x: {
            ...{ field: 'density', type: 'quantitative', stack: 'center', impute: null },
            ...{ title: null, axis: null },
          },
        },
      },
      {
        mark: { type: 'tick', thickness: 1 },
        encoding: { y, tooltip: [{ field: 'label' }, { field: column.name }] },
      },
    ],
  };
  if (!isGrouped) return { $schema: SCHEMA, data: { values }, ...layered };
  return {
    $schema: SCHEMA,
    data: { values },
    facet: { column: { field: 'group', type: 'nominal', title: rows.groupBy.join(' · ') } },
    spec: layered,
  };
}
