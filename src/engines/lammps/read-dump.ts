import { EnergeticsError } from '../../science/energetics/energetics-error.js';

export interface DumpedState {
  /** [nAtoms × 3], in the box's frame, not wrapped. */
  readonly positions: Float64Array;
  readonly forces: Float64Array;
  /** Of the box along z. */
  readonly normalLengthAngstrom: number;
}

const ATOMS = 'ITEM: ATOMS id xu yu zu fx fy fz';

/** Of a dump with these columns, sorted by id. @throws EnergeticsError engine-failed, energy-not-finite */
export function readDump(text: string, nAtoms: number): DumpedState {
  const lines = text.trimEnd().split('\n');
  const bounds = lines.findIndex((line) => line.startsWith('ITEM: BOX BOUNDS'));
  const first = lines.findIndex((line) => line.trim() === ATOMS) + 1;
  if (bounds < 0 || first === 0 || lines.length !== first + nAtoms) {
    throw new EnergeticsError('engine-failed', `LAMMPS left ${lines.length - first} of ${nAtoms} atoms`);
  }
  const [low, high] = numbersOf(lines[bounds + 3]);
  const positions = new Float64Array(3 * nAtoms);
  const forces = new Float64Array(3 * nAtoms);
  for (let i = 0; i < nAtoms; i++) {
    const [, ...values] = numbersOf(lines[first + i]);
    if (values.length !== 6 || !values.every(Number.isFinite)) {
      throw new EnergeticsError(
        'energy-not-finite',
        'LAMMPS: a force is not finite: atoms lie on top of one another',
      );
    }
    positions.set(values.slice(0, 3), 3 * i);
    forces.set(values.slice(3), 3 * i);
  }
  return { positions, forces, normalLengthAngstrom: high - low };
}

const numbersOf = (line: string): number[] => line.trim().split(/\s+/).map(Number);
