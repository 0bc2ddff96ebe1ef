import { MAX_ATOMS, structureFromAtoms, symbolsOf } from '../build.js';
import { CrystalError } from '../crystal-error.js';
import { ELEMENT_SYMBOLS } from '../elements.js';
import type { AtomicStructure, Mat3 } from '../structure.js';
import {
  readPairs,
  readProperties,
  writePair,
  type ColumnDescription,
  type ColumnType,
} from './extxyz-header.js';
import { malformed, readCount, readElement, readNumber, splitLines, splitWords } from './read-text.js';

/** A column beyond species and positions. Numbers and truths (1, 0) [nAtoms × width]; text as a list. */
export interface AtomColumn {
  readonly type: ColumnType;
  readonly width: number;
  readonly values: Float64Array | readonly string[];
}

/** One frame of an extended XYZ file. */
export interface ExtxyzFrame {
  readonly structure: AtomicStructure;
  /** `energy` of the comment line, eV; null: not there. */
  readonly energyEv: number | null;
  /** [nAtoms × 3] eV/Å; null: no such column. */
  readonly forces: Float64Array | null;
  /** Every other key of the comment line, its value as text. */
  readonly info: ReadonlyMap<string, string>;
  /** Every other column, by name. */
  readonly columns: ReadonlyMap<string, AtomColumn>;
}

const OWN_KEYS = new Set(['Lattice', 'Properties', 'pbc', 'energy']);
const isTrue = (text: string): boolean => /^(t|true|1)$/i.test(text);
const isFalse = (text: string): boolean => /^(f|false|0)$/i.test(text);

function readLattice(text: string | undefined, line: number): Mat3 {
  if (text === undefined) {
    throw new CrystalError('unsupported-file', `line ${line}: no Lattice: atoms without a box are not read`, {
      line,
    });
  }
  const words = splitWords(text);
  if (words.length !== 9) throw malformed(`Lattice has ${words.length} numbers, not 9`, line);
  const [ax, ay, az, bx, by, bz, cx, cy, cz] = words.map((word) => readNumber(word, 'Lattice', line));
  return [
    [ax, ay, az],
    [bx, by, bz],
    [cx, cy, cz],
  ];
}

/** Without pbc a Lattice repeats in all directions: so the format's description. */
function readPeriodic(text: string | undefined, line: number): AtomicStructure['periodic'] {
  const words = splitWords((text ?? 'T T T').replaceAll(/[[\],]/g, ' '));
  if (words.length !== 3 || !words.every((w) => isTrue(w) || isFalse(w))) {
    throw malformed(`pbc="${text}" is not three of T and F`, line);
  }
  return [isTrue(words[0]), isTrue(words[1]), isTrue(words[2])];
}

function readValue(word: string, column: ColumnDescription, line: number): number {
  if (column.type !== 'L') return readNumber(word, column.name, line);
  if (!isTrue(word) && !isFalse(word)) throw malformed(`${column.name}: '${word}' is neither T nor F`, line);
  return isTrue(word) ? 1 : 0;
}

/** The rows of one frame, column by column. `first` is the index of its first atom's line. */
function readColumns(
  lines: readonly string[],
  first: number,
  nAtoms: number,
  descriptions: readonly ColumnDescription[],
): Map<string, AtomColumn> {
  const width = descriptions.reduce((n, column) => n + column.width, 0);
  if (width * nAtoms > 64 * MAX_ATOMS) {
    throw new CrystalError('limits-exceeded', `${nAtoms} atoms × ${width} columns`, { line: first });
  }
  const texts = new Map<string, string[]>();
  const columns = new Map<string, AtomColumn>();
  for (const { name, type, width: n } of descriptions) {
    if (type === 'S') texts.set(name, []);
    columns.set(name, { type, width: n, values: texts.get(name) ?? new Float64Array(n * nAtoms) });
  }
  for (let atom = 0; atom < nAtoms; atom++) {
    const line = first + atom + 1;
    const words = splitWords(lines[first + atom]);
    if (words.length < width) throw malformed(`${words.length} columns, ${width} announced`, line);
    let at = 0;
    for (const column of descriptions) {
      const values = columns.get(column.name)!.values;
      for (let k = 0; k < column.width; k++, at++) {
        if (values instanceof Float64Array)
          values[atom * column.width + k] = readValue(words[at], column, line);
        else texts.get(column.name)!.push(words[at]);
      }
    }
  }
  return columns;
}

function takeNumbers(columns: Map<string, AtomColumn>, name: string, width: number): Float64Array | null {
  const column = columns.get(name);
  if (column?.width !== width || !(column.values instanceof Float64Array)) return null;
  columns.delete(name);
  return column.values;
}

