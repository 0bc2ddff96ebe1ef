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
import { BoundaryError } from './boundary-error.js';
import { type Coincidence, coincidence } from './csl.js';
import { type Frame, onPlane, reducedFrame, reducedPlane, tiltFrame } from './frame.js';
import { coprime, hermiteForm, planeBasis } from './integer-lattice.js';
import { boundaryLabel, indices } from './label.js';
import { type CoincidenceRotation, coincidenceRotations } from './rotations.js';
import { layerHeights } from './terminations.js';
import { directionInLattice, planeInCell, planeInLattice, reciprocalVector } from './translation-lattice.js';

/** What a grain boundary of one crystal is named by. */
export interface BoundaryRequest {
  readonly crystal: Crystal;
  /** [uvw], any length. */
  readonly axis: Vec3;
  readonly sigma: number;
  /** (hkl) in grain A, its normal out of A; any multiple. */
  readonly plane: Vec3;
  /** (hkl) in grain B; absent: the symmetric one if there is, else the one with the smallest period. */
  readonly planeB?: Vec3;
  /** See `coincidenceRotations`. Default 1e-6. */
  readonly metricTolerance?: number;
}

const SAME = 1e-9;

/**
 * The boundary with a coincidence rotation about an axis, on a lattice plane: tilt, twist or mixed.
 *
 * Of the rotations with this Σ it takes, in this order: those whose plane in B is `planeB` (up to sign and, on cubic
 * crystals, order of indices); one that makes B the mirror image of A; the smallest common period; the smallest angle
 * in (0, 2π). For a tilt, z is along the axis and x in the plane across it, each with its shortest common period;
 * otherwise x is along the shortest common period and the cell is reduced.
 *
 * @throws BoundaryError not-integer, axis-without-lattice-plane, no-such-sigma, no-such-plane
 * Valid for: any crystal. Where the lattice fits only within `metricTolerance`, grain B carries the strain.
 * Checked: cells of the [001] tilt boundaries in the literature, coincidence of A and B planes, Olmsted's 388 boundaries
 * (make-boundary.spec.ts).
 */
export function makeBoundary(request: BoundaryRequest): Boundary {
  const { crystal, sigma, metricTolerance = 1e-6 } = request;
  const axis = coprime(request.axis);
  const plane = coprime(request.plane);
  const rotations = coincidenceRotations(crystal, axis, { maxSigma: sigma, metricTolerance }).filter(
    (r) => r.sigma === sigma,
  );
  if (rotations.length === 0) {
    throw new BoundaryError('no-such-sigma', `${crystal.name} has no Σ${sigma} about [${indices(axis)}]`, {
      axis,
      sigma,
    });
  }
  const made = rotations.map((r) => boundaryOfRotation(crystal, plane, { ...r, axis, metricTolerance }));
  return best(made, request);
}

function best(made: readonly Boundary[], { plane, planeB }: BoundaryRequest): Boundary {
  const wanted = planeB === undefined ? null : coprime(planeB);
  const fitting = made.filter((b) => wanted === null || sameForm(b.grainB.plane, wanted));
  if (fitting.length === 0) {
    const there = [...new Set(made.map((b) => `(${indices(b.grainB.plane)})`))].join(', ');
    throw new BoundaryError(
      'no-such-plane',
      `(${indices(plane)}) in A does not face the plane asked in B, but ${there}`,
      {
        plane,
        planeB,
      },
    );
  }
  const cost = (b: Boundary): number => (b.kind === 'symmetric-tilt' ? 0 : periodArea(b));
  return fitting.reduce((least, b) => (cost(b) < cost(least) * (1 - SAME) ? b : least));
}

/** Same indices up to signs and order. */
function sameForm(a: Vec3, b: Vec3): boolean {
  const form = (v: Vec3): string =>
    v
      .map(Math.abs)
      .sort((p, q) => p - q)
      .join();
  return form(a) === form(b);
}

/** Area of the common period, Å². */
export function periodArea(boundary: Boundary): number {
  const [[ux], [, wz]] = boundary.periods;
  return Math.abs(ux * wz);
}

