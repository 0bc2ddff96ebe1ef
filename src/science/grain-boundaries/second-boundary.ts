import type { Mat3, Vec3 } from '../crystal/structure.js';
import { add, apply, subtract } from '../crystal/vectors.js';
import type { Boundary, PlaneVector } from './boundary.js';
import { BoundaryError } from './boundary-error.js';
import { combine } from './frame.js';
import type { GrainStack } from './grain-stack.js';
import { imageOrigins, type InverseOperation, separationChange } from './inverse-boundary.js';

/** One state of a boundary, before a second one is added. */
export interface BoundaryState {
  /** Origins of the two crystals in the boundary's frame, Å. */
  readonly atA: Vec3;
  readonly atB: Vec3;
  readonly gapAngstrom: number;
  /** Least number of plane spacings in each grain. */
  readonly nPlanes: readonly [number, number];
}

/** Where a second, equal boundary closes the cell. */
export interface Closure {
  /** The cell's vector across both boundaries: its y is the cell's height; x and z are 0 in an upright cell, Å. */
  readonly vector: Vec3;
  /** y of B's last layer below the second boundary. */
  readonly topOfB: number;
  /** y of A's lowest layer: that above the second boundary, a cell lower. */
  readonly bottomOfA: number;
  /** What carries the first boundary onto the second (modulo the cell), in the boundary's frame. */
  readonly copy: Isometry;
}

/** r' = matrix·r + offset */
export interface Isometry {
  readonly matrix: Mat3;
  readonly offset: Vec3;
}

/**
 * The second boundary of a periodic cell: the image of the first under an operation that turns it over, moved up by
 * translations of grain B until B is thick enough; the cell's vector then brings grain A's image where A is, up to a
 * translation of A. Of the operations the one with the most upright cell is taken.
 */
export function closeCell(
  operations: readonly InverseOperation[],
  [stackA, stackB]: readonly [GrainStack, GrainStack],
  state: BoundaryState,
  { cnid, periods }: Pick<Boundary, 'cnid' | 'periods'>,
): Closure | null {
  const lattices = { cnid, periods };
  const closures = operations.map((operation) => closure(operation, [stackA, stackB], state, lattices));
  const lean = ({ vector: [x, , z] }: Closure): number => Math.hypot(x, z);
  return closures.reduce<Closure | null>(
    (best, c) => (best === null || lean(c) < lean(best) - 1e-6 ? c : best),
    null,
  );
}

function closure(
  operation: InverseOperation,
  [stackA, stackB]: readonly [GrainStack, GrainStack],
  { atA, atB, gapAngstrom, nPlanes: [nA, nB] }: BoundaryState,
  { cnid, periods }: Pick<Boundary, 'cnid' | 'periods'>,
): Closure {
  const image = imageOrigins(operation, atA, atB);
  // Heights of the two boundary layers after the operation, before it is moved up.
  const [lastB, firstA] = operation.exchanges ? [0, gapAngstrom] : [-gapAngstrom, 0];
  const rise = atB[1] - image.b[1];
  const stepsB = stepsTo(gapAngstrom + (nB - 1) * stackB.step[1] - (lastB + rise), stackB.step[1]);
  const up = rise + stepsB * stackB.step[1];
  const moved = combine(separationChange(image, atA, atB), stepsB, stackB.step);
  const stepsA = stepsTo((nA - 1) * stackA.step[1] + firstA + up - moved[1], stackA.step[1]);
  const vector = combine(moved, stepsA, stackA.step);
  const [x, z] = shortest([vector[0], vector[2]], cnid);
  const offset = combine(subtract(atB, image.b), stepsB, stackB.step);
  const ofB = partOfB([vector[0] - x, vector[2] - z], [stackA, stackB], periods);
  return {
    vector: [x, vector[1], z],
    topOfB: lastB + up,
    bottomOfA: firstA + up - vector[1],
    copy: { matrix: operation.matrix, offset: subtract(offset, ofB) },
  };
}

/** Whole steps that reach a height, rounding aside. */
function stepsTo(height: number, step: number): number {
  return Math.ceil(height / step - 1e-6);
}

/** A vector of the CNID lattice is a translation of A plus one of B in the plane: that of B. */
function partOfB(
  vector: PlaneVector,
  [stackA, stackB]: readonly [GrainStack, GrainStack],
  periods: Boundary['periods'],
): Vec3 {
  const found = stackB.points.find((b) =>
    stackA.points.some((a) =>
      isWhole(fractions([vector[0] - a[0] - b[0], vector[1] - a[2] - b[2]], periods)),
    ),
  );
  if (found === undefined) {
    throw new BoundaryError(
      'no-common-period',
      `[${vector.join(', ')}] Å is no translation of the two grains`,
    );
  }
  return found;
}

/** Those operations that carry a plane lattice onto itself, so that a cell of it keeps its shape. */
export function keepingPeriods(
  operations: readonly InverseOperation[],
  periods: Boundary['periods'],
): InverseOperation[] {
  return operations.filter(({ matrix }) =>
    periods.every(([x, z]) => {
      const image = apply(matrix, [x, 0, z]);
      return isWhole(fractions([image[0], image[2]], periods));
    }),
  );
}

/** A plane vector in units of two others. */
function fractions([x, z]: PlaneVector, [[ux, uz], [vx, vz]]: Boundary['periods']): PlaneVector {
  const area = ux * vz - uz * vx;
  return [(x * vz - z * vx) / area, (ux * z - uz * x) / area];
}

function isWhole(v: PlaneVector): boolean {
  return v.every((f) => Math.abs(f - Math.round(f)) < 1e-5);
}

/** The shortest of a vector and its equals modulo a reduced plane lattice; 0 exactly where it is one of it. */
function shortest(
  [x, z]: PlaneVector,
  [[ux, uz], [vx, vz]]: readonly [PlaneVector, PlaneVector],
): PlaneVector {
  const area = ux * vz - uz * vx;
  const i = Math.round((x * vz - z * vx) / area);
  const j = Math.round((ux * z - uz * x) / area);
  let best: Vec3 = [Infinity, 0, 0];
  for (let p = i - 1; p <= i + 1; p++) {
    for (let q = j - 1; q <= j + 1; q++) {
      const v: Vec3 = add([x, 0, z], [-p * ux - q * vx, 0, -p * uz - q * vz]);
      if (Math.hypot(v[0], v[2]) < Math.hypot(best[0], best[2]) - 1e-9) best = v;
    }
  }
  return Math.hypot(best[0], best[2]) < 1e-6 ? [0, 0] : [best[0], best[2]];
}
