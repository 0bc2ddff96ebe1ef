import type { Mat3, Vec3 } from '../crystal/structure.js';
import { pointOperations } from '../crystal/symmetry.js';
import { add, apply, applyRow, IDENTITY, multiply, scale, subtract, transpose } from '../crystal/vectors.js';
import type { Boundary, Grain } from './boundary.js';
import { toFrame } from './grain-frame.js';
import { sameMatrix } from './rotations.js';

/**
 * An isometry that carries the boundary A|B onto the inverse one, B below and A above: it turns the normal over and keeps
 * each crystal, or it keeps the normal and makes each crystal the other.
 */
export interface InverseOperation {
  /** In the boundary's frame. */
  readonly matrix: Mat3;
  /** A becomes B and B becomes A. */
  readonly exchanges: boolean;
  /** Where it puts the origin of crystal A, and that of crystal B, when both were at 0 (lattice translations aside), Å. */
  readonly originA: Vec3;
  readonly originB: Vec3;
}

interface FrameOperation {
  readonly matrix: Mat3;
  readonly shift: Vec3;
}

/**
 * All such operations of a boundary; none for polar crystals and heterophase pairs without a common one. The inversion is
 * among them for all crystals that have it.
 */
export function inverseOperations({
  grainA,
  grainB,
}: Pick<Boundary, 'grainA' | 'grainB'>): InverseOperation[] {
  const [a, b] = [frameOperations(grainA), frameOperations(grainB)];
  const turning = a
    .filter(({ matrix }) => keepsNormal(matrix, -1))
    .flatMap(({ matrix, shift }) =>
      b
        .filter((other) => sameMatrix(matrix, other.matrix))
        .map((other) => ({
          matrix,
          exchanges: false,
          originA: scale(shift, -1),
          originB: scale(other.shift, -1),
        })),
    );
  return [...turning, ...exchanges(grainA, grainB)];
}

/** Operations of the crystal as it lies in the boundary: x' = matrix·x + shift, about its origin. */
function frameOperations(grain: Grain): FrameOperation[] {
  const { crystal, orientation, strain } = grain;
  const deformation =
    strain === null ? IDENTITY : (strain.map((row, i) => add(row, IDENTITY[i])) as unknown as Mat3);
  return pointOperations(crystal)
    .map(({ cartesian, translation }) => ({
      matrix: multiply(multiply(orientation, cartesian), transpose(orientation)),
      shift: shiftOf(grain, translation),
    }))
    .filter(({ matrix }) => sameMatrix(multiply(matrix, deformation), multiply(deformation, matrix)));
}

function shiftOf(grain: Grain, translation: Vec3): Vec3 {
  return applyRow(translation, toFrame(grain, grain.crystal.cell));
}

/** W·A + w = B and W·B + w' = A: only between two unstrained grains of one crystal. */
function exchanges(grainA: Grain, grainB: Grain): InverseOperation[] {
  if (grainA.crystal !== grainB.crystal || grainA.strain !== null || grainB.strain !== null) return [];
  const operations = pointOperations(grainA.crystal);
  const between = (from: Grain, to: Grain): FrameOperation[] =>
    operations.map(({ cartesian, translation }) => ({
      matrix: multiply(multiply(to.orientation, cartesian), transpose(from.orientation)),
      shift: shiftOf(to, translation),
    }));
  const back = between(grainB, grainA);
  return between(grainA, grainB)
    .filter(({ matrix }) => keepsNormal(matrix, 1))
    .flatMap(({ matrix, shift }) =>
      back
        .filter((other) => sameMatrix(matrix, other.matrix))
        .map((other) => ({
          matrix,
          exchanges: true,
          originA: scale(other.shift, -1),
          originB: scale(shift, -1),
        })),
    );
}

function keepsNormal(matrix: Mat3, sign: 1 | -1): boolean {
  return Math.abs(matrix[1][1] - sign) < 1e-6;
}

/** Origins of the crystals after the operation, for a boundary with their origins at `atA` and `atB`. */
export function imageOrigins(
  { matrix, exchanges: swaps, originA, originB }: InverseOperation,
  atA: Vec3,
  atB: Vec3,
): { readonly a: Vec3; readonly b: Vec3 } {
  const [fromA, fromB] = swaps ? [atB, atA] : [atA, atB];
  return { a: add(originA, apply(matrix, fromA)), b: add(originB, apply(matrix, fromB)) };
}

/** Where B lies from A, before and after. */
export function separationChange(image: { readonly a: Vec3; readonly b: Vec3 }, atA: Vec3, atB: Vec3): Vec3 {
  return subtract(subtract(image.a, atA), subtract(image.b, atB));
}
