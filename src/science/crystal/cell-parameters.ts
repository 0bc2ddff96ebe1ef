import { CrystalError } from './crystal-error.js';
import type { Mat3, Vec3 } from './structure.js';
import { dot, norm } from './vectors.js';

/** Lengths a, b, c (Å) and angles α, β, γ (rad) of a cell. */
export interface CellParameters {
  readonly lengthsAngstrom: Vec3;
  readonly anglesRad: Vec3;
}

const angleBetween = (a: Vec3, b: Vec3): number => Math.acos(dot(a, b) / (norm(a) * norm(b)));

export function cellParameters(cell: Mat3): CellParameters {
  const [a, b, c] = cell;
  return {
    lengthsAngstrom: [norm(a), norm(b), norm(c)],
    anglesRad: [angleBetween(b, c), angleBetween(c, a), angleBetween(a, b)],
  };
}

/** cos of a right angle is 0, not 6e-17: cubic cells stay free of dust. */
const cosine = (angle: number): number => (Math.abs(angle - Math.PI / 2) < 1e-14 ? 0 : Math.cos(angle));

/**
 * The right-handed cell of these parameters: a along x, b in the xy plane.
 *
 * @throws CrystalError invalid-lattice  lengths not positive, angles that close to no cell
 */
export function cellOfParameters({ lengthsAngstrom: [a, b, c], anglesRad }: CellParameters): Mat3 {
  const [ca, cb, cg] = anglesRad.map(cosine);
  const sg = Math.sqrt(1 - cg * cg);
  const y = (ca - cb * cg) / sg;
  const z = Math.sqrt(1 - cb * cb - y * y);
  if (!([a, b, c].every((x) => x > 0 && Number.isFinite(x)) && z > 0 && sg > 0)) {
    throw new CrystalError('invalid-lattice', `no cell has the edges ${a}, ${b}, ${c} Å and these angles`, {
      lengthsAngstrom: [a, b, c],
      anglesRad,
    });
  }
  return [
    [a, 0, 0],
    [b * cg, b * sg, 0],
    [c * cb, c * y, c * z],
  ];
}
