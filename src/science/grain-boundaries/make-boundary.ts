import type { Crystal, Vec3 } from '../crystal/structure.js';
import type { Boundary } from './boundary.js';
import { BoundaryError } from './boundary-error.js';
import { boundaryOfRotation } from './boundary-of-rotation.js';
import { coprime } from './integer-lattice.js';
import { indices } from './label.js';
import { equivalentPlanes } from './planes.js';
import { coincidenceRotations } from './rotations.js';

/** What a grain boundary of one crystal is named by. */
export interface BoundaryRequest {
  readonly crystal: Crystal;
  /** [uvw], any length. */
  readonly axis: Vec3;
  readonly sigma: number;
  /** (hkl) in grain A, its normal out of A; any multiple. */
  readonly plane: Vec3;
  /** (hkl) in grain B, or an equivalent one; absent: the symmetric one if there is, else the one with the smallest period. */
  readonly planeB?: Vec3;
  /** See `coincidenceRotations`. Default 1e-6. */
  readonly metricTolerance?: number;
}

const SAME = 1e-9;

/**
 * The boundary with a coincidence rotation about an axis, on a lattice plane: tilt, twist or mixed.
 *
 * Of the rotations with this Σ it takes, in this order: those whose plane in B is `planeB` or equivalent; one that makes
 * B's lattice the mirror image of A's; the smallest common period; the smallest angle in (0, 2π). For a tilt, z is along
 * the axis and x in the plane across it, each with its shortest common period; otherwise x is along the shortest common
 * period and the cell is reduced.
 *
 * @throws BoundaryError not-integer, axis-without-lattice-plane, no-such-sigma, no-such-plane
 * Valid for: any crystal. Where the lattice fits only within `metricTolerance`, grain B carries the strain.
 * Checked: cells of the [001] tilt boundaries in the literature, spacings of A and B, Olmsted's 388 boundaries
 * (make-boundary.spec.ts, olmsted.spec.ts).
 */
export function makeBoundary(request: BoundaryRequest): Boundary {
  const { crystal, sigma, metricTolerance } = request;
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
  const made = rotations.map((r) => boundaryOfRotation(crystal, plane, { ...r, axis }));
  return best(made, request);
}

function best(made: readonly Boundary[], { crystal, plane, planeB }: BoundaryRequest): Boundary {
  const wanted = planeB === undefined ? null : equivalentPlanes(crystal, coprime(planeB));
  const fitting = made.filter(
    (b) => wanted === null || wanted.some((p) => p.every((v, i) => v === b.grainB.plane[i])),
  );
  if (fitting.length === 0) {
    const there = [...new Set(made.map((b) => `(${indices(b.grainB.plane)})`))].join(', ');
    throw new BoundaryError(
      'no-such-plane',
      `(${indices(plane)}) of grain A faces ${there} of grain B, not the plane asked for`,
      { plane, planeB },
    );
  }
  const cost = (b: Boundary): number => (b.kind === 'symmetric-tilt' ? 0 : periodArea(b));
  return fitting.reduce((least, b) => (cost(b) < cost(least) * (1 - SAME) ? b : least));
}

/** Area of the common period, Å². */
export function periodArea({ periods: [[ux], [, wz]] }: Pick<Boundary, 'periods'>): number {
  return ux * wz;
}
