import { CrystalError } from './crystal-error.js';
import type { Mat3, Vec3 } from './structure.js';
import { add, determinant, dot, IDENTITY, norm, scale, subtract } from './vectors.js';

/** A lattice vector together with its whole-number coefficients in the basis given. */
interface Member {
  readonly vector: Vec3;
  readonly coefficients: Vec3;
}

const combine = (a: Member, b: Member, n: number): Member => ({
  vector: add(a.vector, scale(b.vector, n)),
  coefficients: add(a.coefficients, scale(b.coefficients, n)),
});

/** Shorter by more than rounding: equal lengths must not send the reduction round in circles. */
const isShorter = (a: Member, b: Member): boolean => norm(a.vector) < norm(b.vector) * (1 - 1e-10);

/** Lagrange and Gauss: b without the whole multiples of a. */
const reduceBy = (b: Member, a: Member): Member =>
  combine(b, a, -Math.round(dot(a.vector, b.vector) / dot(a.vector, a.vector)));

/** c minus the lattice vector of the plane (a, b) that leaves the least; a and b reduced, so a step of 1 about the foot is enough. */
function reduceByPlane(c: Member, a: Member, b: Member): Member {
  const [aa, ab, bb] = [dot(a.vector, a.vector), dot(a.vector, b.vector), dot(b.vector, b.vector)];
  const [ac, bc] = [dot(a.vector, c.vector), dot(b.vector, c.vector)];
  const d = aa * bb - ab * ab;
  const foot = [(ac * bb - bc * ab) / d, (bc * aa - ac * ab) / d];
  let best = c;
  for (let i = -1; i <= 1; i++) {
    for (let j = -1; j <= 1; j++) {
      const trial = combine(combine(c, a, -Math.round(foot[0]) - i), b, -Math.round(foot[1]) - j);
      if (isShorter(trial, best)) best = trial;
    }
  }
  return best;
}

const MAX_ROUNDS = 1000;

export interface ReducedCell {
  /** Rows: the three shortest independent lattice vectors, shortest first, right-handed. */
  readonly cell: Mat3;
  /** Whole numbers, determinant ±1: reduced = transform · original. */
  readonly transform: Mat3;
}

/**
 * Minkowski-reduced cell of a lattice: no shorter basis spans it.
 *
 * @param cell  rows are lattice vectors, Å
 * @throws CrystalError invalid-lattice  no volume, or numbers too far apart to reduce
 * Source: P. Q. Nguyen, D. Stehlé, ACM Trans. Algorithms 5, 46 (2009), greedy reduction in three dimensions.
 * Checked: volumes and invariance under random changes of basis; lengths against pymatgen's Niggli cell (test/peers).
 */
export function reduceCell(cell: Mat3): ReducedCell {
  const volume = determinant(cell);
  if (!Number.isFinite(volume) || volume === 0) {
    throw new CrystalError('invalid-lattice', 'a cell without volume has no reduced cell', { cell });
  }
  let basis = cell.map((vector, k): Member => ({ vector, coefficients: IDENTITY[k] }));
  for (let round = 0; round < MAX_ROUNDS; round++) {
    basis = basis.sort((p, q) => norm(p.vector) - norm(q.vector));
    const [a, b, c] = basis;
    const shorter = reduceBy(b, a);
    if (isShorter(shorter, b)) {
      basis = [a, shorter, c];
      continue;
    }
    const flat = reduceByPlane(c, a, b);
    if (!isShorter(flat, c)) return rightHanded(basis);
    basis = [a, b, flat];
  }
  throw new CrystalError('invalid-lattice', 'this cell could not be reduced', { cell });
}

function rightHanded(basis: readonly Member[]): ReducedCell {
  const cell = basis.map((m) => m.vector) as unknown as Mat3;
  const transform = basis.map((m) => m.coefficients) as unknown as Mat3;
  if (determinant(cell) > 0) return { cell, transform };
  const turned = (m: Mat3): Mat3 => m.map((row) => subtract([0, 0, 0], row)) as unknown as Mat3;
  return { cell: turned(cell), transform: turned(transform) };
}
