import type { AtomicStructure, Vec3 } from '../crystal/structure.js';
import { add, apply, subtract } from '../crystal/vectors.js';
import type { Boundary, Grain } from './boundary.js';
import { BoundaryError } from './boundary-error.js';
import { LAYER_TOLERANCE_ANGSTROM } from './grain-frame.js';
import { grainSlab, type PlacedAtom } from './grain-slab.js';
import { type GrainStack, grainStack } from './grain-stack.js';
import { inverseOperations } from './inverse-boundary.js';
import { type BoundaryState, closeCell, type Isometry, keepingPeriods } from './second-boundary.js';

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
  /**
   * Rows of the cell: along x; across the boundary; in the plane. The second is along y, but in a periodic cell whose two
   * boundaries are equal only when it leans. Atoms by grain (A first), then by height.
   */
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
  /** What carries an atom of the first boundary to its copy at the second, modulo the cell; null where there is one only. */
  readonly copy: Isometry | null;
  /** Plane spacings in each grain, at least. */
  readonly nPlanesA: number;
  readonly nPlanesB: number;
}

/**
 * The bicrystal of a boundary in one state, unrelaxed, nothing removed.
 *
 * Free surfaces: each grain ends, away from the boundary, where it is cut for its first termination, so that all
 * candidates of a boundary have the same two surfaces. Periodic: the second boundary is the image of the first under an
 * operation that turns it over, so that both have one energy.
 *
 * @throws BoundaryError no-such-termination; no-common-period; no-second-boundary (periodic: polar crystals and
 *         heterophase pairs that no operation turns over)
 * Checked: atoms = volume / volume per atom; perfect surroundings away from the boundary; equal surroundings at both
 * boundaries and between free surfaces, for tilt, twist, mixed and multi-layer ones (bicrystal.spec.ts).
 */
export function buildBicrystal(boundary: Boundary, options: BicrystalOptions): Bicrystal {
  return bicrystalBuilder(boundary)(options);
}

/** `buildBicrystal` for many states of one boundary: what they share is made once. */
export function bicrystalBuilder(boundary: Boundary): (options: BicrystalOptions) => Bicrystal {
  const stacks = [grainStack(boundary, boundary.grainA), grainStack(boundary, boundary.grainB)] as const;
  let operations: ReturnType<typeof inverseOperations> | null = null;
  return (options) => {
    const state = stateOf(boundary, options);
    if (options.cell === 'free-surfaces') return withSurfaces(boundary, stacks, state, options);
    operations ??= inverseOperations(boundary);
    const usable = keepingPeriods(operations, periodsOf(boundary, options));
    const closure = closeCell(usable, stacks, state, boundary);
    if (closure === null) {
      throw new BoundaryError(
        'no-second-boundary',
        `nothing turns ${boundary.label} over: a periodic cell would hold two different boundaries`,
      );
    }
    const { bottomOfA: floor, topOfB, vector, copy } = closure;
    const atoms = grains(stacks, state, [floor, topOfB]);
    return assemble(boundary, atoms, state, { options, vector, floor, topOfB, copy });
  };
}

function stateOf({ grainA, grainB }: Boundary, options: BicrystalOptions): BoundaryState {
  const { dxAngstrom = 0, gapAngstrom = 0, dzAngstrom = 0, grainThicknessAngstrom } = options;
  const planes = (grain: Grain): number =>
    Math.max(1, Math.ceil(grainThicknessAngstrom / grain.planeSpacingAngstrom - 1e-9));
  return {
    atA: [0, -termination(grainA, options.terminationA ?? 0), 0],
    atB: [dxAngstrom, gapAngstrom - termination(grainB, options.terminationB ?? 0), dzAngstrom],
    gapAngstrom,
    nPlanes: [planes(grainA), planes(grainB)],
  };
}

function termination({ terminationsAngstrom, plane }: Grain, index: number): number {
  if (!(index in terminationsAngstrom)) {
    throw new BoundaryError(
      'no-such-termination',
      `(${plane.join(' ')}) has terminations 0 to ${terminationsAngstrom.length - 1}, not ${index}`,
      { index },
    );
  }
  return terminationsAngstrom[index];
}

type Stacks = readonly [GrainStack, GrainStack];
type Grains = readonly [readonly PlacedAtom[], readonly PlacedAtom[]];

