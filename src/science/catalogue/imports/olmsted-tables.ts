import type { Mat3 } from '../../crystal/structure.js';
import { csvRows } from '../../formats/csv-rows.js';
import { CatalogueError } from '../catalogue-error.js';
import type { BoundaryDraft, MacroscopicBoundary, PropertyValue } from '../catalogue-records.js';
import { matrixOf, numberOf } from './cells.js';
import { collectRows } from './collect-rows.js';
import type { ImportFile, ImportRequest, ReadRows } from './import-types.js';
import {
  ALUMINIUM,
  NICKEL,
  OLMSTED_CITATION,
  OLMSTED_MOBILITY_CITATION,
  olmstedEnergy,
  olmstedMobility,
  olmstedShear,
} from './olmsted.js';
import { orientedBoundaries, type OrientationRow, plainDraft } from './orientation-rows.js';

/** Which table of the two supplements a file is; null: none. */
export type OlmstedTable = 'geometry' | 'geometry-csv' | 'energies' | 'mobility' | 'shear' | 'other';

/** By their first lines. */
export function olmstedTable({ text }: ImportFile): OlmstedTable | null {
  const first = text.slice(0, 200);
  if (/^GB_index: *\d+ +Sigma:/.test(first)) return 'geometry';
  if (first.startsWith('GB_index,Sigma,Misorientation_Index,L11,')) return 'geometry-csv';
  if (/^GB_index\s+Ni\s+Al\s+Energy \(J\/m\^2\)/.test(first)) return 'energies';
  if (/^GB_index\s+Mobility \(m\/s-GPa\)/.test(first)) return 'mobility';
  if (/^GB_index\s+relative shear vector/.test(first)) return 'shear';
  const isOther =
    /^OA +GB_index:/.test(first) ||
    first.startsWith('oct\n') ||
    first.startsWith('#energy Ni') ||
    first.startsWith('Description of supplemental files') ||
    /^(-?\d+ ){3} +-?[\d/]+ [\d.]+ .*\(\d\)/.test(first);
  return isOther ? 'other' : null;
}

interface Tables {
  readonly geometryFile: ImportFile;
  readonly geometry: ReadonlyMap<number, OrientationRow>;
  /** By index: the words after it. */
  readonly values: Readonly<Record<'energies' | 'mobility' | 'shear', ValueTable | null>>;
  readonly problems: readonly string[];
}

interface ValueTable {
  readonly file: ImportFile;
  readonly rows: ReadonlyMap<number, { readonly words: readonly string[]; readonly row: number }>;
}

/**
 * The supplement of Olmsted, Foiles and Holm: geometry (fcc1-3.txt or olmsted_xtal_info.csv) with the energies of nickel
 * and aluminium (fcc1-1.txt), mobility and shear of nickel (fcc2-mobility.txt, fcc2-shear.txt), as many of these as there
 * are. Each boundary gives a draft for nickel and one for aluminium where it has values. Σ, and the axis
 * and angle where the table tells them, are recomputed from the axes of the grains.
 *
 * @throws CatalogueError unknown-format  no geometry, or one table twice
 */
export function readOlmstedTables(request: ImportRequest): ReadRows {
  const tables = sortTables(request.files);
  const boundariesOf = orientedBoundaries(['fcc Ni', 'fcc Al']);
  const { energies, mobility, shear } = tables.values;
  const all = new Set([
    ...tables.geometry.keys(),
    ...[energies, mobility, shear].flatMap((t) => [...(t?.rows.keys() ?? [])]),
  ]);
  const indices = [...all].sort((a, b) => a - b);
  const read = (index: number, row: number) => {
    const given = tables.geometry.get(index);
    if (given === undefined)
      throw new CatalogueError('malformed-file', `boundary ${index} has values but no geometry`);
    const energy = cellsOf(energies, index, 2);
    const ofNickel = [
      ...(energy === null ? [] : [olmstedEnergy(energy[0], NICKEL)]),
      ...(cellsOf(mobility, index, 1) ?? []).map(olmstedMobility),
      ...shearOf(cellsOf(shear, index, 2), given.p),
    ];
    const ofAluminium = energy === null ? [] : [olmstedEnergy(energy[1], ALUMINIUM)];
    // Mobility and shear alone come from the second paper.
    const citation =
      energies === null && (mobility ?? shear) !== null ? OLMSTED_MOBILITY_CITATION : OLMSTED_CITATION;
    const [nickel, aluminium] = boundariesOf(given);
    const draft = (boundary: MacroscopicBoundary, properties: readonly PropertyValue[]): BoundaryDraft =>
      plainDraft(request, energies?.file ?? tables.geometryFile, { boundary, properties, row, citation });
    const first = draft(nickel, ofNickel);
    return ofAluminium.length === 0 ? [first] : [first, draft(aluminium, ofAluminium)];
  };
  return collectRows({ ...request, format: 'olmsted-tables' }, indices, read, tables.problems);
}

