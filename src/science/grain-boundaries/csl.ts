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
  /** How far an entry of the rotation, in lattice coordinates, may be from its fraction. Default 1e-9: exact geometry. */
  readonly tolerance?: number;
}

/**
 * The coincidence-site and DSC lattices of a crystal and its copy turned by `rotation` (a column matrix in the crystal's
 * Cartesian frame).
 *
 * @throws BoundaryError no-coincidence  the rotation is not rational in the lattice up to the denominator
 * Valid for: any lattice; improper matrices too (a mirror image).
 * Source: H. Grimmer, Acta Cryst. A32, 783 (1976): DSC = A + B, CSL = its reciprocal's reciprocal.
 * Checked: volumes, Σ of pymatgen's cubic tables, naive count of coincidences (csl.spec.ts).
 */
export function coincidence(
  crystal: Crystal,
  rotation: Mat3,
  { maxDenominator = 2000, tolerance = 1e-9 }: CoincidenceOptions = {},
): Coincidence {
  const lattice = translationLattice(crystal);
  const inverseRows = inverse(lattice.rows);
  const turnedRows = multiply(lattice.rows, transpose(rotation));
  const transform = multiply(turnedRows, inverseRows);
  const both = rationalMatrix([...transform, ...inverse(transform)], maxDenominator, tolerance);
  if (both === null) {
    throw new BoundaryError('no-coincidence', `no coincidence lattice with Σ up to ${maxDenominator}`, {
      rotation,
      maxDenominator,
    });
  }
  const n = both.denominator;
  const turned = both.numerators.slice(0, 3) as unknown as Mat3;
  const back = both.numerators.slice(3) as unknown as Mat3;
  const csl = dualOf(sumWithUnit(transpose(back), n), n);
  const strained = multiply(
    multiply(turned.map((row) => row.map((v) => v / n)) as unknown as Mat3, lattice.rows),
    rotation,
  );
  return {
    sigma: Math.round(Math.abs(determinant(csl))),
    lattice,
    turned,
    denominator: n,
    csl,
    dsc: sumWithUnit(turned, n),
    strain: largestDifference(multiply(inverseRows, strained)),
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

function largestDifference(m: Mat3): number {
  return Math.max(...m.flatMap((row, i) => row.map((v, j) => Math.abs(v - (i === j ? 1 : 0)))));
}
