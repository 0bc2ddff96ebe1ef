import { permutation } from '../../../science/numerics/permutation.js';
import { createRng } from '../../../science/numerics/rng.js';
import type { QuestionRows } from '../statistics/read-question.js';
import type { TableColumn } from '../tables/flat-table.js';

/** Points that a figure holds; of more a part is drawn, chosen by chance with a fixed seed. */
export const MAX_POINTS = 5000;

export type Point = Readonly<Record<string, string | number | null>>;

export interface FigureData {
  readonly values: readonly Point[];
  /** Rows that could be drawn. */
  readonly nRows: number;
  /** Whether only a part of them is. */
  readonly isSampled: boolean;
}

/** A figure in Vega-Lite: JSON. */
export type Figure = Readonly<Record<string, unknown>>;

/** Rows with at least `least` of the columns known, as points with id, label and group. */
export function figureData(found: QuestionRows, least: number): FigureData {
  const { nRows, labels, columns, groups } = found;
  const rows = Array.from({ length: nRows }, (_, row) => row).filter(
    (row) =>
      columns.filter(({ values }) => !Number.isNaN(values[row])).length >= least &&
      (groups === null || groups.labels[row] >= 0),
  );
  const ids = found.ids();
  const isSampled = rows.length > MAX_POINTS;
  const drawn = isSampled
    ? [...permutation(rows.length, createRng(1)).slice(0, MAX_POINTS)]
        .sort((a, b) => a - b)
        .map((i) => rows[i])
    : rows;
  const values = drawn.map((row) => ({
    ...{ id: ids[row], label: labels?.[row] ?? null },
    ...(groups === null ? {} : { group: groups.names[groups.labels[row]] }),
    ...Object.fromEntries(columns.map((column) => [column.name, known(column.values[row])])),
  }));
  return { values, nRows: rows.length, isSampled };
}

const known = (value: number): number | null => (Number.isNaN(value) ? null : value);

/** 'excess volume (Å)' of excess_volume_angstrom. */
export function titleOf({ name, unit }: TableColumn): string {
  const suffix = /_(J_m2|angstrom[23]?|eV|deg|nm|GPa|m_per_s_GPa|m2K_W|m2_s|ohm_m2|per_nm2|muB_nm2)$/;
  const words = (unit === '' ? name : name.replace(suffix, '')).replaceAll('_', ' ');
  return unit === '' ? words : `${words} (${unit})`;
}

export const SCHEMA = 'https://vega.github.io/schema/vega-lite/v5.json';

/** Colour by group, where rows are grouped. */
export const colourOf = ({ groups, groupBy }: QuestionRows): Figure =>
  groups === null ? {} : { color: { field: 'group', type: 'nominal', title: groupBy.join(' · ') } };

/** A number on an axis that need not begin at 0. */
export const quantity = (column: TableColumn): Figure => ({
  field: column.name,
  type: 'quantitative',
  title: titleOf(column),
  scale: { zero: false },
});
