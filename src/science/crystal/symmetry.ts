import { latticeTranslations, primitiveCrystal, rarestSites, SITE_TOLERANCE_ANGSTROM } from './lattice.js';
import { faceDistances, stepsWithin } from './neighbours.js';
import { siteFinder } from './site-finder.js';
import type { Crystal, Mat3, Vec3 } from './structure.js';
import {
  apply,
  applyRow,
  determinant,
  dot,
  inverse,
  multiply,
  norm,
  subtract,
  transpose,
} from './vectors.js';

/** x' = rotation · x + translation, x a column of fractional coordinates in the conventional cell. */
export interface SymmetryOperation {
  /** Whole numbers where the cell is as symmetric as the crystal; fractions in a supercell that is not. */
  readonly rotation: Mat3;
  /** [0, 1) */
  readonly translation: Vec3;
  /** The same rotation of Cartesian columns; determinant −1: improper. */
  readonly cartesian: Mat3;
}

/** Every lattice vector of about the given length, whole coefficients in `cell`. */
function latticeVectorsOfLength(cell: Mat3, length: number): Vec3[] {
  const reach = faceDistances(cell).map((h) => Math.floor((length + SITE_TOLERANCE_ANGSTROM) / h));
  return stepsWithin(reach).filter(
    (step) => Math.abs(norm(applyRow(step, cell)) - length) <= SITE_TOLERANCE_ANGSTROM,
  );
}

/** Matrices that carry a reduced cell's vectors (rows of the result: images in the cell's basis) to ones with equal lengths and angles. */
function latticeOperations(cell: Mat3): Mat3[] {
  const images = cell.map((row) => latticeVectorsOfLength(cell, norm(row)));
  const fits = (i: number, j: number, a: Vec3, b: Vec3): boolean => {
    const difference = dot(applyRow(a, cell), applyRow(b, cell)) - dot(cell[i], cell[j]);
    return Math.abs(difference) <= SITE_TOLERANCE_ANGSTROM * (norm(cell[i]) + norm(cell[j]));
  };
  const operations: Mat3[] = [];
  for (const a of images[0]) {
    for (const b of images[1]) {
      if (!fits(0, 1, a, b)) continue;
      for (const c of images[2]) {
        if (!fits(0, 2, a, c) || !fits(1, 2, b, c)) continue;
        if (Math.abs(determinant([a, b, c])) === 1) operations.push([a, b, c]);
      }
    }
  }
  return operations;
}

const tidy = (x: number): number => {
  const whole = Math.round(x);
  return Math.abs(x - whole) < 1e-9 ? whole + 0 : x;
};
const wrapTidy = (x: number): number => tidy(x - Math.floor(tidy(x)));

/**
 * One operation for each rotation of the crystal's space group: the point group, each with the translation that goes with
 * it (not unique in a centred cell: see `symmetryOperations`).
 *
 * @returns the identity is among them; in a stable order. Sites may be off by SITE_TOLERANCE_ANGSTROM
 * @throws as `latticeTranslations`
 * Method: rotations that keep the metric of the reduced primitive cell, each tried with every translation that carries a
 * site of the rarest element to its like.
 * Checked: orders 48, 24, 12 of the prototypes; closed under multiplication; spglib's counts (test/peers).
 */
export function pointOperations(crystal: Crystal): readonly SymmetryOperation[] {
  const known = found.get(crystal) ?? findOperations(crystal);
  found.set(crystal, known);
  return known;
}

/** Crystals never change: boundaries ask for the symmetry of one hundreds of times. */
const found = new WeakMap<Crystal, readonly SymmetryOperation[]>();

function findOperations(crystal: Crystal): readonly SymmetryOperation[] {
  const primitive = primitiveCrystal(crystal);
  const { cell, sites } = primitive;
  const find = siteFinder(primitive, SITE_TOLERANCE_ANGSTROM);
  const anchors = rarestSites(sites);
  // Columns of fractional coordinates: primitive -> Cartesian -> conventional.
  const toCartesian = transpose(cell);
  const toConventional = multiply(inverse(transpose(crystal.cell)), toCartesian);
  const fromConventional = inverse(toConventional);
  const operations: SymmetryOperation[] = [];
  for (const images of latticeOperations(cell)) {
    const rotation = transpose(images);
    const turned = sites.map((site) => apply(rotation, site.fractional));
    const start = turned[sites.indexOf(anchors[0])];
    const translation = anchors
      .map((anchor) => subtract(anchor.fractional, start))
      .find((shift) => sites.every((site, i) => find(site.element, turned[i], shift) !== null));
    if (translation === undefined) continue;
    operations.push({
      rotation: multiply(multiply(toConventional, rotation), fromConventional).map((row) =>
        row.map(tidy),
      ) as unknown as Mat3,
      translation: apply(toConventional, translation).map(wrapTidy) as unknown as Vec3,
      cartesian: multiply(multiply(toCartesian, rotation), inverse(toCartesian)),
    });
  }
  return operations;
}

/**
 * All operations of the space group modulo the conventional cell: each of `pointOperations` with each centring.
 *
 * Checked: 192 of fcc, rocksalt, diamond, fluorite; 96 of bcc, zincblende; 48 of perovskite; 24 of hcp; spglib (test/peers).
 */
export function symmetryOperations(crystal: Crystal): readonly SymmetryOperation[] {
  const { centrings } = latticeTranslations(crystal);
  return pointOperations(crystal).flatMap((operation) =>
    centrings.map((centring) => ({
      ...operation,
      translation: operation.translation.map((x, k) => wrapTidy(x + centring[k])) as unknown as Vec3,
    })),
  );
}
