import type { AtomicStructure, Vec3 } from '../crystal/structure.js';
import type { Boundary, Grain } from './boundary.js';
import { BoundaryError } from './boundary-error.js';
import { LAYER_TOLERANCE_ANGSTROM } from './grain-frame.js';
import { grainStack } from './grain-stack.js';

export interface BicrystalOptions {
  /** One boundary between free surfaces, or two in a cell that is periodic along the normal too. */
  readonly cell: 'free-surfaces' | 'periodic';
  /** Of each grain, at least; rounded up to whole plane spacings, Å. */
  readonly grainThicknessAngstrom: number;
  /** Empty space along y, half below and half above; of free surfaces only. Default 15 Å. */
  readonly vacuumAngstrom?: number;
  /** Indices into the grains' terminations. Default 0. */
  readonly terminationA?: number;
  readonly terminationB?: number;
  /** Default 1. */
  readonly replicateX?: number;
  readonly replicateZ?: number;
  /** Of grain B, Å. Default 0. */
  readonly dxAngstrom?: number;
  readonly gapAngstrom?: number;
  readonly dzAngstrom?: number;
}

/** Two grains in a box. A lies below the boundary, B above. */
export interface Bicrystal {
  /** Rows: along x; along y (the normal); in the plane. Atoms by grain (A first), then by height. */
  readonly structure: AtomicStructure;
  /** [nAtoms] 0: grain A, 1: grain B. */
  readonly grainOf: Uint8Array;
  /** Of one boundary, Å². */
  readonly areaAngstrom2: number;
  readonly nBoundaries: 1 | 2;
  /** y of A's last layer at the boundary (y = 0 of the boundary's frame), Å. B's first layer is `gapAngstrom` above. */
  readonly boundaryHeightAngstrom: number;
  /** y of B's last layer at the second boundary; null where there is one boundary only. */
  readonly secondHeightAngstrom: number | null;
  /** Plane spacings in each grain. */
  readonly nPlanesA: number;
  readonly nPlanesB: number;
}

interface Layered {
  readonly element: string;
  readonly position: Vec3;
}

/**
 * The bicrystal of a boundary in one state, unrelaxed, nothing removed.
 *
 * Free surfaces: each grain ends, away from the boundary, where it is cut for its first termination, so that all
 * candidates of a boundary have the same two surfaces. Periodic: the second boundary is the inverse of the first in the
 * same state, so that both have one energy.
 *
 * @throws BoundaryError no-such-termination, no-common-period, no-second-boundary
 * Checked: atoms = volume / volume per atom, distances, agreement of the two kinds of cells (bicrystal.spec.ts).
 */
export function buildBicrystal(boundary: Boundary, options: BicrystalOptions): Bicrystal {
  const { cell, replicateX = 1, replicateZ = 1, gapAngstrom = 0 } = options;
  const [[ux], [wx, wz]] = boundary.periods;
  const a = lowerGrain(boundary, options);
  const b = upperGrain(boundary, options);
  const bottom = Math.min(...a.map(({ position }) => position[1]));
  const top = Math.max(...b.map(({ position }) => position[1]));
  if (cell === 'periodic' && !hasSecondBoundary(boundary)) {
    throw new BoundaryError(
      'no-second-boundary',
      `a periodic cell of ${boundary.label} cannot hold two equal boundaries`,
    );
  }
  const vacuum = cell === 'periodic' ? gapAngstrom : (options.vacuumAngstrom ?? 15);
  const height = cell === 'periodic' ? -bottom : vacuum / 2 - bottom;
  const structure = boxOf(replicated([...a, ...b], boundary, [replicateX, replicateZ]), {
    cell: [
      [ux * replicateX, 0, 0],
      [0, top - bottom + vacuum, 0],
      [wx * replicateZ, 0, wz * replicateZ],
    ],
    periodic: [true, cell === 'periodic', true],
    height,
  });
  const grainOf = new Uint8Array(structure.nAtoms);
  grainOf.fill(1, a.length * replicateX * replicateZ);
  return {
    structure,
    grainOf,
    areaAngstrom2: ux * wz * replicateX * replicateZ,
    nBoundaries: cell === 'periodic' ? 2 : 1,
    boundaryHeightAngstrom: height,
    secondHeightAngstrom: cell === 'periodic' ? height + top : null,
    nPlanesA: nPlanes(boundary.grainA, options),
    nPlanesB: nPlanes(boundary.grainB, options),
  };
}

/** Both boundaries of a symmetric tilt are equal in an upright cell: mirrors across x and z map either state to the other. */
function hasSecondBoundary({ kind, grainA, grainB }: Boundary): boolean {
  return (
    kind === 'symmetric-tilt' &&
    grainA.terminationsAngstrom.length === 1 &&
    grainB.terminationsAngstrom.length === 1
  );
}

