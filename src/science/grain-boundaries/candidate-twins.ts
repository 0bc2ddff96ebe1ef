import type { Mat3, Vec3 } from '../crystal/structure.js';
import { add, apply, applyRow, inverse, norm, subtract } from '../crystal/vectors.js';
import type { Bicrystal } from './bicrystal.js';
import { CandidateError } from './candidate-error.js';

/** How the second boundary of a periodic cell repeats the first. */
export interface Twins {
  /** Atoms nearer to the first boundary than to the second. */
  readonly atoms: readonly number[];
  /** Of each of them, the atom at the second boundary that is its copy. */
  readonly copies: readonly number[];
  /** From an atom's displacement to its copy's. */
  readonly matrix: Mat3;
}

const TOLERANCE_ANGSTROM = 1e-3;

/**
 * The atoms of the first boundary of a periodic cell and their copies at the second. What is done to an atom must be done
 * to its copy, else the two boundaries are not one. null where there is one boundary only.
 *
 * @param gapAngstrom  between the grains, at both boundaries
 * @throws CandidateError second-boundary-differs  an atom without a copy
 * Checked: equal surroundings at both boundaries after overlaps were removed and atoms rattled, for tilt, twist and mixed
 * boundaries (candidate-structure.spec.ts).
 */
export function findTwins(bicrystal: Bicrystal, gapAngstrom: number): Twins | null {
  const { structure, boundaryHeightAngstrom: first, secondHeightAngstrom: second, copy } = bicrystal;
  if (copy === null || second === null) return null;
  const { cell, kinds, positions } = structure;
  const period = cell[1][1];
  const toFractions = inverse(cell);
  const all = [...kinds.keys()];
  const at = (i: number): Vec3 => [positions[3 * i], positions[3 * i + 1], positions[3 * i + 2]];
  const isLattice = (v: Vec3): boolean => {
    const [a, b, c] = applyRow(v, toFractions).map((f) => f - Math.round(f));
    return norm(applyRow([a, b, c], cell)) < TOLERANCE_ANGSTROM;
  };
  const height = (i: number): number => {
    const y = at(i)[1] - first - gapAngstrom / 2;
    return y - period * Math.round(y / period);
  };
  const reach = Math.min(second - first, period - second + first) / 2 - TOLERANCE_ANGSTROM;
  const atoms = all.filter((i) => Math.abs(height(i)) < reach);
  const copies = atoms.map((i) => {
    const image = add(apply(copy.matrix, at(i)), copy.offset);
    const found = all.find((j) => kinds[j] === kinds[i] && isLattice(subtract(at(j), image)));
    if (found === undefined) {
      throw new CandidateError('second-boundary-differs', `atom ${i} has no copy at the second boundary`);
    }
    return found;
  });
  return { atoms, copies, matrix: copy.matrix };
}
