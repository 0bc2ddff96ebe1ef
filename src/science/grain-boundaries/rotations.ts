import type { Crystal, Mat3, Vec3 } from '../crystal/structure.js';
import { apply, applyRow, dot, norm, scale } from '../crystal/vectors.js';
import { BoundaryError } from './boundary-error.js';
import { coincidence } from './csl.js';
import { reducedPlane } from './frame.js';
import { gcd, planeBasis, wholeRatio } from './integer-lattice.js';
import { directionInLattice, translationLattice } from './translation-lattice.js';

/** Larger coefficients give no small Σ. */
const LARGEST_FORM = 500;

/** A rotation that gives a coincidence lattice. */
export interface CoincidenceRotation {
  readonly sigma: number;
  /** About the axis, right-handed, in (0, 2π). */
  readonly angleRad: number;
  /** Column matrix in the crystal's Cartesian frame. */
  readonly rotation: Mat3;
}

export interface RotationOptions {
  readonly maxSigma: number;
  /** Squared lengths and angles of the lattice may be off a whole ratio by this share. Default 1e-6: measured cells need more. */
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
 * All rotations about an axis [uvw] of a crystal that give a coincidence lattice with Σ up to `maxSigma` (Σ 1 left out),
 * sorted by Σ, then angle. The lattice plane across the axis has a quadratic form with whole coefficients (A, B, C)
 * of determinant D; the coincidence rotations are tan(θ/2) = (n/m)·√D with coprime m, n, and θ = π.
 *
 * @throws BoundaryError axis-without-lattice-plane  no lattice plane lies across the axis, or its form has no whole ratio,
 *         within the tolerance: then there are no coincidence rotations but by chance
 * Valid for: any lattice. On cubic ones it is Ranganathan's generating function.
 * Source: S. Ranganathan, Acta Cryst. 21, 197 (1966), generalised to any plane form.
 * Checked: the generating function and pymatgen's tables, axis of any length (rotations.spec.ts).
 */
export function coincidenceRotations(
  crystal: Crystal,
  axis: Vec3,
  { maxSigma, metricTolerance = 1e-6 }: RotationOptions,
): CoincidenceRotation[] {
  const root = Math.sqrt(formDeterminant(crystal, axis, metricTolerance));
  const cartesian = applyRow(axis, crystal.cell);
  const found: CoincidenceRotation[] = [];
  for (const half of halfAngles(root, maxSigma)) {
    for (const angleRad of half === Math.PI / 2 ? [Math.PI] : [2 * half, 2 * (Math.PI - half)]) {
      const rotation = rotationMatrix(cartesian, angleRad);
      const sigma = sigmaOf(crystal, rotation, maxSigma, metricTolerance);
      if (sigma !== null && sigma > 1) found.push({ sigma, angleRad, rotation });
    }
  }
  return found.sort((p, q) => p.sigma - q.sigma || p.angleRad - q.angleRad);
}

/** θ/2 in (0, π/2]. Σ ≥ (m² + D·n²) / (4·D), so that larger m and n cannot give Σ ≤ maxSigma. */
function halfAngles(root: number, maxSigma: number): number[] {
  const bound = 4 * root ** 2 * maxSigma;
  const angles = [Math.PI / 2];
  for (let m = 1; m * m <= bound; m++) {
    for (let n = 1; m * m + root ** 2 * n * n <= bound; n++) {
      if (gcd(m, n) === 1) angles.push(Math.atan2(n * root, m));
    }
  }
  return angles;
}

function sigmaOf(crystal: Crystal, rotation: Mat3, maxSigma: number, tolerance: number): number | null {
  try {
    const { sigma } = coincidence(crystal, rotation, { maxDenominator: maxSigma, tolerance });
    return sigma <= maxSigma ? sigma : null;
  } catch (error) {
    if (error instanceof BoundaryError && error.code === 'no-coincidence') return null;
    throw error;
  }
}

/** D = AC − B² of the whole, coprime form of the lattice plane across the axis. */
function formDeterminant(crystal: Crystal, axis: Vec3, tolerance: number): number {
  const lattice = translationLattice(crystal);
  const direction = applyRow(directionInLattice(lattice, axis), lattice.rows);
  const ratio = { tolerance, maxSize: LARGEST_FORM };
  const across = orThrow(axis, () => wholeRatio(apply(lattice.rows, direction), ratio));
  const cartesian = planeBasis(across).inPlane.map((v) => applyRow(v, lattice.rows));
  const [u, v] = reducedPlane([cartesian[0], cartesian[1]]);
  const [a, b, c] = orThrow(axis, () => wholeRatio([dot(u, u), dot(u, v), dot(v, v)], ratio));
  return a * c - b * b;
}

function orThrow<T>(axis: Vec3, make: () => T): T {
  try {
    return make();
  } catch (cause) {
    throw new BoundaryError(
      'axis-without-lattice-plane',
      `no lattice plane lies across [${axis.join(' ')}] within the tolerance`,
      { axis, cause },
    );
  }
}
