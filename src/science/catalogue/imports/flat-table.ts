import { csvRows } from '../../formats/csv-rows.js';
import { CatalogueError } from '../catalogue-error.js';
import type { BoundaryDraft } from '../catalogue-records.js';
import { ScienceError } from '../../units/science-error.js';
import { boundaryMemo } from './boundary-of-options.js';
import { collectRows } from './collect-rows.js';
import { fieldRole, type FieldRole, fieldsOf, namesOfFields, propertiesOfFields } from './fields-draft.js';
import { type ImportFile, type ImportRequest, type ReadRows, rowSource } from './import-types.js';

interface FlatRow {
  readonly cells: readonly (readonly [string, string])[];
  /** Why it is no row. */
  readonly wrong: string | null;
}

/**
 * A table that names boundaries by its header: material, sigma, rotation_axis, gb_plane (or angles, or axes of both
 * grains), method, and columns of properties; as CSV, a JSON list of objects or NDJSON.
 *
 * @throws FormatError malformed-file; CatalogueError malformed-file
 */
export function readFlatTable(request: ImportRequest, file: ImportFile): ReadRows {
  const isJson = /^\s*[[{]/.test(file.text);
  const rows = isJson ? jsonRows(file.text) : tableRows(file.text);
  const roles = new Map<string, FieldRole | null>();
  const problems: string[] = [];
  for (const name of new Set(rows.flatMap(({ cells }) => cells.map(([header]) => header))))
    roles.set(name, roleOf(name, problems));
  const boundaryOf = boundaryMemo();
  return collectRows(
    { ...request, format: isJson ? 'flat-json' : 'flat-csv' },
    rows,
    ({ cells, wrong }, row): BoundaryDraft[] => {
      if (wrong !== null) throw new CatalogueError('malformed-file', wrong);
      const fields = fieldsOf(cells.map(([header, cell]) => [roles.get(header) ?? null, cell]));
      return [
        {
          boundary: boundaryOf(namesOfFields(fields, request.options)),
          structure: null,
          properties: propertiesOfFields(fields, request.options),
          source: rowSource(request, file, row, fields.named.get('citation') ?? null),
        },
      ];
    },
    problems,
  );
}

/** null: the column is left out, and a problem says why. */
function roleOf(name: string, problems: string[]): FieldRole | null {
  try {
    const role = fieldRole(name);
    if (role === null) problems.push(`the column ${name} means nothing here: it is left out`);
    return role;
  } catch (error) {
    if (!(error instanceof ScienceError)) throw error;
    problems.push(error.message);
    return null;
  }
}

function tableRows(text: string): FlatRow[] {
  const { header, rows } = csvRows(text);
  return rows.map(({ cells }) => ({
    cells: cells.slice(0, header.length).map((cell, c) => [header[c], cell] as const),
    wrong: cells.length === header.length ? null : `${cells.length} cells, the header has ${header.length}`,
  }));
}

function jsonRows(text: string): FlatRow[] {
  const list = parsed(text);
  return list.map((item) => {
    const isObject = typeof item === 'object' && item !== null && !Array.isArray(item);
    if (!isObject) return { cells: [], wrong: 'no JSON object' };
    const cells = Object.entries(item as Record<string, unknown>).map(
      ([key, value]) => [key, cellOf(value)] as const,
    );
    return { cells, wrong: null };
  });
}

/** A list, an object with one list in it ({"data": […]}), or an object a line. */
function parsed(text: string): readonly unknown[] {
  const whole = tryJson(text);
  if (Array.isArray(whole)) return whole;
  if (typeof whole === 'object' && whole !== null) {
    const lists = Object.values(whole).filter(Array.isArray);
    return lists.length === 1 ? lists[0] : [whole];
  }
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  return lines.map((line, i) => {
    const row = tryJson(line);
    if (row === undefined)
      throw new CatalogueError('malformed-file', `line ${i + 1} is no JSON`, { line: i + 1 });
    return row;
  });
}

function tryJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function cellOf(value: unknown): string {
  if (value === null || value === undefined) return '';
  return typeof value === 'string' ? value : JSON.stringify(value);
}
