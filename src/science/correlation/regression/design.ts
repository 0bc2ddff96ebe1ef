import { mean } from '../../numerics/statistics.js';
import { CorrelationError } from '../correlation-error.js';
import type { NamedColumn } from '../correlate-columns.js';
import { checkGroups, rowsByGroup, type Groups } from '../groups.js';

/** Rows in which all columns of a regression are known. */
export interface Design {
  readonly names: readonly string[];
  readonly predictors: readonly Float64Array[];
  readonly response: Float64Array;
  /** Groups of the rows, renumbered to those that have rows; null without groups. */
  readonly groups: Groups | null;
}

/** Where a group, or all rows, have their mean. */
export interface Centre {
  readonly n: number;
  /** [k]. */
  readonly predictors: Float64Array;
  readonly response: number;
}

/**
 * @throws CorrelationError invalid-columns  lengths differ, infinite values, a name twice, labels that do not fit
 */
export function designOf(
  predictors: readonly NamedColumn[],
  response: Float64Array,
  groups: Groups | null,
): Design {
  const names = predictors.map(({ name }) => name);
  const twice = names.find((name, i) => names.indexOf(name) !== i);
  if (twice !== undefined)
    throw new CorrelationError('invalid-columns', `the predictor ${twice} is listed twice`);
  const columns = [response, ...predictors.map(({ values }) => values)];
  for (const column of columns) {
    if (column.length !== response.length)
      throw new CorrelationError(
        'invalid-columns',
        `columns of ${response.length} and ${column.length} rows`,
      );
    if (column.some((v) => Math.abs(v) === Infinity))
      throw new CorrelationError('invalid-columns', 'a column has an infinite value; unknown values are NaN');
  }
  if (groups !== null) checkGroups(groups, response.length);
  const isKnown = response.map((_, row) =>
    columns.every((column) => !Number.isNaN(column[row])) && (groups?.labels[row] ?? 0) >= 0 ? 1 : 0,
  );
  const rows = rowsWhere(isKnown);
  return selectRows({ names, predictors: columns.slice(1), response, groups }, rows);
}

function rowsWhere(isKnown: Float64Array): Int32Array {
  const rows: number[] = [];
  for (let row = 0; row < isKnown.length; row++) if (isKnown[row] === 1) rows.push(row);
  return Int32Array.from(rows);
}

/** Some of the rows; groups that have none are left out. */
export function selectRows(design: Design, rows: Int32Array): Design {
  const take = (column: Float64Array): Float64Array => {
    const out = new Float64Array(rows.length);
    for (let i = 0; i < rows.length; i++) out[i] = column[rows[i]];
    return out;
  };
  return {
    names: design.names,
    predictors: design.predictors.map(take),
    response: take(design.response),
    groups: design.groups === null ? null : groupsOfRows(design.groups, rows),
  };
}

function groupsOfRows({ labels, names }: Groups, rows: Int32Array): Groups {
  const its = rows.map((row) => labels[row]);
  const counts = rowsByGroup(its, names.length).map(({ length }) => length);
  let next = 0;
  const renumbered = counts.map((count) => (count > 0 ? next++ : -1));
  return { labels: its.map((label) => renumbered[label]), names: names.filter((_, g) => counts[g] > 0) };
}

/** The mean of each group, or of all rows where there are no groups. */
export function centresOf({ predictors, response, groups }: Design): Centre[] {
  const rows = groups === null ? null : rowsByGroup(groups.labels, groups.names.length);
  const meanOver = (column: Float64Array, its: Int32Array | null): number => {
    if (its === null) return mean(column);
    let total = 0;
    for (const row of its) total += column[row];
    return total / its.length;
  };
  return (rows ?? [null]).map((its) => ({
    n: its?.length ?? response.length,
    predictors: Float64Array.from(predictors, (column) => meanOver(column, its)),
    response: meanOver(response, its),
  }));
}

/** A column less its mean, or less those of the groups. */
export function lessCentres(
  column: Float64Array,
  centres: Float64Array,
  groups: Groups | null,
): Float64Array {
  const out = new Float64Array(column.length);
  for (let i = 0; i < column.length; i++)
    out[i] = column[i] - centres[groups === null ? 0 : groups.labels[i]];
  return out;
}