function takeSymbols(columns: Map<string, AtomColumn>, line: number): string[] {
  const species = columns.get('species');
  if (species?.width === 1 && !(species.values instanceof Float64Array)) {
    columns.delete('species');
    return species.values.map((symbol, i) => readElement(symbol, line + i));
  }
  const numbers = takeNumbers(columns, 'Z', 1);
  if (numbers === null) throw malformed('Properties name no species:S:1', line);
  return Array.from(numbers, (z, i) => readElement(ELEMENT_SYMBOLS[z - 1], line + i));
}

function readFrame(lines: readonly string[], start: number): { frame: ExtxyzFrame; next: number } {
  const nAtoms = readCount(lines[start].trim(), 'number of atoms', start + 1);
  if (nAtoms > MAX_ATOMS) {
    throw new CrystalError('limits-exceeded', `${nAtoms} atoms; at most ${MAX_ATOMS}`, { line: start + 1 });
  }
  const next = start + 2 + nAtoms;
  if (next > lines.length) throw malformed(`${nAtoms} atoms announced, the file ends before`, start + 1);
  const line = start + 2;
  const pairs = readPairs(lines[start + 1], line);
  const descriptions = readProperties(pairs.get('Properties') ?? 'species:S:1:pos:R:3', line);
  const columns = readColumns(lines, start + 2, nAtoms, descriptions);
  const symbols = takeSymbols(columns, start + 3);
  const positions = takeNumbers(columns, 'pos', 3);
  if (positions === null) throw malformed('Properties name no pos:R:3', line);
  const forces = takeNumbers(columns, 'forces', 3);
  const energy = pairs.get('energy');
  const cell = readLattice(pairs.get('Lattice'), line);
  const periodic = readPeriodic(pairs.get('pbc'), line);
  return {
    next,
    frame: {
      structure: structureFromAtoms({ cell, periodic, symbols, positions }),
      energyEv: energy === undefined ? null : readNumber(energy, 'energy', line),
      forces,
      info: new Map([...pairs].filter(([key]) => !OWN_KEYS.has(key))),
      columns,
    },
  };
}

/**
 * All frames of an extended XYZ text.
 *
 * @throws CrystalError malformed-file, unsupported-file (no Lattice), unknown-element, invalid-lattice, limits-exceeded
 * Source: the format's description, https://github.com/libAtoms/extxyz (units eV, Å as ASE writes them).
 * Checked: ASE reads what we write and the reverse (test/peers).
 */
export function readExtxyz(text: string): ExtxyzFrame[] {
  const lines = splitLines(text);
  const frames: ExtxyzFrame[] = [];
  for (let at = 0; at < lines.length;) {
    if (lines[at].trim() === '') {
      at += 1;
      continue;
    }
    const { frame, next } = readFrame(lines, at);
    frames.push(frame);
    at = next;
  }
  if (frames.length === 0) throw malformed('no frame', 1);
  return frames;
}

const fixed = (x: number): string => x.toFixed(10);

/** What `writeExtxyz` needs of a frame; what is left out is not there. */
export type ExtxyzInput = Pick<ExtxyzFrame, 'structure'> & Partial<Omit<ExtxyzFrame, 'structure'>>;

function writeFrame({ structure, energyEv, forces, info, columns }: ExtxyzInput): string {
  const all = new Map<string, AtomColumn>([
    ['species', { type: 'S', width: 1, values: symbolsOf(structure) }],
    ['pos', { type: 'R', width: 3, values: structure.positions }],
    ...(forces == null ? [] : [['forces', { type: 'R', width: 3, values: forces }] as const]),
    ...(columns ?? []),
  ]);
  const word = (column: AtomColumn, i: number): string => {
    const value = column.values[i];
    if (typeof value === 'string') return value;
    if (column.type === 'L') return value === 0 ? 'F' : 'T';
    return column.type === 'I' ? `${value}` : fixed(value);
  };
  const header = [
    writePair('Lattice', structure.cell.flat().map(fixed).join(' ')),
    `Properties=${[...all].map(([name, { type, width }]) => `${name}:${type}:${width}`).join(':')}`,
    `pbc="${structure.periodic.map((p) => (p ? 'T' : 'F')).join(' ')}"`,
    ...(energyEv == null ? [] : [`energy=${energyEv}`]),
    ...[...(info ?? [])].map(([key, value]) => writePair(key, value)),
  ];
  const rows = Array.from({ length: structure.nAtoms }, (_, atom) =>
    [...all.values()]
      .flatMap((column) =>
        Array.from({ length: column.width }, (_, k) => word(column, atom * column.width + k)),
      )
      .join(' '),
  );
  return [`${structure.nAtoms}`, header.join(' '), ...rows, ''].join('\n');
}

/** Frames as extended XYZ, coordinates to 1e-10 Å, energies in full. */
export function writeExtxyz(frames: readonly ExtxyzInput[]): string {
  return frames.map(writeFrame).join('');
}

/** A column of whole numbers: which grain an atom is of, whether it is fixed. */
export function integerColumn(values: ArrayLike<number>): AtomColumn {
  return { type: 'I', width: 1, values: Float64Array.from(values) };
}
