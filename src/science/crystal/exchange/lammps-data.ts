import { MAX_ATOMS, structureFromAtoms } from '../build.js';
import { CrystalError } from '../crystal-error.js';
import { ATOMIC_WEIGHT, elementOfWeight, isElement } from '../elements.js';
import type { AtomicStructure } from '../structure.js';
import { lammpsBox } from './lammps-box.js';
import { readSections, type DataFile, type Row } from './lammps-sections.js';
import { malformed, readCount, readElement, readNumber, readVector } from './read-text.js';

/** What a LAMMPS data file holds, in the order of atom ids. */
export interface LammpsData {
  readonly structure: AtomicStructure;
  /** [nAtoms], of atom style charge; null: style atomic. */
  readonly charges: Float64Array | null;
}

export interface LammpsDataOptions {
  /** The element of each atom type in turn; null: told from the masses. */
  readonly elements?: readonly string[] | null;
}

type Style = 'atomic' | 'charge';

const STYLE_BY_COLUMNS: Readonly<Record<number, Style>> = {
  5: 'atomic',
  8: 'atomic',
  6: 'charge',
  9: 'charge',
};

function readStyle(file: DataFile): Style {
  const hint = file.styleHint;
  if (hint === 'atomic' || hint === 'charge') return hint;
  const first = file.sections.get('Atoms')?.[0];
  const style = hint === null && first !== undefined ? STYLE_BY_COLUMNS[first.words.length] : undefined;
  if (style !== undefined) return style;
  throw new CrystalError(
    'unsupported-file',
    `atom style '${hint ?? 'unknown'}'; atomic and charge are read`,
    {
      style: hint,
    },
  );
}

/** Symbols of the types: named by the caller, by labels, by a comment ('# Cu'), or told from the mass. */
function readTypes(file: DataFile, given: readonly string[] | null): Map<string, string> {
  const types = new Map<string, string>();
  given?.forEach((symbol, i) => types.set(`${i + 1}`, readElement(symbol, 1)));
  if (given !== null) return types;
  for (const { words, comment, line } of file.sections.get('Masses') ?? []) {
    const weight = readNumber(words[1], 'mass', line);
    const symbol = [comment, words[0]].find(isElement) ?? elementOfWeight(weight);
    if (symbol === null) {
      throw new CrystalError(
        'unknown-element',
        `line ${line}: mass ${weight} tells no element; name the elements`,
        {
          line,
        },
      );
    }
    types.set(words[0], symbol);
  }
  for (const { words, line } of file.sections.get('Atom Type Labels') ?? []) {
    const symbol = types.get(words[0]) ?? readElement(words[1], line);
    types.set(words[0], symbol).set(words[1] ?? '', symbol);
  }
  return types;
}

const idOf = (row: Row): number => readCount(row.words[0], 'atom id', row.line);

/**
 * A LAMMPS data file (units with Å; atom styles atomic and charge), orthogonal or triclinic. Velocities, coefficients and
 * image flags are not kept. The box's lower corner becomes the origin; periodic in all directions unless the first line
 * says 'boundary p f p' as ours does.
 *
 * @throws CrystalError malformed-file, unsupported-file (other styles), unknown-element, limits-exceeded
 * Source: LAMMPS manual, read_data.
 * Checked: LAMMPS and ASE read what we write (test/peers).
 */
export function readLammpsData(text: string, options: LammpsDataOptions = {}): LammpsData {
  const file = readSections(text);
  const style = readStyle(file);
  const types = readTypes(file, options.elements ?? null);
  const rows = [...(file.sections.get('Atoms') ?? [])].sort((a, b) => idOf(a) - idOf(b));
  if (rows.length !== file.nAtoms) throw malformed(`${file.nAtoms} atoms announced, ${rows.length} given`, 1);
  if (rows.length > MAX_ATOMS)
    throw new CrystalError('limits-exceeded', `${rows.length} atoms; at most ${MAX_ATOMS}`);
  const at = style === 'charge' ? 3 : 2;
  const positions = new Float64Array(3 * rows.length);
  const symbols = rows.map(({ words, line }, i) => {
    const position = readVector(words, at, line);
    positions.set(
      position.map((x, k) => x - file.low[k]),
      3 * i,
    );
    const symbol = types.get(words[1]);
    if (symbol === undefined) {
      throw new CrystalError('unknown-element', `line ${line}: type ${words[1]} has no mass and no element`, {
        line,
      });
    }
    return symbol;
  });
  const charges = rows.map(({ words, line }) =>
    style === 'charge' ? readNumber(words[2], 'charge', line) : 0,
  );
  return {
    structure: structureFromAtoms({ cell: file.cell, periodic: file.periodic, symbols, positions }),
    charges: style === 'charge' ? Float64Array.from(charges) : null,
  };
}

export interface LammpsDataOutput {
  /** [nAtoms], e: atom style charge; null: atomic. */
  readonly charges?: Float64Array | null;
}

const digits = (x: number): string => x.toFixed(12);
/** Cut, not rounded: a tilt of exactly half an edge must not come out as more, LAMMPS refuses that. */
const cutDigits = (x: number): string => x.toFixed(15).slice(0, -3);

/**
 * A structure as LAMMPS data file, units metal, turned into the frame that LAMMPS wants (`lammpsBox`: unchanged where a lies
 * along x and b in the xy plane). Types are `elements` in order, atom i has id i + 1. The first line tells the boundary.
 *
 * @throws CrystalError invalid-lattice (left-handed), unknown-element (no mass)
 */
export function writeLammpsData(structure: AtomicStructure, output: LammpsDataOutput = {}): string {
  const { charges = null } = output;
  const { cell, positions, low, high } = lammpsBox(structure);
  const tilts = [cell[1][0], cell[2][0], cell[2][1]];
  const mass = (symbol: string): number => ATOMIC_WEIGHT[readElement(symbol, 1)];
  const boundary = structure.periodic.map((p) => (p ? 'p' : 's')).join(' ');
  const atom = (kind: number, i: number): string => {
    const charge = charges === null ? '' : ` ${charges[i]}`;
    const place = [0, 1, 2].map((k) => digits(positions[3 * i + k])).join(' ');
    return `${i + 1} ${kind + 1}${charge} ${place}`;
  };
  return [
    `kaimen, units metal, boundary ${boundary}`,
    '',
    `${structure.nAtoms} atoms`,
    `${structure.elements.length} atom types`,
    ...['x', 'y', 'z'].map((axis, k) => `${digits(low[k])} ${digits(high[k])} ${axis}lo ${axis}hi`),
    ...(tilts.some((t) => t !== 0) ? [`${tilts.map(cutDigits).join(' ')} xy xz yz`] : []),
    '',
    'Masses',
    '',
    ...structure.elements.map((symbol, i) => `${i + 1} ${mass(symbol)} # ${symbol}`),
    '',
    `Atoms # ${charges === null ? 'atomic' : 'charge'}`,
    '',
    ...Array.from(structure.kinds, atom),
    '',
  ].join('\n');
}
