import { positionOf } from '../build.js';
import { CrystalError } from '../crystal-error.js';
import type { AtomicStructure, Mat3, Vec3 } from '../structure.js';
import { add, apply, cross, determinant, norm, scale } from '../vectors.js';

/** A structure in the frame that LAMMPS wants: a along x, b in the xy plane, c upwards, small tilts. */
export interface LammpsBox {
  /** Lower triangular. */
  readonly cell: Mat3;
  /** Turns Cartesian columns of the structure into those of the box: v' = rotation · v. */
  readonly rotation: Mat3;
  /** [nAtoms × 3], Å, from the box's own origin. */
  readonly positions: Float64Array;
  /** Lowest and highest corner of the box before tilting, Å; they hold every atom along directions that do not repeat. */
  readonly low: Vec3;
  readonly high: Vec3;
}

/** b + n·a with the least x: the same lattice, and a tilt that LAMMPS takes. */
const untilt = (b: Vec3, a: Vec3, k: number): Vec3 => add(b, scale(a, -Math.round(b[k] / a[k])));

/**
 * @throws CrystalError invalid-lattice  a left-handed cell: LAMMPS has none
 * Checked: energies of turned structures equal (test/peers); distances kept (lammps-data.spec.ts).
 */
export function lammpsBox(structure: AtomicStructure): LammpsBox {
  const [a, b, c] = structure.cell;
  if (!(determinant(structure.cell) > 0)) {
    throw new CrystalError('invalid-lattice', 'the cell is left-handed; LAMMPS takes right-handed ones');
  }
  const x = scale(a, 1 / norm(a));
  const normal = cross(a, b);
  const z = scale(normal, 1 / norm(normal));
  const rotation: Mat3 = [x, cross(z, x), z];
  const { periodic } = structure;
  const turned = [a, b, c].map((v) => apply(rotation, v));
  const first: Vec3 = [turned[0][0], 0, 0];
  const second: Vec3 = [turned[1][0], turned[1][1], 0];
  const b2 = periodic[0] ? untilt(second, first, 0) : second;
  const c1 = periodic[1] ? untilt(turned[2], b2, 1) : turned[2];
  const c2 = periodic[0] ? untilt(c1, first, 0) : c1;
  const cell: Mat3 = [first, b2, c2];
  const positions = new Float64Array(structure.positions.length);
  const low: [number, number, number] = [0, 0, 0];
  const high: [number, number, number] = [cell[0][0], cell[1][1], cell[2][2]];
  for (let i = 0; i < structure.nAtoms; i++) {
    const p = apply(rotation, positionOf(structure, i));
    positions.set(p, 3 * i);
    for (let k = 0; k < 3; k++) {
      if (periodic[k]) continue;
      low[k] = Math.min(low[k], p[k]);
      high[k] = Math.max(high[k], p[k]);
    }
  }
  return { cell, rotation, positions, low, high };
}
