import type { Crystal, Mat3, Vec3 } from '../crystal/structure.js';
import { pointOperations } from '../crystal/symmetry.js';
import { apply, cross, inverse, multiply, norm, transpose } from '../crystal/vectors.js';
import type { BoundaryKind } from './boundary.js';
import { commonPlane, kindOfPlane, kindRank, turnedRows } from './boundary-of-rotation.js';
import { coprime, findRatio, gcd, wholeRatio } from './integer-lattice.js';
import { type CoincidenceRotation, rotationsOf, sameMatrix } from './rotations.js';
import { planeInCell, planeInLattice, reciprocalVector } from './translation-lattice.js';

/** A plane on which a boundary of a given rotation can lie. */
export interface BoundaryPlane {
  readonly kind: BoundaryKind;
  readonly angleRad: number;
  /** (hkl) in grain A, and the same plane in grain B. */
  readonly plane: Vec3;
  readonly planeB: Vec3;
  /** Smallest area of the common period, Å² (the cell of a tilt boundary, with its right angle, can be twice that). */
  readonly areaAngstrom2: number;
  /** Of grain A and B, Å. */
  readonly spacingsAngstrom: readonly [number, number];
}

export interface PlaneOptions {
  /** Largest index of the plane in grain A. */
  readonly maxIndex: number;
  readonly metricTolerance?: number;
}

/** (hkl) and all planes that the crystal's point group makes of it, signs included. */
export function equivalentPlanes(crystal: Crystal, plane: Vec3): Vec3[] {
  const normal = reciprocalVector(crystal.cell, plane);
  const found = new Map<string, Vec3>();
  for (const { cartesian } of pointOperations(crystal)) {
    const image = wholeRatio(apply(crystal.cell, apply(cartesian, normal)), { tolerance: 1e-6 });
    for (const v of [image, negative(image)]) found.set(v.join(), v);
  }
  return [...found.values()];
}

/**
 * All inequivalent boundary planes (hkl), |index| ≤ maxIndex, of the inequivalent rotations with this Σ about the axis:
 * tilt, twist and mixed ones. Sorted by area, then indices.
 *
 * Planes are equivalent that a symmetry of both grains, or one that exchanges them, carries into one another; (hkl) and
 * (−h −k −l) count as one (exact for crystals with inversion). Of equivalent planes that are of different kinds to this
 * axis (Σ3 (211) about [110]), the tilt or twist is told.
 * @throws as `coincidenceRotations`
 * Checked: symmetric tilts of the literature are there once; the kinds against the geometry (planes.spec.ts).
 */
export function boundaryPlanes(
  crystal: Crystal,
  axis: Vec3,
  sigma: number,
  { maxIndex, metricTolerance }: PlaneOptions,
): BoundaryPlane[] {
  const rotations = rotationsOf(crystal, axis, { maxSigma: sigma, metricTolerance });
  const candidates = coprimeIndices(maxIndex);
  return rotations
    .filter((r) => r.sigma === sigma)
    .flatMap((rotation) => planesOfRotation(crystal, { ...rotation, axis: coprime(axis) }, candidates))
    .sort((p, q) => p.areaAngstrom2 - q.areaAngstrom2 || compare(q.plane, p.plane));
}

function planesOfRotation(
  crystal: Crystal,
  rotation: CoincidenceRotation & { readonly axis: Vec3 },
  candidates: readonly Vec3[],
): BoundaryPlane[] {
  const maps = planeMaps(crystal, rotation.rotation);
  const largest = Math.max(...candidates.flat());
  const seen = new Set<string>();
  const found: BoundaryPlane[] = [];
  for (const plane of candidates) {
    if (seen.has(plane.join())) continue;
    const images = maps
      .map((map) => findRatio(apply(map, plane), { tolerance: 1e-6, maxSize: largest }))
      .filter((image) => image !== null);
    for (const image of images) for (const v of [image, negative(image)]) seen.add(v.join());
    const described = [plane, ...images].map((image) => describe(rotation, image));
    found.push(described.reduce((best, d) => (kindRank(d.kind) < kindRank(best.kind) ? d : best)));
  }
  return found;
}

function describe(
  { coincidence: c, angleRad, axis }: CoincidenceRotation & { readonly axis: Vec3 },
  plane: Vec3,
): BoundaryPlane {
  const h = planeInLattice(c.lattice, plane);
  const hB = coprime(apply(c.turned, h));
  const [u, v] = commonPlane(c, h);
  return {
    kind: kindOfPlane(c, h, axis),
    angleRad,
    plane,
    planeB: planeInCell(c.lattice, hB),
    areaAngstrom2: norm(cross(u, v)),
    spacingsAngstrom: [
      1 / norm(reciprocalVector(c.lattice.rows, h)),
      1 / norm(reciprocalVector(turnedRows(c), hB)),
    ],
  };
}

/**
 * What the symmetry of the pair of grains does to (hkl) of A (columns). With G the point group and R the rotation:
 * S keeps the pair if RᵀSR ∈ G; P·Rᵀ exchanges the grains if R·Pᵀ·R ∈ G.
 */
function planeMaps(crystal: Crystal, rotation: Mat3): Mat3[] {
  const group = pointOperations(crystal).map(({ cartesian }) => cartesian);
  const inGroup = (m: Mat3): boolean => group.some((g) => sameMatrix(g, m));
  const back = transpose(rotation);
  const keeping = group.filter((s) => inGroup(multiply(multiply(back, s), rotation)));
  const exchanging = group.filter((p) => inGroup(multiply(multiply(rotation, transpose(p)), rotation)));
  const cell = crystal.cell;
  return [...keeping, ...exchanging.map((p) => multiply(p, back))].map((m) =>
    multiply(multiply(cell, m), inverse(cell)),
  );
}

/** One of each pair ±(hkl), the larger first: (210) comes before (120). */
function coprimeIndices(maxIndex: number): Vec3[] {
  const found: Vec3[] = [];
  for (let h = maxIndex; h >= -maxIndex; h--)
    for (let k = maxIndex; k >= -maxIndex; k--)
      for (let l = maxIndex; l >= -maxIndex; l--)
        if (gcd(h, k, l) === 1 && compare([h, k, l], [0, 0, 0]) > 0) found.push([h, k, l]);
  return found.sort((a, b) => nNegative(a) - nNegative(b) || compare(b, a));
}

function nNegative(v: Vec3): number {
  return v.filter((i) => i < 0).length;
}

function compare(a: Vec3, b: Vec3): number {
  return a[0] - b[0] || a[1] - b[1] || a[2] - b[2];
}

function negative(v: Vec3): Vec3 {
  return [0 - v[0], 0 - v[1], 0 - v[2]];
}
