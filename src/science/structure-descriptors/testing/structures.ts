import { structureFromAtoms, structureOf } from '../../crystal/build.js';
import { prototypeCrystal, type PrototypeName } from '../../crystal/prototypes.js';
import type { AtomicStructure, Vec3 } from '../../crystal/structure.js';

/** Of test/reference/structure-descriptors.json. */
export interface ReferenceCase {
  readonly name: string;
  readonly box: readonly number[];
  readonly positions: readonly number[];
  readonly cutoff: number;
  readonly nCentro: number;
  readonly volumes: readonly number[];
  readonly centroSymmetry: readonly number[];
  /** LAMMPS: 1 fcc, 2 hcp, 3 bcc, 4 icosahedral, 5 unknown. */
  readonly cnaPattern: readonly number[];
  readonly coordination: readonly number[];
  readonly weightedCoordination: readonly number[];
  readonly nFaces: readonly number[];
}

export function referenceStructure({ box, positions }: ReferenceCase): AtomicStructure {
  return structureFromAtoms({
    cell: [
      [box[0], 0, 0],
      [0, box[1], 0],
      [0, 0, box[2]],
    ],
    periodic: [true, true, true],
    symbols: positions.filter((_, k) => k % 3 === 0).map(() => 'Cu'),
    positions: Float64Array.from(positions),
  });
}

/** A block of a prototype; elements and lattice as `prototypeCrystal` takes them. */
export function block(
  name: PrototypeName,
  elements: readonly string[],
  lattice: readonly number[],
  repeats: Vec3 = [2, 2, 2],
): AtomicStructure {
  return structureOf(prototypeCrystal(name, elements, lattice), repeats);
}

/** All within 1e-9 of one value. */
export const allAre = (values: Iterable<number>, value: number, within = 1e-9): boolean =>
  [...values].every((v) => Math.abs(v - value) <= within);