/** A rotation with its axis as a direction [uvw]. */
export interface NamedRotation extends CoincidenceRotation {
  readonly axis: Vec3;
  readonly metricTolerance: number;
}

/** The boundary of one given rotation; see `makeBoundary`. */
export function boundaryOfRotation(crystal: Crystal, plane: Vec3, named: NamedRotation): Boundary {
  const c = coincidence(crystal, named.rotation, {
    maxDenominator: named.sigma,
    tolerance: named.metricTolerance,
  });
  const rowsB = turnedRows(c);
  const h = planeInLattice(c.lattice, plane);
  const hB = coprime(apply(c.turned, h));
  const axis = directionInLattice(c.lattice, named.axis);
  const normal = reciprocalVector(c.lattice.rows, h);
  const frame = frameOf(c, h, { axis, normal });
  const grainA = grainOf(crystal, frame.axes, { plane, reciprocal: normal, strain: null });
  const grainB = grainOf(crystal, multiply(frame.axes, named.rotation), {
    plane: planeInCell(c.lattice, hB),
    reciprocal: reciprocalVector(rowsB, hB),
    strain: strainOf(c, named.rotation, frame.axes),
  });
  const macroscopic = {
    kind: kindOf(c, h, axis),
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
function turnedRows({ turned, denominator, lattice }: Coincidence): Mat3 {
  return multiply(turned, lattice.rows).map((row) => scale(row, 1 / denominator)) as unknown as Mat3;
}

function frameOf(c: Coincidence, h: Vec3, { axis, normal }: { axis: Vec3; normal: Vec3 }): Frame {
  const { inPlane } = planeBasis(coprime(apply(c.csl, h)));
  const pair = inPlane.map((v) => applyRow(applyRow(v, c.csl), c.lattice.rows)) as unknown as [Vec3, Vec3];
  const tilt =
    dot(axis, h) === 0 ? tiltFrame(reducedPlane(pair), normal, applyRow(axis, c.lattice.rows)) : null;
  return tilt ?? reducedFrame(pair, normal);
}

interface GrainPlane {
  readonly plane: Vec3;
  readonly reciprocal: Vec3;
  readonly strain: Mat3 | null;
}

function grainOf(crystal: Crystal, orientation: Mat3, { plane, reciprocal, strain }: GrainPlane): Grain {
  const spacing = 1 / norm(reciprocal);
  const h = scale(apply(inverse(orientation), [0, 1, 0]), 1 / spacing);
  return {
    crystal,
    orientation,
    plane,
    planeSpacingAngstrom: spacing,
    strain,
    terminationsAngstrom: layerHeights(crystal, h),
  };
}

/** Deformation − 1 of B in the boundary's frame; null below rounding. */
function strainOf(c: Coincidence, rotation: Mat3, axes: Mat3): Mat3 | null {
  if (c.strain < SAME) return null;
  const unstrained = multiply(c.lattice.rows, transpose(rotation));
  const deformation = transpose(multiply(inverse(unstrained), turnedRows(c)));
  const inFrame = multiply(multiply(axes, deformation), transpose(axes));
  return inFrame.map((row, i) => row.map((v, j) => v - (i === j ? 1 : 0))) as unknown as Mat3;
}

function kindOf(c: Coincidence, h: Vec3, axis: Vec3): BoundaryKind {
  if (dot(axis, h) === 0) return isMirror(c, h) ? 'symmetric-tilt' : 'asymmetric-tilt';
  const normal = reciprocalVector(c.lattice.rows, h);
  const direction = applyRow(axis, c.lattice.rows);
  const across = norm(cross(normal, direction)) / (norm(normal) * norm(direction));
  return across < SAME ? 'twist' : 'mixed';
}

/** Whether B's lattice is A's, mirrored in the plane h. */
function isMirror(c: Coincidence, h: Vec3): boolean {
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
  return [onPlane(axes, first), onPlane(axes, second)];
}
