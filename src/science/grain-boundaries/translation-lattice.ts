import { latticeTranslations } from '../crystal/lattice.js';
import type { Crystal, Mat3, Vec3 } from '../crystal/structure.js';
import { applyRow, inverse, transpose } from '../crystal/vectors.js';
import { wholeRatio } from './integer-lattice.js';

/** The translations of a crystal, centring included. Whole coordinates and indices "of the lattice" refer to `rows`. */
export interface TranslationLattice {
  /** Primitive vectors, rows, Å, in the crystal's Cartesian frame. */
  readonly rows: Mat3;
  /** The same in units of the conventional cell. */
  readonly inCell: Mat3;
}

/** The primitive translations of a crystal. @throws CrystalError as `latticeTranslations` */
export function translationLattice(crystal: Crystal): TranslationLattice {
  const { cell, basis } = latticeTranslations(crystal);
  return { rows: cell, inCell: basis };
}

/** Direction [uvw] of the conventional cell as whole, coprime coordinates of the lattice. */
export function directionInLattice(lattice: TranslationLattice, uvw: Vec3): Vec3 {
  return wholeRatio(applyRow(uvw, inverse(lattice.inCell)));
}

/** Lattice coordinates as a direction [uvw] of the conventional cell, coprime. */
export function directionInCell(lattice: TranslationLattice, n: Vec3): Vec3 {
  return wholeRatio(applyRow(n, lattice.inCell));
}

/** Plane (hkl) of the conventional cell as coprime indices of the lattice. */
export function planeInLattice(lattice: TranslationLattice, hkl: Vec3): Vec3 {
  return wholeRatio(applyRow(hkl, transpose(lattice.inCell)));
}

/** Indices of the lattice as a plane (hkl) of the conventional cell, coprime. */
export function planeInCell(lattice: TranslationLattice, h: Vec3): Vec3 {
  return wholeRatio(applyRow(h, transpose(inverse(lattice.inCell))));
}

/** A normal vector, Å⁻¹, of length 1 / spacing: indices of the lattice in the Cartesian frame. */
export function reciprocalVector(rows: Mat3, h: Vec3): Vec3 {
  const [a, b, c] = transpose(inverse(rows));
  return [0, 1, 2].map((i) => h[0] * a[i] + h[1] * b[i] + h[2] * c[i]) as unknown as Vec3;
}
