import type { AtomicStructure } from '../../crystal/structure.js';
import { createRng } from '../../numerics/rng.js';

const FCC = [
  [0, 0, 0],
  [0.5, 0.5, 0],
  [0.5, 0, 0.5],
  [0, 0.5, 0.5],
];

/** Fcc copper, `repeats` conventional cells along each direction. */
export function cubicCu(
  a: number,
  repeats: readonly [number, number, number] = [1, 1, 1],
  periodic: AtomicStructure['periodic'] = [true, true, true],
): AtomicStructure {
  const [nx, ny, nz] = repeats;
  const at: number[] = [];
  for (let i = 0; i < nx; i++) {
    for (let j = 0; j < ny; j++) {
      for (let k = 0; k < nz; k++) {
        for (const [x, y, z] of FCC) at.push(a * (i + x), a * (j + y), a * (k + z));
      }
    }
  }
  const nAtoms = at.length / 3;
  return {
    cell: [
      [nx * a, 0, 0],
      [0, ny * a, 0],
      [0, 0, nz * a],
    ],
    periodic,
    elements: ['Cu'],
    kinds: new Uint8Array(nAtoms),
    positions: Float64Array.from(at),
    nAtoms,
  };
}

/** The same with every coordinate displaced by a normal deviate times `sigmaAngstrom`. */
export function rattled(structure: AtomicStructure, sigmaAngstrom: number, seed: number): AtomicStructure {
  const rng = createRng(seed);
  return { ...structure, positions: structure.positions.map((x) => x + sigmaAngstrom * rng.normal()) };
}
