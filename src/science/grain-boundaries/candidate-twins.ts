import type { Mat3, Vec3 } from '../crystal/structure.js';
import { apply, applyRow, inverse, norm, subtract } from '../crystal/vectors.js';
import type { Bicrystal } from './bicrystal.js';
import { CandidateError } from './candidate-error.js';
import { pointGroup } from './equivalents.js';

/** How the second boundary of a periodic cell repeats the first. */
export interface Twins {
  /** Atoms nearer to the first boundary than to the second. */
  readonly atoms: readonly number[];
  /** Of each of them, the atom at the second boundary that is its copy. */
  readonly copies: readonly number[];
  /** From an atom's displacement to its copy's. */
  readonly matrix: Mat3;
}

/** An operation that may carry one boundary onto the other: heights go to ±height + rise. */
interface Trial {
  readonly matrix: Mat3;
  readonly rise: number;
  /** A's atoms become B's and the reverse. */
  readonly exchanges: boolean;
}

const TOLERANCE_ANGSTROM = 1e-3;

function trials(
  { structure, boundaryHeightAngstrom: first }: Bicrystal,
  second: number,
  gap: number,
): Trial[] {
  const [a, , c] = structure.cell;
  return pointGroup([
    [a[0], a[2]],
    [c[0], c[2]],
  ]).flatMap(([[xx, xz], [zx, zz]]): Trial[] => {
    const matrix = (side: 1 | -1): Mat3 => [
      [xx, 0, xz],
      [0, side, 0],
      [zx, 0, zz],
    ];
    return [
      { matrix: matrix(1), rise: second - first, exchanges: true },
      { matrix: matrix(-1), rise: first + second + gap, exchanges: false },
    ];
  });
}

/**
 * The operation that carries the first boundary of a periodic cell onto the second, and each atom's copy under it. What is
 * done to an atom must be done to its copy, else the two boundaries are not one.
 *
 * @param gapAngstrom  between the grains, at both boundaries
 * @throws CandidateError second-boundary-differs
 * Checked: equal surroundings at both boundaries after overlaps were removed and atoms rattled, for tilt, twist and mixed
 * boundaries (candidate-structure.spec.ts).
 */
export function findTwins(bicrystal: Bicrystal, gapAngstrom: number): Twins {
  const { structure, grainOf, boundaryHeightAngstrom: first } = bicrystal;
  const second = bicrystal.secondHeightAngstrom ?? first;
  const { cell, kinds } = structure;
  const period = cell[1][1];
  const toFractions = inverse(cell);
  const all = [...kinds.keys()];
  const at = (i: number): Vec3 => [
    structure.positions[3 * i],
    structure.positions[3 * i + 1],
    structure.positions[3 * i + 2],
  ];
  const isLattice = (v: Vec3): boolean => {
    const f = applyRow(v, toFractions).map((x) => x - Math.round(x));
    return norm(applyRow([f[0], f[1], f[2]], cell)) < TOLERANCE_ANGSTROM;
  };
  const reach = Math.min(second - first, period - second + first) / 2 - TOLERANCE_ANGSTROM;
  const height = (i: number): number => {
    const y = at(i)[1] - first - gapAngstrom / 2;
    return y - period * Math.round(y / period);
  };
  const atoms = all.filter((i) => Math.abs(height(i)) < reach);
  for (const { matrix, rise, exchanges } of trials(bicrystal, second, gapAngstrom)) {
    const images = atoms.map((i): Vec3 => {
      const [x, y, z] = apply(matrix, at(i));
      return [x, y + rise, z];
    });
    const canBe = (n: number, j: number): boolean => {
      const level = (at(j)[1] - images[n][1]) / period;
      const kin = kinds[j] === kinds[atoms[n]] && (grainOf[j] !== grainOf[atoms[n]]) === exchanges;
      return kin && Math.abs(level - Math.round(level)) * period < TOLERANCE_ANGSTROM;
    };
    for (const start of all.filter((j) => canBe(0, j))) {
      const shift = subtract(at(start), images[0]);
      const copyOf = (image: Vec3, n: number): number =>
        all.find((j) => canBe(n, j) && isLattice(subtract(subtract(at(j), image), shift))) ?? -1;
      const copies: number[] = [];
      for (let n = 0; n < atoms.length && !copies.includes(-1); n++) copies.push(copyOf(images[n], n));
      if (!copies.includes(-1)) return { atoms, copies, matrix };
    }
  }
  throw new CandidateError('second-boundary-differs', 'the second boundary is no copy of the first', {
    nAtoms: structure.nAtoms,
  });
}