/** Atoms of A from `bottom` to 0, of B from the gap to `top`. */
function grains(
  [stackA, stackB]: Stacks,
  { atA, atB, gapAngstrom }: BoundaryState,
  [bottom, top]: readonly [number, number],
): Grains {
  return [
    grainSlab(stackA, [bottom - atA[1], 0 - atA[1]], atA),
    grainSlab(stackB, [gapAngstrom - atB[1], top - atB[1]], atB),
  ];
}

function withSurfaces(
  boundary: Boundary,
  stacks: Stacks,
  state: BoundaryState,
  options: BicrystalOptions,
): Bicrystal {
  const { grainA, grainB } = boundary;
  const { atA, atB, nPlanes, gapAngstrom } = state;
  const inside = 2 * LAYER_TOLERANCE_ANGSTROM;
  const extra = (options.terminationB ?? 0) > 0 ? 1 : 0;
  const bottom = grainA.terminationsAngstrom[0] + atA[1] - nPlanes[0] * grainA.planeSpacingAngstrom;
  const top = grainB.terminationsAngstrom[0] + atB[1] + (nPlanes[1] + extra) * grainB.planeSpacingAngstrom;
  const atoms = grains(stacks, state, [bottom + inside, top - inside]);
  const heights = (of: readonly PlacedAtom[]): number[] => of.map(({ position }) => position[1]);
  const lowest = Math.min(0, ...heights(atoms[0]));
  const highest = Math.max(gapAngstrom, ...heights(atoms[1]));
  const vacuum = options.vacuumAngstrom ?? 15;
  return assemble(boundary, atoms, state, {
    options,
    vector: [0, highest - lowest + vacuum, 0],
    floor: lowest - vacuum / 2,
    topOfB: highest,
    copy: null,
  });
}

interface Box {
  readonly options: BicrystalOptions;
  readonly vector: Vec3;
  /** y (in the boundary's frame) of the cell's lower face. */
  readonly floor: number;
  readonly topOfB: number;
  /** In the boundary's frame. */
  readonly copy: Isometry | null;
}

/** Of the repeated cell. */
function periodsOf({ periods: [[ux], [wx, wz]] }: Boundary, options: BicrystalOptions): Boundary['periods'] {
  const { replicateX = 1, replicateZ = 1 } = options;
  return [
    [ux * replicateX, 0],
    [wx * replicateZ, wz * replicateZ],
  ];
}

/** An isometry of the boundary's frame in the box, whose y = 0 is at `floor`. */
function inBox({ matrix, offset }: Isometry, floor: number): Isometry {
  const shift: Vec3 = [0, floor, 0];
  return { matrix, offset: subtract(add(offset, apply(matrix, shift)), shift) };
}

function assemble(
  boundary: Boundary,
  [a, b]: Grains,
  { nPlanes: [nPlanesA, nPlanesB] }: BoundaryState,
  { options, vector, floor, topOfB, copy }: Box,
): Bicrystal {
  const { replicateX = 1, replicateZ = 1, cell } = options;
  const [[ux], [wx, wz]] = periodsOf(boundary, options);
  const atoms = replicated([...a, ...b], boundary, [replicateX, replicateZ]);
  const periodic = cell === 'periodic';
  const positions = new Float64Array(3 * atoms.length);
  atoms.forEach(({ position: [x, y, z] }, i) => positions.set([x, y - floor, z], 3 * i));
  const elements = [...new Set(atoms.map((atom) => atom.element))];
  const grainOf = new Uint8Array(atoms.length).fill(1, a.length * replicateX * replicateZ);
  return {
    structure: {
      cell: [[ux, 0, 0], vector, [wx, 0, wz]],
      periodic: [true, periodic, true],
      elements,
      kinds: Uint8Array.from(atoms, (atom) => elements.indexOf(atom.element)),
      positions,
      nAtoms: atoms.length,
    },
    grainOf,
    areaAngstrom2: ux * wz,
    nBoundaries: periodic ? 2 : 1,
    boundaryHeightAngstrom: 0 - floor,
    secondHeightAngstrom: periodic ? topOfB - floor : null,
    copy: copy === null ? null : inBox(copy, floor),
    nPlanesA,
    nPlanesB,
  };
}

/** Wrapped into the common cell, then repeated; the copies of an atom follow it. */
function replicated(
  atoms: readonly PlacedAtom[],
  { periods: [[ux], [wx, wz]] }: Boundary,
  [nX, nZ]: readonly [number, number],
): PlacedAtom[] {
  return atoms.flatMap(({ element, position: [x, y, z] }) => {
    const copies: PlacedAtom[] = [];
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
