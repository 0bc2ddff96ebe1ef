import type { Crystal, Mat3 } from '../crystal/structure.js';
import { determinant, inverse, multiply, transpose } from '../crystal/vectors.js';
import { BoundaryError } from './boundary-error.js';
import { hermiteForm, rationalMatrix } from './integer-lattice.js';
import { type TranslationLattice, translationLattice } from './translation-lattice.js';

/** Two orientations of one lattice and what they share. Whole numbers refer to the primitive rows of grain A's lattice. */
export interface Coincidence {
  /** Volume of the coincidence-site cell over the primitive cell's. */
  readonly sigma: number;
  readonly lattice: TranslationLattice;
  /** Primitive vectors of B in those of A: rows of whole numbers over `denominator`. */
  readonly turned: Mat3;
  readonly denominator: number;
  /** Coincidence-site lattice: rows of whole numbers. Its volume is Σ primitive cells. */
  readonly csl: Mat3;
  /** Displacement-shift-complete lattice: rows of whole numbers over `denominator`. Its volume is 1/Σ primitive cells. */
  readonly dsc: Mat3;
  /** Largest entry of (deformation − 1) that makes the coincidence exact; 0 (to rounding) where the rotation is one exactly. */
  readonly strain: number;
}

export interface CoincidenceOptions {
  /** Largest denominator, hence Σ, that is tried. Default 2000. */
  readonly maxDenominator?: number;
  /** Primitive vectors on which the rotation is exactly rational (rows, Å), where the lattice's own are so only nearly. */
  readonly ideal?: Mat3;
}

/** Entries of an exact rotation, in lattice coordinates, are fractions within this. */
const ROUNDING = 1e-9;

/**
 * The coincidence-site and DSC lattices of a crystal and its copy turned by `rotation` (a column matrix in the crystal's
 * Cartesian frame).
 *
 * @throws BoundaryError no-coincidence  the rotation is not rational in the lattice up to the denominator
 * Valid for: any lattice; improper matrices too (a mirror image).
 * Source: H. Grimmer, Acta Cryst. A32, 783 (1976): DSC = A + B, CSL = its reciprocal's reciprocal.
 * Checked: volumes, Σ of pymatgen's cubic tables, naive count of coincidences (csl.spec.ts).
 */
export function coincidence(crystal: Crystal, rotation: Mat3, options: CoincidenceOptions = {}): Coincidence {
  const found = findCoincidence(translationLattice(crystal), rotation, options);
  if (found === null) {
    const { maxDenominator = 2000 } = options;
    throw new BoundaryError('no-coincidence', `no coincidence lattice with Σ up to ${maxDenominator}`, {
      rotation,
      maxDenominator,
    });
  }
  return found;
}

/** As `coincidence`, of a lattice; null where it throws. */
export function findCoincidence(
  lattice: TranslationLattice,
  rotation: Mat3,
  { maxDenominator = 2000, ideal = lattice.rows }: CoincidenceOptions,
): Coincidence | null {
  const transform = multiply(multiply(ideal, transpose(rotation)), inverse(ideal));
  const both = rationalMatrix([...transform, ...inverse(transform)], maxDenominator, ROUNDING);
  if (both === null) return null;
  const n = both.denominator;
  const turned = both.numerators.slice(0, 3) as unknown as Mat3;
  const back = both.numerators.slice(3) as unknown as Mat3;
  const csl = dualOf(sumWithUnit(transpose(back), n), n);
  const backInA = multiply(multiply(turned, lattice.rows), rotation);
  return {
    sigma: Math.round(Math.abs(determinant(csl))),
    lattice,
    turned,
    denominator: n,
    csl,
    dsc: sumWithUnit(turned, n),
    strain: largestDifference(multiply(inverse(lattice.rows), backInA), n),
  };
}

/** Basis, over n, of the lattice spanned by the unit matrix and `rows` / n. */
function sumWithUnit(rows: Mat3, n: number): Mat3 {
  return hermiteForm([[n, 0, 0], [0, n, 0], [0, 0, n], ...rows]) as unknown as Mat3;
}

/** Reciprocal basis of rows / n: whole numbers again. */
function dualOf(rows: Mat3, n: number): Mat3 {
  return transpose(inverse(rows)).map((row) => row.map((v) => Math.round(v * n) + 0)) as unknown as Mat3;
}

/** Of m / n and the unit matrix. */
function largestDifference(m: Mat3, n: number): number {
  return Math.max(...m.flatMap((row, i) => row.map((v, j) => Math.abs(v / n - (i === j ? 1 : 0)))));
}
