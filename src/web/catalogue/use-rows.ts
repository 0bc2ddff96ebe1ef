import { type Resource, useResource } from '../app/use-resource.js';
import { filterQuery, withQuery } from './catalogue-query.js';
import type { Row } from './points.js';
import type { ColumnInfo } from './types.js';

/** Columns that group: text, or few whole numbers. */
export const GROUPS = [
  ['sigma', 'Σ'],
  ['material', 'material'],
  ['kind', 'type'],
  ['energy_method', 'method'],
  ['axis_family', 'axis'],
  ['plane_family', 'plane'],
] as const;

/** All rows that the filter gives, of these columns only. */
export function useRows(params: URLSearchParams, columns: readonly string[]): Resource<readonly Row[]> {
  const wanted = [...new Set(['label', 'energy_method', ...columns])].join(',');
  return useResource<readonly Row[]>(
    withQuery('/catalogue/tables/boundaries.json', filterQuery(params), { columns: wanted }),
  );
}

/** Columns of boundaries with unit and meaning. */
export function useColumns(): readonly ColumnInfo[] {
  return useResource<{ items: readonly ColumnInfo[] }>('/catalogue/columns').data?.items ?? [];
}

export const isNumber = ({ type }: ColumnInfo): boolean => type === 'number' || type === 'integer';
