import type { Mat3, Vec3 } from '../crystal/structure.js';
import { apply, multiply, scale, transpose } from '../crystal/vectors.js';
import type { LatticeSymmetry, WholeOperation } from './lattice-symmetry.js';

/** Entries of rotations and normals are told apart from this on: 0.001, about 0.06°. */
const STEP = 1e-3;
/** Puts the edge between two rounded values where no angle that people write down falls on it. */
const OFF_EDGE = 0.637;

/** A boundary of one lattice with a coincidence, in whole numbers. */
export interface WholeBoundary {
  /** Grain B's lattice rows in those of A, and A's in those of B: rows of whole numbers over `denominator`. */
  readonly turned: Mat3;
  readonly back: Mat3;
  readonly denominator: number;
  /** Plane in A and in B, whole numbers of the same rows, the normal out of A and into B. */
  readonly planeA: Vec3;
  readonly planeB: Vec3;
}

/** Whole numbers that come before others; the larger one is kept. */
function compare(a: readonly number[], b: readonly number[]): number {
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return a[i] - b[i];
  return 0;
}

interface Placed<M> {
  readonly plane: readonly number[];
  readonly rest: readonly { readonly operation: M; readonly side: number }[];
}

/** The largest image of the planes, and which operations, of which description, give it. */
function largest<M>(images: Iterable<{ plane: readonly number[]; operation: M; side: number }>): Placed<M> {
  let best: { plane: readonly number[]; rest: { operation: M; side: number }[] } | null = null;
  for (const { plane, operation, side } of images) {
    const order = best === null ? 1 : compare(plane, best.plane);
    if (order > 0) best = { plane, rest: [{ operation, side }] };
    else if (order === 0) best?.rest.push({ operation, side });
  }
  return best ?? { plane: [], rest: [] };
}

/**
 * The canonical description of a coincidence boundary: the plane, the denominator and the nine whole numbers of grain B's
 * lattice in that of A, each the largest of all equivalent descriptions. Descriptions are equivalent that the point group
 * of the crystal, before or after, or exchange of the grains carry into one another (inversion is in the group, or it is
 * another boundary's mirror image, whose numbers are the same).
 *
 * The planes' images are compared first: only the few operations that give the largest are tried further, so that 2 × 48 ×
 * 48 combinations cost what about 200 do.
 * Valid for: any lattice, exactly.
 * Checked: random operations on both sides, exchange; all inequivalent planes of a Σ stay apart (boundary-key.spec.ts).
 */
export function wholeKey(boundary: WholeBoundary, symmetry: LatticeSymmetry): string {
  const { turned, back, denominator, planeA, planeB } = boundary;
  const sides = [
    { plane: planeA, turned },
    { plane: scale(planeB, -1), turned: back },
  ];
  const { plane, rest } = largest<WholeOperation>(
    sides.flatMap((given, side) =>
      symmetry.operations.map((operation) => ({
        plane: apply(operation.matrix, given.plane),
        operation,
        side,
      })),
    ),
  );
  let best: readonly number[] | null = null;
  for (const { operation, side } of rest) {
    const inA = multiply(sides[side].turned, operation.inverse);
    for (const { matrix } of symmetry.operations) {
      const numbers = multiply(matrix, inA).flat();
      if (best === null || compare(numbers, best) > 0) best = numbers;
    }
  }
  return `(${plain(plane)})${denominator}:${plain(best ?? [])}`;
}

const plain = (numbers: readonly number[]): string => numbers.map((v) => v + 0).join(' ');

/** A boundary of any two crystals, or of one without a coincidence. */
export interface TurnedBoundary {
  /** Columns of B's Cartesian frame -> A's. */
  readonly rotation: Mat3;
  /** Unit vector, out of A, in A's Cartesian frame. */
  readonly normal: Vec3;
  readonly symmetries: readonly [LatticeSymmetry, LatticeSymmetry];
  /** Whether A and B are one crystal, so that they can be exchanged. */
  readonly isOneCrystal: boolean;
}

/**
 * As `wholeKey`, in thousandths of the entries of normal and rotation in the crystals' standard orientations.
 * Valid for: any two crystals. Two descriptions that differ by less than 0.001 (0.06°) have one key, unless an entry lies between
 * them on the edge of two thousandths: of random boundaries told twice, rotation and normal 1e-7, 1e-6, 1e-5 apart, 0.05, 0.5, 5 %
 * get two keys (measured with fcc Cu, hcp Mg, Cu on MgO; boundary-key.spec.ts holds it below 1 % at 1e-6). A table of six digits is
 * about 1e-6 off. They are then two boundaries, each with part of what is known; nothing is put together that differs.
 */
export function roundedKey(boundary: TurnedBoundary): string {
  const [a, b] = boundary.symmetries;
  const rotation = multiply(multiply(a.toStandard, boundary.rotation), transpose(b.toStandard));
  const normal = apply(a.toStandard, boundary.normal);
  const sides = [{ normal, rotation, first: a, second: b }];
  if (boundary.isOneCrystal) {
    const back = transpose(rotation);
    sides.push({ normal: scale(apply(back, normal), -1), rotation: back, first: b, second: a });
  }
  const { plane, rest } = largest<Mat3>(
    sides.flatMap((given, side) =>
      given.first.standard.map((operation) => ({
        plane: apply(operation, given.normal).map(rounded),
        operation,
        side,
      })),
    ),
  );
  let best: readonly number[] | null = null;
  for (const { operation, side } of rest) {
    const turned = multiply(operation, sides[side].rotation);
    for (const other of sides[side].second.standard) {
      const numbers = multiply(turned, other).flat().map(rounded);
      if (best === null || compare(numbers, best) > 0) best = numbers;
    }
  }
  return `~(${plain(plane)}):${plain(best ?? [])}`;
}

const rounded = (v: number): number => Math.floor(v / STEP + OFF_EDGE) + 0;
