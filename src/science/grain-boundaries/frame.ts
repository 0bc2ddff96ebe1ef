import type { Mat3, Vec3 } from '../crystal/structure.js';
import { add, apply, cross, dot, norm, scale } from '../crystal/vectors.js';
import type { PlaneVector } from './boundary.js';
import { reducePair } from './integer-lattice.js';

/** The boundary's axes in grain A's Cartesian frame (rows x, y, z) and the common period in them. */
export interface Frame {
  readonly axes: Mat3;
  readonly periods: readonly [PlaneVector, PlaneVector];
}

const SAME = 1e-9;
const LONGEST_PERIOD = 4000;

/** v + factor·w */
export function combine(v: Vec3, factor: number, w: Vec3): Vec3 {
  return add(v, scale(w, factor));
}

/** Reduced basis of a plane lattice of Cartesian vectors: shortest first. */
export function reducedPlane(pair: readonly [Vec3, Vec3]): [Vec3, Vec3] {
  return reducePair(pair, dot, combine);
}

/**
 * Frame and cell of a tilt boundary: z along the axis, x across it, both in the plane; the shortest periods along each.
 *
 * @param pair    two vectors (Å) that span the common period in the plane
 * @param normal  of the plane, out of grain A
 * @param axis    in the plane
 * @returns null when no period lies across the axis (lattices without a right angle there)
 */
export function tiltFrame(pair: readonly [Vec3, Vec3], normal: Vec3, axis: Vec3): Frame | null {
  const y = unit(normal);
  const z = unit(axis);
  const x = cross(y, z);
  const width = periodAlong(pair, x, z);
  const depth = periodAlong(pair, z, x);
  return width === null || depth === null
    ? null
    : {
        axes: [x, y, z],
        periods: [
          [width, 0],
          [0, depth],
        ],
      };
}

/** Frame and reduced cell of any boundary: x along the shortest period in the plane, the second period towards z. */
export function reducedFrame(pair: readonly [Vec3, Vec3], normal: Vec3): Frame {
  const y = unit(normal);
  const [first, second] = reducedPlane(pair);
  const x = unit(first);
  const z = cross(x, y);
  const sign = dot(second, z) < 0 ? -1 : 1;
  return {
    axes: [x, y, z],
    periods: [
      [norm(first), 0],
      [sign * dot(second, x), sign * dot(second, z)],
    ],
  };
}

/** Length of the shortest vector of the plane lattice along a direction of the plane, `across` being normal to it. */
function periodAlong([u, v]: readonly [Vec3, Vec3], along: Vec3, across: Vec3): number | null {
  const [a, b] = [dot(u, across), dot(v, across)];
  const small = SAME * Math.max(norm(u), norm(v));
  if (Math.abs(a) < small) return norm(u);
  for (let n = 1; n <= LONGEST_PERIOD; n++) {
    const m = -(n * b) / a;
    if (Math.abs((m - Math.round(m)) * a) < small * n) {
      return Math.abs(dot(combine(scale(u, Math.round(m)), n, v), along));
    }
  }
  return null;
}

/** A Cartesian vector of grain A as [x, z] of the boundary, its component along the normal dropped. */
export function onPlane(axes: Mat3, v: Vec3): PlaneVector {
  const [x, , z] = apply(axes, v);
  return [x, z];
}

/** The vector or its opposite: towards +z, or along +x. */
export function forward([x, z]: PlaneVector): PlaneVector {
  const back = Math.abs(z) < SAME ? x < 0 : z < 0;
  return back ? [0 - x, 0 - z] : [x, z];
}

function unit(v: Vec3): Vec3 {
  return scale(v, 1 / norm(v));
}