const shearOf = (cells: readonly number[] | null, axes: Mat3) =>
  cells === null ? [] : olmstedShear(cells[0], cells[1], axes);

/** Numbers of a boundary in a table; null: the table is not there, or says that there is no value (****). */
function cellsOf(table: ValueTable | null, index: number, n: number): number[] | null {
  if (table === null) return null;
  const words = table.rows.get(index)?.words;
  if (words === undefined)
    throw new CatalogueError('malformed-file', `boundary ${index} is missing in ${table.file.name}`);
  if (words.length < n)
    throw new CatalogueError('malformed-file', `boundary ${index} has too few cells in ${table.file.name}`);
  const cells = words.slice(0, n);
  return cells.every((word) => /^\*+$/.test(word))
    ? null
    : cells.map((word) => numberOf(word, `boundary ${index}`));
}

function sortTables(files: readonly ImportFile[]): Tables {
  const kinds = files.map((file) => ({ file, kind: olmstedTable(file) }));
  const one = (kind: OlmstedTable): ImportFile | null => {
    const found = kinds.filter((k) => k.kind === kind);
    if (found.length > 1)
      throw new CatalogueError(
        'unknown-format',
        `two files hold one table: ${found.map((k) => k.file.name).join(', ')}`,
      );
    return found.at(0)?.file ?? null;
  };
  // Where both are there, the one that tells a rotation, too, is read.
  const csv = kinds.find((k) => k.kind === 'geometry-csv')?.file ?? null;
  const geometryFile = csv ?? one('geometry');
  if (geometryFile === null)
    throw new CatalogueError(
      'unknown-format',
      'the table numbers its boundaries but does not say which they are: add fcc1-3.txt or olmsted_xtal_info.csv to the import',
    );
  const values = (kind: 'energies' | 'mobility' | 'shear'): ValueTable | null => {
    const file = one(kind);
    return file === null ? null : { file, rows: valueRows(file.text) };
  };
  return {
    geometryFile,
    geometry: csv === null ? geometryOf(geometryFile.text) : csvGeometry(csv.text),
    values: { energies: values('energies'), mobility: values('mobility'), shear: values('shear') },
    problems: kinds
      .filter(({ kind }) => kind === 'other' || kind === null)
      .map(({ file }) => `${file.name} holds nothing that the other tables do not say: it is left out`),
  };
}

function valueRows(text: string): ValueTable['rows'] {
  const lines = text.split(/\r?\n/).slice(1);
  const rows = lines.map((line) => line.trim().split(/\s+/));
  return new Map(
    rows.flatMap((words, i) =>
      /^\d+$/.test(words[0]) ? [[Number(words[0]), { words: words.slice(1), row: i + 1 }]] : [],
    ),
  );
}

/** Blocks 'GB_index: 1 Sigma: 5 …' and three lines with the axes of the left and of the right grain. */
function geometryOf(text: string): Map<number, OrientationRow> {
  const lines = text.split(/\r?\n/);
  const found = new Map<number, OrientationRow>();
  lines.forEach((line, i) => {
    const head = /^GB_index: *(\d+) +Sigma: *(\d+)/.exec(line);
    if (head === null) return;
    const rows = lines.slice(i + 1, i + 4).map((row) => row.trim().split(/\s+/).map(Number));
    found.set(Number(head[1]), {
      p: matrixOf(
        rows.map((row) => row.slice(0, 3)),
        `left grain of boundary ${head[1]}`,
      ),
      q: matrixOf(
        rows.map((row) => row.slice(3)),
        `right grain of boundary ${head[1]}`,
      ),
      sigma: Number(head[2]),
      told: null,
    });
  });
  return found;
}

function csvGeometry(text: string): Map<number, OrientationRow> {
  const { header, rows } = csvRows(text);
  return new Map(
    rows.map(({ cells, line }) => {
      const get = (name: string): number =>
        numberOf(cells[header.indexOf(name)] ?? '', `${name} in line ${line}`);
      const matrix = (side: string): Mat3 =>
        matrixOf(
          [1, 2, 3].map((i) => [1, 2, 3].map((j) => get(`${side}${i}${j}`))),
          `${side} in line ${line}`,
        );
      return [
        get('GB_index'),
        {
          p: matrix('L'),
          q: matrix('R'),
          sigma: get('Sigma'),
          told: { axis: [get('t1'), get('t2'), get('t3')], angleDeg: get('disorientation') },
        },
      ];
    }),
  );
}
