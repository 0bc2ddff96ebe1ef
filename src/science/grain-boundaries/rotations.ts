import { pointOperations } from '../crystal/symmetry.js';
import type { Crystal, Mat3, Vec3 } from '../crystal/structure.js';
import {
  apply,
  applyRow,
  cross,
  determinant,
  dot,
  inverse,
  multiply,
  norm,
  scale,
  transpose,
} from '../crystal/vectors.js';
import { BoundaryError } from './boundary-error.js';
import { type Coincidence, findCoincidence } from './csl.js';
import { combine } from './frame.js';
import { gcd, planeBasis, reducePair, wholeRatio } from './integer-lattice.js';
import { indices } from './label.js';
import { directionInLattice, type TranslationLattice, translationLattice } from './translation-lattice.js';

/** Larger coefficients give no small Σ. */
const LARGEST_FORM = 500;
/** Entries of rotations are equal within this. */
const SAME = 1e-6;

/** A rotation that gives a coincidence lattice. */
export interface CoincidenceRotation {
  readonly sigma: number;
  /** About the axis, right-handed, in (0, 2π). */
  readonly angleRad: number;
  /** Column matrix in the crystal's Cartesian frame. */
  readonly rotation: Mat3;
  readonly coincidence: Coincidence;
}

export interface RotationOptions {
  readonly maxSigma: number;
  /** Ratios of squared lengths of the lattice may be off whole ones by this share. Default 1e-6: measured cells need more. */
  readonly metricTolerance?: number;
}

/** Rotation by an angle (rad) about a Cartesian axis of any length: column matrix. */
export function rotationMatrix(axis: Vec3, angleRad: number): Mat3 {
  const [x, y, z] = scale(axis, 1 / norm(axis));
  const [c, s] = [Math.cos(angleRad), Math.sin(angleRad)];
  const t = 1 - c;
  return [
    [c + t * x * x, t * x * y - s * z, t * x * z + s * y],
    [t * x * y + s * z, c + t * y * y, t * y * z - s * x],
    [t * x * z - s * y, t * y * z + s * x, c + t * z * z],
  ];
}

/**
 * All rotations about an axis [uvw] of a crystal that give a coincidence lattice with Σ up to `maxSigma` (Σ1 left out),
 * sorted by Σ, then angle; equivalent ones too. The lattice plane across the axis has a quadratic form with whole
 * coefficients (A, B, C) and D = AC − B²; its coincidence rotations are tan(θ/2) = (n/m)·√D with coprime m, n, and θ = π.
 *
 * @throws BoundaryError axis-without-lattice-plane  no lattice plane lies across the axis, or its form has no whole ratio,
 *         within the tolerance: then there are no coincidence rotations but by chance
 * Valid for: any lattice. On cubic ones it is Ranganathan's generating function.
 * Source: S. Ranganathan, Acta Cryst. 21, 197 (1966), generalised to any plane form.
 * Checked: the generating function; pymatgen's cubic, hexagonal, tetragonal and orthorhombic tables; axis of any length
 * (rotations.spec.ts).
 */
export function coincidenceRotations(
  crystal: Crystal,
  axis: Vec3,
  { maxSigma, metricTolerance = 1e-6 }: RotationOptions,
): CoincidenceRotation[] {
  const lattice = translationLattice(crystal);
  const { determinant: form, ideal } = formAcross(lattice, axis, metricTolerance);
  const cartesian = applyRow(axis, crystal.cell);
  const found: CoincidenceRotation[] = [];
  for (const angleRad of angles(Math.sqrt(form), maxSigma)) {
    const rotation = rotationMatrix(cartesian, angleRad);
    const coincidence = findCoincidence(lattice, rotation, { maxDenominator: maxSigma, ideal });
    if (coincidence !== null && coincidence.sigma > 1 && coincidence.sigma <= maxSigma) {
      found.push({ sigma: coincidence.sigma, angleRad, rotation, coincidence });
    }
  }
  return found.sort((p, q) => p.sigma - q.sigma || p.angleRad - q.angleRad);
}

/** θ in (0, 2π). Σ ≥ (m² + D·n²) / (4·D), so that larger m and n cannot give Σ ≤ maxSigma. */
function angles(root: number, maxSigma: number): number[] {
  const bound = 4 * root ** 2 * maxSigma;
  const found = [Math.PI];
  for (let m = 1; m * m <= bound; m++) {
    for (let n = 1; m * m + root ** 2 * n * n <= bound; n++) {
      const half = Math.atan2(n * root, m);
      if (gcd(m, n) === 1) found.push(2 * half, 2 * (Math.PI - half));
    }
  }
  return found;
}

