import type { Crystal, Mat3, Vec3 } from '../crystal/structure.js';

export type BoundaryKind =
  | 'symmetric-tilt'
  | 'asymmetric-tilt'
  | 'twist'
  | 'mixed'
  | 'coherent-heterophase'
  | 'semi-coherent-heterophase';

/** A vector in the boundary plane: [along x, along z], Å. */
export type PlaneVector = readonly [number, number];

/** One grain, turned into the frame of the boundary. */
export interface Grain {
  readonly crystal: Crystal;
  /** Crystal's Cartesian frame -> the boundary's frame (rows are x, y, z of the boundary in the crystal's frame). */
  readonly orientation: Mat3;
  /** The boundary plane in this crystal: Miller indices of its conventional cell, without common divisor. */
  readonly plane: Vec3;
  /** Distance of equivalent lattice planes parallel to the boundary, Å. */
  readonly planeSpacingAngstrom: number;
  /** What was done to the crystal so that it fits the common cell: deformation − 1, in the boundary's frame; null when nothing. */
  readonly strain: Mat3 | null;
  /** Distinct surfaces of this grain: heights (Å, in [0, planeSpacing)) of the atomic layer that comes first at the boundary. */
  readonly terminationsAngstrom: readonly number[];
}

/**
 * A boundary's macroscopic side: two grains in one frame, x and z in the plane, y its normal. Grain A lies at y < 0, grain B
 * at y > 0. Both keep their origin atom layer at y = 0 before anything is shifted.
 */
export interface Boundary {
  readonly kind: BoundaryKind;
  /** Σ; null for heterophase pairs. */
  readonly sigma: number | null;
  /** Rotation axis in A's lattice (integers) and angle; null for heterophase pairs. */
  readonly axis: Vec3 | null;
  readonly misorientationRad: number | null;
  readonly grainA: Grain;
  readonly grainB: Grain;
  /** The common period in the plane: two vectors [x, z]; the first lies along x (its z is 0). */
  readonly periods: readonly [PlaneVector, PlaneVector];
  /** Cell of non-identical displacements: translations of B by these vectors give the same boundary. */
  readonly cnid: readonly [PlaneVector, PlaneVector];
  /** 'Σ5 (210)[001] symmetric tilt, fcc Cu' */
  readonly label: string;
}
