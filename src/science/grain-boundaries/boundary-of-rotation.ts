import type { Crystal, Mat3, Vec3 } from '../crystal/structure.js';
import {
  apply,
  applyRow,
  cross,
  dot,
  inverse,
  multiply,
  norm,
  scale,
  transpose,
} from '../crystal/vectors.js';
import type { Boundary, BoundaryKind, Grain, PlaneVector } from './boundary.js';
import type { Coincidence } from './csl.js';
import { forward, type Frame, onPlane, reducedFrame, reducedPlane, tiltFrame } from './frame.js';
import { coprime, hermiteForm, planeBasis } from './integer-lattice.js';
import { boundaryLabel } from './label.js';
import type { CoincidenceRotation } from './rotations.js';
import { layerHeights } from './terminations.js';
import { directionInLattice, planeInCell, planeInLattice, reciprocalVector } from './translation-lattice.js';

const SAME = 1e-9;

/** A rotation with its axis as a direction [uvw] of the crystal. */
export interface NamedRotation extends CoincidenceRotation {
  readonly axis: Vec3;
}

/**
 * The boundary of one given coincidence rotation on a plane (hkl) of grain A; see `makeBoundary`.
 *
 * The common period is that of the coincidence lattice in the plane; CNID vectors are the plane's translations of the
 * two grains together.
 */
export function boundaryOfRotation(crystal: Crystal, plane: Vec3, named: NamedRotation): Boundary {
  const c = named.coincidence;
  const h = planeInLattice(c.lattice, plane);
  const hB = coprime(apply(c.turned, h));
  const frame = frameOf(c, h, directionInLattice(c.lattice, named.axis));
  const grainA = grainOf(crystal, frame.axes, {
    plane: planeInCell(c.lattice, h),
    reciprocal: reciprocalVector(c.lattice.rows, h),
    strain: null,
  });
  const grainB = grainOf(crystal, multiply(frame.axes, named.rotation), {
    plane: planeInCell(c.lattice, hB),
    reciprocal: reciprocalVector(turnedRows(c), hB),
    strain: strainOf(c, named.rotation, frame.axes),
  });
  const macroscopic = {
    kind: kindOfPlane(c, h, named.axis),
    sigma: c.sigma,
    axis: named.axis,
    misorientationRad: named.angleRad,
    grainA,
    grainB,
    periods: frame.periods,
    cnid: cnidOf(c, [h, hB], frame.axes),
  };
  return { ...macroscopic, label: boundaryLabel(macroscopic) };
}

/** Primitive vectors of B, rows, Å, in A's Cartesian frame. */
export function turnedRows({ turned, denominator, lattice }: Coincidence): Mat3 {
  return multiply(turned, lattice.rows).map((row) => scale(row, 1 / denominator)) as unknown as Mat3;
}

/** Vectors (Å, A's Cartesian frame) that span the coincidence lattice in the plane h of the lattice. */
export function commonPlane(c: Coincidence, h: Vec3): [Vec3, Vec3] {
  const { inPlane } = planeBasis(coprime(apply(c.csl, h)));
  return reducedPlane(
    inPlane.map((v) => applyRow(applyRow(v, c.csl), c.lattice.rows)) as unknown as [Vec3, Vec3],
  );
}

function frameOf(c: Coincidence, h: Vec3, axis: Vec3): Frame {
  const pair = commonPlane(c, h);
  const normal = reciprocalVector(c.lattice.rows, h);
  const tilt = dot(axis, h) === 0 ? tiltFrame(pair, normal, applyRow(axis, c.lattice.rows)) : null;
  return tilt ?? reducedFrame(pair, normal);
}

interface GrainPlane {
  readonly plane: Vec3;
  /** Of the grain's lattice as it is in the boundary, of length 1 / spacing. */
  readonly reciprocal: Vec3;
  readonly strain: Mat3 | null;
}

function grainOf(crystal: Crystal, orientation: Mat3, { plane, reciprocal, strain }: GrainPlane): Grain {
  const spacing = 1 / norm(reciprocal);
  const grain = { crystal, orientation, plane, planeSpacingAngstrom: spacing, strain };
  return { ...grain, terminationsAngstrom: layerHeights(grain) };
}

/** Deformation − 1 of B in the boundary's frame; null below rounding. */
function strainOf(c: Coincidence, rotation: Mat3, axes: Mat3): Mat3 | null {
  if (c.strain < SAME) return null;
  const unstrained = multiply(c.lattice.rows, transpose(rotation));
  const deformation = transpose(multiply(inverse(unstrained), turnedRows(c)));
  const inFrame = multiply(multiply(axes, deformation), transpose(axes));
  return inFrame.map((row, i) => row.map((v, j) => v - (i === j ? 1 : 0))) as unknown as Mat3;
}

/** Of the descriptions of one boundary that with the lowest rank is told. */
const KINDS: readonly BoundaryKind[] = ['symmetric-tilt', 'twist', 'asymmetric-tilt', 'mixed'];

export function kindRank(kind: BoundaryKind): number {
  return KINDS.indexOf(kind);
}

/** What a plane h (of the lattice) is to a rotation axis [uvw] (of the cell). */
export function kindOfPlane(c: Coincidence, h: Vec3, axis: Vec3): BoundaryKind {
  const direction = directionInLattice(c.lattice, axis);
  if (dot(direction, h) === 0) return isMirror(c, h) ? 'symmetric-tilt' : 'asymmetric-tilt';
  const normal = reciprocalVector(c.lattice.rows, h);
  const along = applyRow(direction, c.lattice.rows);
  const across = norm(cross(normal, along)) / (norm(normal) * norm(along));
  return across < 1e-6 ? 'twist' : 'mixed';
}

/** Whether B's lattice is A's, mirrored in the plane h. */
export function isMirror(c: Coincidence, h: Vec3): boolean {
  const normal = reciprocalVector(c.lattice.rows, h);
  const mirrored = c.lattice.rows.map((row) => {
    const factor = (2 * dot(row, normal)) / dot(normal, normal);
    return [0, 1, 2].map((i) => row[i] - factor * normal[i]);
  }) as unknown as Mat3;
  const inB = multiply(mirrored, inverse(turnedRows(c)));
  return inB.every((row) => row.every((v) => Math.abs(v - Math.round(v)) < 1e-6));
}

/** Translations of the two grains in the plane, together: shifts of B by them change nothing. Reduced, [x, z], Å. */
function cnidOf(c: Coincidence, [h, hB]: readonly [Vec3, Vec3], axes: Mat3): [PlaneVector, PlaneVector] {
  const n = c.denominator;
  const inA = planeBasis(h).inPlane.map((v) => scale(v, n));
  const inB = planeBasis(hB).inPlane.map((v) => applyRow(v, c.turned));
  const [u, v] = hermiteForm([...inA, ...inB]).map((row) =>
    scale(applyRow(row as unknown as Vec3, c.lattice.rows), 1 / n),
  );
  const [first, second] = reducedPlane([u, v]);
  return [forward(onPlane(axes, first)), forward(onPlane(axes, second))];
}
