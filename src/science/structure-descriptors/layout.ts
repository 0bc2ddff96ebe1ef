import { faceDistances } from '../crystal/neighbours.js';
import type { AtomicStructure, Vec3 } from '../crystal/structure.js';
import { cross, determinant, norm, scale } from '../crystal/vectors.js';
import { StructureDescriptorError } from './structure-descriptor-error.js';

/** Where boundaries lie in a structure. */
export interface BoundaryPlace {
  /** The cell vector that leaves the boundary's plane: the plane is that of the other two. */
  readonly axis: 0 | 1 | 2;
  /** Of one boundary or two, along the plane's normal from the structure's origin, Å. */
  readonly heightsAngstrom: readonly number[];
}

/** Every atom's place relative to the boundaries. */
export interface Layout {
  /** Of unit length, towards the axis. */
  readonly normal: Vec3;
  /** Of the structure along the normal; null: free surfaces. */
  readonly periodAngstrom: number | null;
  readonly areaAngstrom2: number;
  readonly nBoundaries: number;
  /** [nAtoms] along the normal from the structure's origin, Å. */
  readonly heights: Float64Array;
  /** [nAtoms] signed distance from the nearest boundary, Å. */
  readonly offsets: Float64Array;
  /** [nAtoms] distance from the nearer outermost atom along the normal, Å; Infinity where the box repeats. */
  readonly fromSurface: Float64Array;
  /** [nAtoms] 0 = grain A (below the first boundary), 1 = grain B */
  readonly sides: Uint8Array;
}

/** The normal of the plane that two cell vectors span, on the side of the third. */
export function planeNormal(cell: AtomicStructure['cell'], axis: number): Vec3 {
  const n = cross(cell[(axis + 1) % 3], cell[(axis + 2) % 3]);
  return scale(n, Math.sign(determinant(cell)) / norm(n));
}

/** Heights of all atoms along a direction, Å. */
export function heightsAlong({ positions: p, nAtoms }: AtomicStructure, [x, y, z]: Vec3): Float64Array {
  return Float64Array.from({ length: nAtoms }, (_, i) => x * p[3 * i] + y * p[3 * i + 1] + z * p[3 * i + 2]);
}

function checkPlace({ axis, heightsAngstrom: h }: BoundaryPlace): void {
  if (![0, 1, 2].includes(axis) || h.length < 1 || h.length > 2 || !h.every(Number.isFinite)) {
    throw new StructureDescriptorError(
      'invalid-place',
      `a place is an axis 0, 1 or 2 and one height or two, not axis ${axis} and heights ${h.join(', ') || '(none)'}`,
    );
  }
}

/** Signed, brought to within half a period. */
const nearestImage = (d: number, period: number | null): number =>
  period === null ? d : d - period * Math.round(d / period);

/** Above the first of two boundaries and below the second; above the only one. */
function sideOf(height: number, boundaries: readonly number[], period: number | null): number {
  if (boundaries.length === 1) return nearestImage(height - boundaries[0], period) > 0 ? 1 : 0;
  const up = (from: number, to: number): number =>
    period === null ? to - from : to - from - period * Math.floor((to - from) / period);
  const above = up(boundaries[0], height);
  return above >= 0 && above < up(boundaries[0], boundaries[1]) ? 1 : 0;
}

/**
 * Lays a structure out along its boundaries' normal.
 *
 * @param grainOf  [nAtoms] where it is known; null: told by the heights
 * @throws StructureDescriptorError invalid-place
 */
export function layOut(
  structure: AtomicStructure,
  place: BoundaryPlace,
  grainOf: Uint8Array | null = null,
): Layout {
  checkPlace(place);
  if (grainOf !== null && grainOf.length !== structure.nAtoms) {
    throw new StructureDescriptorError(
      'invalid-place',
      `${grainOf.length} grains for ${structure.nAtoms} atoms`,
    );
  }
  const { axis } = place;
  const boundaries = [...place.heightsAngstrom].sort((a, b) => a - b);
  const normal = planeNormal(structure.cell, axis);
  const heights = heightsAlong(structure, normal);
  const height = faceDistances(structure.cell)[axis];
  const period = structure.periodic[axis] ? height : null;
  const low = heights.reduce((a, b) => Math.min(a, b), Infinity);
  const high = heights.reduce((a, b) => Math.max(a, b), -Infinity);
  return {
    normal,
    periodAngstrom: period,
    areaAngstrom2: Math.abs(determinant(structure.cell)) / height,
    nBoundaries: boundaries.length,
    heights,
    offsets: heights.map((h) =>
      boundaries
        .map((b) => nearestImage(h - b, period))
        .reduce((best, d) => (Math.abs(d) < Math.abs(best) ? d : best)),
    ),
    fromSurface: heights.map((h) => (period === null ? Math.min(h - low, high - h) : Infinity)),
    sides: grainOf ?? Uint8Array.from(heights, (h) => sideOf(h, boundaries, period)),
  };
}

/** Interior: this share of the depth that a grain has, or more. */
const INTERIOR_SHARE = 0.75;

/**
 * The atoms that stand for the crystal: those as deep in their grain as 0.75 of its deepest or more; depth is the distance from the
 * nearest boundary or free surface.
 *
 * @returns [nAtoms] 1 = interior
 */
export function interiorAtoms({ offsets, fromSurface, sides }: Layout): Uint8Array {
  const depth = (i: number): number => Math.min(Math.abs(offsets[i]), fromSurface[i]);
  const deepest = [0, 0];
  sides.forEach((side, i) => (deepest[side] = Math.max(deepest[side], depth(i))));
  return sides.map((side, i) => (depth(i) >= INTERIOR_SHARE * deepest[side] ? 1 : 0));
}

/** The atoms nearer to a boundary than to a free surface: of them excesses are summed. */
export function innerAtoms({ offsets, fromSurface }: Layout): Uint8Array {
  return Uint8Array.from(offsets, (offset, i) => (Math.abs(offset) <= fromSurface[i] ? 1 : 0));
}