interface PlaneForm {
  /** D = AC − B² of the whole, coprime form of the lattice plane across the axis. */
  readonly determinant: number;
  /** The primitive vectors, deformed so that the form is exact and the axis stands straight on the plane. */
  readonly ideal: Mat3;
}

function formAcross(lattice: TranslationLattice, axis: Vec3, tolerance: number): PlaneForm {
  const ratio = { tolerance, maxSize: LARGEST_FORM };
  try {
    const w = directionInLattice(lattice, axis);
    const straight = applyRow(w, lattice.rows);
    const across = wholeRatio(apply(lattice.rows, straight), ratio);
    const [p, q] = planeBasis(across).inPlane;
    const inner = (m: Vec3, n: Vec3): number => dot(applyRow(m, lattice.rows), applyRow(n, lattice.rows));
    const [u, v] = reducePair([p, q], inner, combine);
    const form = wholeRatio([inner(u, u), inner(u, v), inner(v, v)], ratio);
    const scaled = scale(form, (inner(u, u) + inner(v, v)) / (form[0] + form[2]));
    const plane = planeOfForm(scaled, straight, [applyRow(u, lattice.rows), applyRow(v, lattice.rows)]);
    return {
      determinant: form[0] * form[2] - form[1] ** 2,
      ideal: multiply(inverse([u, v, w]), [...plane, straight]),
    };
  } catch (cause) {
    throw new BoundaryError(
      'axis-without-lattice-plane',
      `no lattice plane lies across [${indices(axis)}] within the tolerance`,
      { axis, cause },
    );
  }
}

/** Two vectors across the axis with squared lengths a and c and product b, near u and v. */
function planeOfForm([a, b, c]: Vec3, axis: Vec3, [u, v]: readonly [Vec3, Vec3]): [Vec3, Vec3] {
  const flat = combine(u, -dot(u, axis) / dot(axis, axis), axis);
  const x = scale(flat, 1 / norm(flat));
  const y = scale(cross(axis, x), Math.sign(dot(cross(axis, x), v)) / norm(axis));
  const first = Math.sqrt(a);
  return [scale(x, first), combine(scale(x, b / first), Math.sqrt(c - (b / first) ** 2), y)];
}

/**
 * One rotation of each class of equivalent ones among `rotations`, the first of each: those that the crystal's proper
 * symmetry, before or after, or exchange of the grains (the inverse) carry into one another.
 */
export function inequivalentRotations(
  crystal: Crystal,
  rotations: readonly CoincidenceRotation[],
): CoincidenceRotation[] {
  const group = properRotations(crystal);
  const kept: CoincidenceRotation[] = [];
  for (const candidate of rotations) {
    const known = kept.some(
      ({ sigma, rotation }) =>
        sigma === candidate.sigma &&
        [rotation, transpose(rotation)].some((r) => isEquivalent(group, r, candidate.rotation)),
    );
    if (!known) kept.push(candidate);
  }
  return kept;
}

/** Σ and smallest angle of all inequivalent coincidence rotations about an axis; see `coincidenceRotations`. */
export function rotationsOf(crystal: Crystal, axis: Vec3, options: RotationOptions): CoincidenceRotation[] {
  return inequivalentRotations(crystal, coincidenceRotations(crystal, axis, options));
}

/** Rotations of the crystal's point group, Cartesian. For Bravais lattices and others with inversion these are all there is to know. */
export function properRotations(crystal: Crystal): Mat3[] {
  return pointOperations(crystal)
    .map(({ cartesian }) => cartesian)
    .filter((m) => determinant(m) > 0);
}

export function sameMatrix(a: Mat3, b: Mat3): boolean {
  return a.every((row, i) => row.every((v, j) => Math.abs(v - b[i][j]) < SAME));
}

/** to = S·from·T with S, T of the group. */
function isEquivalent(group: readonly Mat3[], from: Mat3, to: Mat3): boolean {
  return group.some((s) => {
    const rest = multiply(transpose(multiply(s, from)), to);
    return group.some((t) => sameMatrix(t, rest));
  });
}
