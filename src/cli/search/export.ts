import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { boundaryOf, unrelaxedStructure } from '../../workflows/boundary-search/evaluate-kept.js';
import { parametersOf, type KeptSearch } from '../../workflows/boundary-search/search-file.js';
import {
  EXTENSIONS,
  formatStructure,
  structureFromExtxyz,
  STRUCTURE_FORMATS,
  type BoundaryStructure,
  type StructureFormat,
} from '../../workflows/boundary-search/structure-formats.js';
import { CliError, EXIT } from '../exit-codes.js';
import type { CliIo } from '../io.js';
import { makeWritableFolder } from '../writable-folder.js';
import { readState, readStructures } from './state-file.js';

export interface ExportOptions {
  readonly state: string;
  readonly json: boolean;
  /** Where the table and the structures go; none: the table to standard output. */
  readonly out?: string;
  /** So many of lowest energy. */
  readonly top: number;
  readonly format?: readonly StructureFormat[];
  /** These candidates, unrelaxed where they have not been evaluated. */
  readonly index?: readonly number[];
}

/** `kaimen search export --state FILE`: every evaluation as a table, the best structures in all formats. */
export async function exportSearch(options: ExportOptions, io: CliIo): Promise<void> {
  const search = readState(options.state, io);
  const { out } = options;
  if (out === undefined) {
    table(search, options.json).forEach((line) => io.out(line));
    return;
  }
  await makeWritableFolder(out, '--out');
  const files: string[] = [];
  const write = async (name: string, text: string): Promise<void> => {
    await writeFile(join(out, name), text);
    files.push(name);
  };
  await write('evaluations.csv', `${table(search, false).join('\n')}\n`);
  if (search.begun !== null) {
    const structures = readStructures(options.state, io);
    for (const index of chosen(search, structures, options)) {
      const made = structureOf(search, structures, index);
      for (const format of options.format ?? STRUCTURE_FORMATS) {
        const name = `candidate-${index}${structures.has(index) ? '' : '-unrelaxed'}.${EXTENSIONS[format]}`;
        await write(name, formatStructure(made, format));
      }
    }
  }
  if (options.json) io.out(JSON.stringify({ out, files }));
  else io.out(`${files.length} files in ${out}`);
}

/** The lowest ones whose structure is known, or those named. */
function chosen(
  search: KeptSearch,
  structures: ReadonlyMap<number, string>,
  { index, top }: ExportOptions,
): readonly number[] {
  if (index !== undefined) return index;
  return lowestFirst(search)
    .filter((o) => o.energyJPerM2 !== null && structures.has(o.index))
    .slice(0, top)
    .map((o) => o.index);
}

function structureOf(
  search: KeptSearch,
  structures: ReadonlyMap<number, string>,
  index: number,
): BoundaryStructure {
  const { boundary } = boundaryOf(search).begun.frame;
  const relaxed = structures.get(index);
  if (relaxed !== undefined) return structureFromExtxyz(relaxed, boundary);
  const { space } = search.state.definition;
  if (space.kind !== 'grid' || index >= space.nCandidates) {
    throw new CliError(EXIT.rejected, 'invalid-parameter', `There is no candidate ${index}`);
  }
  const nColumns = space.columns.length;
  const values = Array.from(space.values.subarray(index * nColumns, (index + 1) * nColumns));
  return unrelaxedStructure(search, { index, values });
}

const lowestFirst = ({ state }: KeptSearch): KeptSearch['state']['observations'] =>
  state.observations.toSorted((a, b) => (a.energyJPerM2 ?? Infinity) - (b.energyJPerM2 ?? Infinity));

function table(search: KeptSearch, json: boolean): string[] {
  const rows = lowestFirst(search).map((o) => ({
    index: o.index,
    ...parametersOf(search, o),
    energyJPerM2: o.energyJPerM2,
    failed: o.failed,
    ...search.details.get(o.index),
  }));
  if (json) return [JSON.stringify({ evaluations: rows })];
  const names = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  if (names.length === 0)
    names.push('index', ...search.space.columns.map(({ name }) => name), 'energyJPerM2');
  const cells = rows.map((row: Readonly<Record<string, unknown>>) => names.map((name) => cell(row[name])));
  return [names, ...cells].map((line) => line.join(','));
}

/** Quoted where it must be; text that a spreadsheet would take for a formula is kept text. */
function cell(value: unknown): string {
  if (value === null || value === undefined) return '';
  if (typeof value !== 'string') return JSON.stringify(value);
  const safe = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
