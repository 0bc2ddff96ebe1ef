import { fractionalPositions, MAX_ATOMS, positionOf, structureFromAtoms } from '../build.js';
import { CrystalError } from '../crystal-error.js';
import type { AtomicStructure, Mat3, Vec3 } from '../structure.js';
import { applyRow, determinant } from '../vectors.js';
import {
  malformed,
  readCount,
  readElement,
  readNumber,
  readVector,
  splitLines,
  splitWords,
} from './read-text.js';

/** What a VASP 5 POSCAR holds. */
export interface Poscar {
  readonly comment: string;
  /** Periodic in all directions. */
  readonly structure: AtomicStructure;
  /** [nAtoms × 3] of selective dynamics, 1: does not move along that lattice vector; null: not selective. */
  readonly fixed: Uint8Array | null;
}

/** One factor, three, or (negative) a volume. */
function readScaling(line: string, raw: Mat3): Vec3 {
  const factors = splitWords(line).map((word) => readNumber(word, 'scaling factor', 2));
  if (factors.length === 3 && factors.every((f) => f > 0)) return [factors[0], factors[1], factors[2]];
  if (factors.length !== 1 || factors[0] === 0)
    throw malformed('one scaling factor, or three positive ones', 2);
  const [factor] = factors;
  const s = factor > 0 ? factor : Math.cbrt(-factor / Math.abs(determinant(raw)));
  return [s, s, s];
}

const scaled = (v: Vec3, s: Vec3): Vec3 => [v[0] * s[0], v[1] * s[1], v[2] * s[2]];

function readSpecies(lines: readonly string[]): string[] {
  const names = splitWords(lines[5]);
  if (names.length > 0 && names.every((name) => /^\d+$/.test(name))) {
    throw new CrystalError(
      'unsupported-file',
      'line 6: VASP 4 names no elements; VASP 5 has them on this line',
      { line: 6 },
    );
  }
  const counts = splitWords(lines[6]).map((word) => readCount(word, 'number of atoms', 7));
  if (names.length === 0 || names.length !== counts.length) {
    throw malformed(`${names.length} elements but ${counts.length} counts`, 7);
  }
  const total = counts.reduce((a, b) => a + b, 0);
  if (total > MAX_ATOMS || names.length > 1000) {
    throw new CrystalError('limits-exceeded', `line 7: ${total} atoms; at most ${MAX_ATOMS}`, { line: 7 });
  }
  // 'Cu_pv' and 'Cu/3f9a…' name the potential used, not the element.
  return names.flatMap((name, i) => Array<string>(counts[i]).fill(readElement(name.split(/[_/]/)[0], 6)));
}

function readFlag(word: string | undefined, line: number): number {
  const flag = word?.replaceAll('.', '').charAt(0).toUpperCase();
  if (flag !== 'T' && flag !== 'F')
    throw malformed(`selective dynamics: '${word ?? ''}' is neither T nor F`, line);
  return flag === 'F' ? 1 : 0;
}

/**
 * A VASP 5 POSCAR or CONTCAR; velocities after the atoms are not read.
 *
 * @throws CrystalError malformed-file, unsupported-file (VASP 4), unknown-element, invalid-lattice, limits-exceeded
 * Source: VASP manual, "POSCAR".
 * Checked: ASE and pymatgen read what we write and the reverse (test/peers).
 */
export function readPoscar(text: string): Poscar {
  const lines = splitLines(text);
  if (lines.length < 8) throw malformed('a POSCAR has at least 8 lines', lines.length);
  const raw = [2, 3, 4].map((i) => readVector(splitWords(lines[i]), 0, i + 1)) as unknown as Mat3;
  const factors = readScaling(lines[1], raw);
  const cell = raw.map((row) => scaled(row, factors)) as unknown as Mat3;
  const symbols = readSpecies(lines);
  const selective = /^\s*s/i.test(lines[7]);
  const first = selective ? 9 : 8;
  const mode = (lines[first - 1] ?? '').trim().charAt(0).toLowerCase();
  if (mode === '' || !'dck'.includes(mode)) throw malformed('Direct or Cartesian expected', first);
  if (first + symbols.length > lines.length)
    throw malformed(`${symbols.length} atoms announced, the file ends before`, 7);
  const positions = new Float64Array(3 * symbols.length);
  const fixed = selective ? new Uint8Array(3 * symbols.length) : null;
  symbols.forEach((_, i) => {
    const line = first + i + 1;
    const words = splitWords(lines[first + i]);
    const v = readVector(words, 0, line);
    positions.set(mode === 'd' ? applyRow(v, cell) : scaled(v, factors), 3 * i);
    if (fixed !== null) for (let k = 0; k < 3; k++) fixed[3 * i + k] = readFlag(words[3 + k], line);
  });
  return {
    comment: lines[0].trim(),
    structure: structureFromAtoms({ cell, periodic: [true, true, true], symbols, positions }),
    fixed,
  };
}

/** The order in which `writePoscar` lists the atoms: by element, as the format wants; otherwise as they were. */
export function poscarOrder(structure: AtomicStructure): Int32Array {
  return Int32Array.from(structure.kinds.keys()).sort(
    (a, b) => structure.kinds[a] - structure.kinds[b] || a - b,
  );
}

export interface PoscarOptions {
  readonly comment?: string;
  readonly coordinates?: 'direct' | 'cartesian';
  /** [nAtoms], 1: does not move; null: no selective dynamics. */
  readonly fixed?: Uint8Array | null;
}

/** A VASP 5 POSCAR. Atoms come in `poscarOrder`; VASP repeats every direction, whatever `periodic` says. */
export function writePoscar(structure: AtomicStructure, options: PoscarOptions = {}): string {
  const { comment = 'kaimen', coordinates = 'direct', fixed = null } = options;
  const order = poscarOrder(structure);
  const used = structure.elements.map((_, kind) =>
    structure.kinds.reduce((n, k) => n + (k === kind ? 1 : 0), 0),
  );
  const present = structure.elements.map((_, kind) => kind).filter((kind) => used[kind] > 0);
  const fractional = fractionalPositions(structure);
  const row = (atom: number): string => {
    const v: Vec3 =
      coordinates === 'cartesian'
        ? positionOf(structure, atom)
        : [fractional[3 * atom], fractional[3 * atom + 1], fractional[3 * atom + 2]];
    const flag = fixed === null ? '' : fixed[atom] === 1 ? ' F F F' : ' T T T';
    return v.map((x) => x.toFixed(12)).join(' ') + flag;
  };
  return [
    comment.replaceAll(/\s+/g, ' '),
    '1.0',
    ...structure.cell.map((vector) => vector.map((x) => x.toFixed(12)).join(' ')),
    present.map((kind) => structure.elements[kind]).join(' '),
    present.map((kind) => used[kind]).join(' '),
    ...(fixed === null ? [] : ['Selective dynamics']),
    coordinates === 'cartesian' ? 'Cartesian' : 'Direct',
    ...Array.from(order, row),
    '',
  ].join('\n');
}