function nPlanes(grain: Grain, { grainThicknessAngstrom }: BicrystalOptions): number {
  return Math.max(1, Math.ceil(grainThicknessAngstrom / grain.planeSpacingAngstrom - 1e-9));
}

/** Grain A: layers up to its termination, which comes to y = 0. */
function lowerGrain(boundary: Boundary, options: BicrystalOptions): Layered[] {
  const { first, here } = cutsOf(boundary.grainA, options.terminationA ?? 0);
  const n = nPlanes(boundary.grainA, options);
  const from = first - n * boundary.grainA.planeSpacingAngstrom + LAYER_TOLERANCE_ANGSTROM;
  return slab(boundary, boundary.grainA, [from, here + LAYER_TOLERANCE_ANGSTROM]).map((atom) =>
    moved(atom, [0, -here, 0]),
  );
}

/** Grain B: layers from its termination on, which comes to y = 0 and is then shifted. */
function upperGrain(boundary: Boundary, options: BicrystalOptions): Layered[] {
  const { first, here } = cutsOf(boundary.grainB, options.terminationB ?? 0);
  const n = nPlanes(boundary.grainB, options) + (here > first ? 1 : 0);
  const to = first + n * boundary.grainB.planeSpacingAngstrom - LAYER_TOLERANCE_ANGSTROM;
  const { dxAngstrom = 0, gapAngstrom = 0, dzAngstrom = 0 } = options;
  return slab(boundary, boundary.grainB, [here - LAYER_TOLERANCE_ANGSTROM, to]).map((atom) =>
    moved(atom, [dxAngstrom, gapAngstrom - here, dzAngstrom]),
  );
}

function cutsOf({ terminationsAngstrom, plane }: Grain, index: number): { first: number; here: number } {
  const here = terminationsAngstrom.at(index);
  if (here === undefined || index < 0) {
    throw new BoundaryError(
      'no-such-termination',
      `(${plane.join(' ')}) has terminations 0 to ${terminationsAngstrom.length - 1}, not ${index}`,
      { index },
    );
  }
  return { first: terminationsAngstrom[0], here };
}

function moved({ element, position: [x, y, z] }: Layered, [dx, dy, dz]: Vec3): Layered {
  return { element, position: [x + dx, y + dy, z + dz] };
}

/** Atoms of a grain with heights in a range, over the common period, by height. */
function slab(boundary: Boundary, grain: Grain, [from, to]: readonly [number, number]): Layered[] {
  const { atoms, step } = grainStack(boundary, grain);
  const found: Layered[] = [];
  for (let k = Math.floor(from / step[1]) - 1; k * step[1] <= to; k++) {
    for (const atom of atoms) {
      const lifted = moved(atom, [k * step[0], k * step[1], k * step[2]]);
      if (lifted.position[1] >= from && lifted.position[1] <= to) found.push(lifted);
    }
  }
  return found;
}

/** Wrapped into the common cell, then repeated; the copies of an atom follow it. */
function replicated(
  atoms: readonly Layered[],
  { periods: [[ux], [wx, wz]] }: Boundary,
  [nX, nZ]: readonly [number, number],
): Layered[] {
  return atoms.flatMap(({ element, position: [x, y, z] }) => {
    const copies: Layered[] = [];
    const w = wrap(z / wz);
    const u = wrap((x - (z / wz) * wx) / ux);
    for (let i = 0; i < nX; i++) {
      for (let j = 0; j < nZ; j++) {
        copies.push({ element, position: [(u + i) * ux + (w + j) * wx, y, (w + j) * wz] });
      }
    }
    return copies;
  });
}

/** Into [0, 1), what is 1 up to rounding to 0. */
function wrap(fraction: number): number {
  const inside = fraction - Math.floor(fraction);
  return inside > 1 - 1e-9 ? 0 : inside;
}

interface Box {
  readonly cell: AtomicStructure['cell'];
  readonly periodic: AtomicStructure['periodic'];
  /** What y = 0 becomes, Å. */
  readonly height: number;
}

function boxOf(atoms: readonly Layered[], { cell, periodic, height }: Box): AtomicStructure {
  const elements = [...new Set(atoms.map((atom) => atom.element))];
  const positions = new Float64Array(3 * atoms.length);
  atoms.forEach(({ position: [x, y, z] }, i) => positions.set([x, y + height, z], 3 * i));
  return {
    cell,
    periodic,
    elements,
    kinds: Uint8Array.from(atoms, (atom) => elements.indexOf(atom.element)),
    positions,
    nAtoms: atoms.length,
  };
}
