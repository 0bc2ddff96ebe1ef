import { CrystalError } from './crystal-error.js';
import type { AtomicStructure, Crystal, Mat3, Vec3 } from './structure.js';
import { applyRow, determinant, inverse } from './vectors.js';

/** Atoms of a structure at most; files and repeats beyond it are refused. */
export const MAX_ATOMS = 1_000_000;

/** One symbol and three Cartesian coordinates (Å) an atom. */
export interface AtomList {
  readonly cell: Mat3;
  readonly periodic: AtomicStructure['periodic'];
  readonly symbols: readonly string[];
  readonly positions: Float64Array;
}

const MAX_ELEMENTS = 255;

/**
 * A structure from a list of symbols; `elements` come in the order in which they first appear.
 *
 * @throws CrystalError invalid-lattice (no volume), invalid-site (not finite, counts differ), limits-exceeded
 */
export function structureFromAtoms(atoms: AtomList): AtomicStructure {
  const { cell, periodic, symbols, positions } = atoms;
  const nAtoms = symbols.length;
  if (nAtoms > MAX_ATOMS) {
    throw new CrystalError('limits-exceeded', `${nAtoms} atoms; at most ${MAX_ATOMS} are taken`, { nAtoms });
  }
  if (positions.length !== 3 * nAtoms) {
    throw new CrystalError('invalid-site', `${nAtoms} symbols, ${positions.length} coordinates`, { nAtoms });
  }
  const volume = Math.abs(determinant(cell));
  if (!(volume > 1e-6) || !Number.isFinite(volume)) {
    throw new CrystalError('invalid-lattice', `the cell's volume is ${volume} Å³`, { cell });
  }
  const bad = positions.findIndex((x) => !Number.isFinite(x));
  if (bad >= 0) {
    throw new CrystalError(
      'invalid-site',
      `atom ${Math.floor(bad / 3) + 1} has a coordinate that is no number`,
    );
  }
  const index = new Map<string, number>();
  const kinds = new Uint8Array(nAtoms);
  for (let i = 0; i < nAtoms; i++) {
    const known = index.get(symbols[i]) ?? index.size;
    index.set(symbols[i], known);
    kinds[i] = known;
  }
  if (index.size > MAX_ELEMENTS) {
    throw new CrystalError('limits-exceeded', `${index.size} kinds of atoms; at most ${MAX_ELEMENTS}`);
  }
  return { cell, periodic, elements: [...index.keys()], kinds, positions, nAtoms };
}

/**
 * A block of crystal, periodic in all directions.
 *
 * @param repeats  whole numbers ≥ 1 along the three vectors of the conventional cell
 * @throws CrystalError invalid-lattice, limits-exceeded
 */
export function structureOf(crystal: Crystal, repeats: Vec3 = [1, 1, 1]): AtomicStructure {
  if (!repeats.every((n) => Number.isInteger(n) && n >= 1)) {
    throw new CrystalError('invalid-lattice', `repeats are whole numbers from 1, not ${repeats.join(', ')}`);
  }
  const nCells = repeats[0] * repeats[1] * repeats[2];
  const nAtoms = nCells * crystal.sites.length;
  if (nAtoms > MAX_ATOMS) {
    throw new CrystalError('limits-exceeded', `${nAtoms} atoms; at most ${MAX_ATOMS} are taken`, { nAtoms });
  }
  const symbols: string[] = [];
  const positions = new Float64Array(3 * nAtoms);
  for (let i = 0; i < repeats[0]; i++) {
    for (let j = 0; j < repeats[1]; j++) {
      for (let k = 0; k < repeats[2]; k++) {
        for (const { element, fractional: f } of crystal.sites) {
          positions.set(applyRow([f[0] + i, f[1] + j, f[2] + k], crystal.cell), 3 * symbols.length);
          symbols.push(element);
        }
      }
    }
  }
  const cell = crystal.cell.map((row, k) => row.map((x) => x * repeats[k])) as unknown as Mat3;
  return structureFromAtoms({ cell, periodic: [true, true, true], symbols, positions });
}

/** The symbol of every atom. */
export function symbolsOf(structure: AtomicStructure): string[] {
  return Array.from(structure.kinds, (kind) => structure.elements[kind]);
}

/** Position of one atom, Å. */
export function positionOf(structure: AtomicStructure, atom: number): Vec3 {
  const p = structure.positions;
  return [p[3 * atom], p[3 * atom + 1], p[3 * atom + 2]];
}

/** The structure's atoms in units of its cell vectors [nAtoms × 3]; not wrapped. */
export function fractionalPositions(structure: AtomicStructure): Float64Array {
  const toFractional = inverse(structure.cell);
  const fractional = new Float64Array(3 * structure.nAtoms);
  for (let i = 0; i < structure.nAtoms; i++) {
    fractional.set(applyRow(positionOf(structure, i), toFractional), 3 * i);
  }
  return fractional;
}

/** The structure's cell, repeated for ever: what CIF holds. Directions that are not periodic become so. */
export function crystalFromStructure(structure: AtomicStructure, name: string): Crystal {
  const f = fractionalPositions(structure);
  const sites = symbolsOf(structure).map((element, i) => ({
    element,
    fractional: [f[3 * i], f[3 * i + 1], f[3 * i + 2]] as const,
  }));
  return { name, cell: structure.cell, sites };
}

/** Every atom moved by whole cell vectors into [0, 1) along the periodic directions; the others stay. */
export function wrapStructure(structure: AtomicStructure): AtomicStructure {
  const fractional = fractionalPositions(structure);
  const positions = structure.positions.slice();
  for (let i = 0; i < fractional.length; i++) {
    const k = i % 3;
    if (!structure.periodic[k]) continue;
    const cells = Math.floor(fractional[i]);
    if (cells === 0) continue;
    for (let x = 0; x < 3; x++) positions[i - k + x] -= cells * structure.cell[k][x];
  }
  return { ...structure, positions };
}
