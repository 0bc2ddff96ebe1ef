import type { Mat3 } from '../../crystal/structure.js';
import { csvRows } from '../../formats/csv-rows.js';
import { CatalogueError } from '../catalogue-error.js';
import type { BoundaryDraft, PropertyValue } from '../catalogue-records.js';
import { validateProperty } from '../properties.js';
import { boundaryOfNames, type BoundaryNames } from './boundary-of-options.js';
import { numberOf } from './cells.js';
import { collectRows } from './collect-rows.js';
import { fieldsOf, namesOfFields } from './fields-draft.js';
import {
  type ImportFile,
  type ImportOptions,
  type ReadRequest,
  type ReadRows,
  rowSource,
} from './import-types.js';

const GRIP_CITATION = 'E. Chen, T. Frolov, GRIP, https://github.com/enze-chen/grip';

/** What a search by GRIP was of: its files do not say, its params.yaml does. */
interface GripSearch {
  readonly material: string;
  readonly axesA: Mat3;
  readonly axesB: Mat3;
  readonly method: string;
}

/** lower_dirs and upper_dirs of the examples, the normal (GRIP's z) first; potentials by the names of their folders. */
const CU_210: GripSearch = {
  material: 'fcc Cu',
  axesA: [
    [1, 2, 0],
    [2, -1, 0],
    [0, 0, -1],
  ],
  axesB: [
    [-1, 2, 0],
    [2, 1, 0],
    [0, 0, -1],
  ],
  method: 'EAM Mishin 2001 (Cu)',
};
const W_552: Omit<GripSearch, 'method'> = {
  material: 'bcc W',
  axesA: [
    [5, 5, 2],
    [1, 1, -5],
    [-1, 1, 0],
  ],
  axesB: [
    [-5, -5, 2],
    [1, 1, 5],
    [-1, 1, 0],
  ],
};
const KNOWN: readonly (readonly [RegExp, GripSearch])[] = [
  [/(^|_)Cu_?210(?!\d)/, CU_210],
  [/(^|_)W_?552_Marinica/, { ...W_552, method: 'EAM Marinica 2013 (W)' }],
  [/(^|_)W_?552_Zhou/, { ...W_552, method: 'EAM Zhou 2004 (W)' }],
];

/** The published searches by the names of their files; null: another one, options have to say what it is. */
export function gripSearch(fileName: string): GripSearch | null {
  return KNOWN.find(([pattern]) => pattern.test(fileName))?.[1] ?? null;
}

export function isGripCsv(text: string): boolean {
  return /^n,Egb(,dx,dy,rx,ry,T,steps(,f)?)?\r?\n/.test(text);
}

/** Options before what is known by the name of the file. */
export function gripNames(
  { options, onNameFact }: ReadRequest,
  { name: fileName }: ImportFile,
): BoundaryNames {
  const known = gripSearch(fileName);
  const said = namesOfFields(fieldsOf([]), options);
  if (said.material !== null || known === null) return said;
  const { material, axesA, axesB } = known;
  onNameFact({ label: 'material', value: material, fileName });
  onNameFact({ label: 'axes of grain A', value: axesText(axesA), fileName });
  onNameFact({ label: 'axes of grain B', value: axesText(axesB), fileName });
  return { ...said, material, axesA, axesB };
}

const axesText = (axes: Mat3): string => axes.map((axis) => `[${axis.join(' ')}]`).join(' ');

/** @throws CatalogueError bad-value  no method */
export function gripMethod({ options, onNameFact }: ReadRequest, { name: fileName }: ImportFile): string {
  if (options.method !== null) return options.method;
  const known = gripSearch(fileName);
  if (known === null)
    throw new CatalogueError('bad-value', 'the potential of the search is not told (method)');
  onNameFact({ label: 'potential', value: known.method, fileName });
  return known.method;
}

/** null: of no published search. */
export function gripCitation(
  { options, onNameFact }: ReadRequest,
  { name: fileName }: ImportFile,
): string | null {
  if (gripSearch(fileName) === null) return null;
  if (options.citation === null) onNameFact({ label: 'citation', value: GRIP_CITATION, fileName });
  return GRIP_CITATION;
}

/** E, n, dx, dy, rx, ry, T, steps: in the names of GRIP's dumps and in the columns of its tables. */
export interface GripState {
  readonly energyJPerM2: number;
  readonly atomFraction: number;
  readonly conditions: Readonly<Record<string, number>>;
}

/**
 * 'lammps_0.936_0.455_0.97_1.76_1_11_900_1000', with the energy in all digits where a note after the atoms has it (Egb =
 * 0.936092814207933); null: another name.
 */
export function gripState(fileName: string, notes: ReadonlyMap<string, string>): GripState | null {
  const words = /lammps((?:_-?\d+(?:\.\d+)?){8})/.exec(fileName)?.[1].slice(1).split('_');
  if (words === undefined) return null;
  const [energy, ...rest] = words.map(Number);
  const note = Number(notes.get('Egb') ?? NaN);
  // To the digits of the name; another energy would be of another state.
  return stateOf([Math.abs(note - energy) <= 1e-3 ? note : energy, ...rest]);
}

function stateOf([energyJPerM2, atomFraction, ...more]: readonly number[]): GripState {
  const names = ['dx_angstrom', 'dy_angstrom', 'nx', 'ny', 'md_temperature_K', 'md_steps'];
  const told = more.map((value, i) => [names[i], value] as const);
  return { energyJPerM2, atomFraction, conditions: Object.fromEntries(told) };
}

export function gripEnergy(state: GripState, method: string, options: ImportOptions): PropertyValue {
  return validateProperty({
    name: 'gb_energy_J_m2',
    value: state.energyJPerM2,
    std: null,
    methodKind: options.methodKind ?? 'empirical-potential',
    method,
    conditions: {
      ...options.conditions,
      protocol: 'GRIP',
      atom_fraction: state.atomFraction,
      ...state.conditions,
    },
  });
}

/**
 * A table of the states that a search by GRIP found: n, Egb (J/m²), and how they came about. All are of one boundary,
 * without structures; each keeps its fraction of atoms and translations as conditions.
 */
export function readGripCsv(request: ReadRequest, file: ImportFile): ReadRows {
  const { options } = request;
  const boundary = boundaryOfNames(gripNames(request, file));
  const method = gripMethod(request, file);
  const citation = gripCitation(request, file);
  const { header, rows } = csvRows(file.text);
  // The last column repeats the others as a file name.
  const nColumns = header.includes('f') ? header.length - 1 : header.length;
  return collectRows({ ...request, format: 'grip-csv' }, rows, ({ cells }, row): BoundaryDraft[] => {
    if (cells.length !== header.length)
      throw new CatalogueError('malformed-file', `${cells.length} cells, the header has ${header.length}`);
    const [n, energy, ...more] = cells.slice(0, nColumns).map((cell, c) => numberOf(cell, header[c]));
    const state = stateOf([energy, n, ...more]);
    return [
      {
        boundary,
        structure: null,
        properties: [gripEnergy(state, method, options)],
        source: rowSource(request, file, row, citation),
      },
    ];
  });
}
