import { positionOf } from '../build.js';
import { CrystalError } from '../crystal-error.js';
import type { AtomicStructure, Mat3 } from '../structure.js';
import { apply, cross, dot, norm, scale } from '../vectors.js';
import { asNumber, asNumbers, asText, parseJson, property } from './json-shape.js';
import { pymatgenStructure, readPymatgenStructure } from './pymatgen-structure.js';

/**
 * What pymatgen's GrainBoundary holds, in our frame: boundary normal along y, in-plane vectors the first (a, along x) and
 * the third (c) of the cell.
 */
export interface GrainBoundaryDocument {
  readonly structure: AtomicStructure;
  /** [nAtoms] 0: grain A (pymatgen's bottom), 1: grain B (top), 255: told of neither (merged atoms). */
  readonly grainOf: Uint8Array;
  /** [nAtoms] 1: the site is one of both lattices. */
  readonly coincident: Uint8Array;
  /** Indices of the rotation axis: three, or four of a hexagonal crystal. */
  readonly rotationAxis: readonly number[];
  readonly rotationRad: number;
  /** Miller indices of the boundary plane in the first grain, and in the second. */
  readonly plane: readonly number[];
  readonly joinPlane: readonly number[];
  /** The bulk's conventional cell, in its own frame. */
  readonly bulk: AtomicStructure;
  /** The bulk's cell in the boundary's frame, periods as the boundary's. */
  readonly orientedBulk: AtomicStructure;
  readonly vacuumAngstrom: number;
  /** Shift of the upper grain in units of pymatgen's a and b: our c and a. */
  readonly shift: readonly [number, number];
}

/** pymatgen moved its class in 2024; Debian's of 2022 has the old place, `from_dict` of either reads both. */
export type PymatgenModule = 'pymatgen.core.interface' | 'pymatgen.analysis.gb.grain';

/** Ours -> pymatgen's: (x, y, z) becomes (z, x, y), and so do the cell's vectors: a proper rotation, normal along z. */
const CYCLE: Mat3 = [
  [0, 0, 1],
  [1, 0, 0],
  [0, 1, 0],
];

/** Turns Cartesian coordinates by `rotation`; `order` says which of the old cell vectors comes first, second, third. */
function turn(
  structure: AtomicStructure,
  rotation: Mat3,
  order: readonly [number, number, number],
): AtomicStructure {
  const positions = new Float64Array(structure.positions.length);
  for (let i = 0; i < structure.nAtoms; i++) positions.set(apply(rotation, positionOf(structure, i)), 3 * i);
  const cell = order.map((k) => apply(rotation, structure.cell[k])) as unknown as Mat3;
  const periodic = order.map((k) => structure.periodic[k]) as unknown as AtomicStructure['periodic'];
  return { ...structure, cell, periodic, positions };
}

/** pymatgen's cell -> ours: its b along x, the normal of its a and b along y. */
function rotationToOurs(cell: Mat3): Mat3 {
  const [a, b, c] = cell;
  const plane = cross(a, b);
  const normal = dot(plane, c) < 0 ? scale(plane, -1) : plane;
  const x = scale(b, 1 / norm(b));
  const y = scale(normal, 1 / norm(normal));
  return [x, y, cross(x, y)];
}

const toOurs = (structure: AtomicStructure, rotation: Mat3): AtomicStructure =>
  turn(structure, rotation, [1, 2, 0]);
const toPymatgen = (structure: AtomicStructure): AtomicStructure => turn(structure, CYCLE, [2, 0, 1]);

/**
 * Reads the JSON of pymatgen's GrainBoundary (`as_dict`, `MSONable.to_json`), of either place of the class.
 *
 * @throws CrystalError malformed-file (with the path in the JSON), unsupported-file (another class, partial occupancy),
 *         unknown-element, invalid-lattice, limits-exceeded
 * Valid for: one and two grains as pymatgen labels them ('bottom' is ours A, 'top' is B).
 * Checked: pymatgen reads what we write and the reverse, distances kept (test/peers).
 */
export function readPymatgenGrainBoundary(text: string): GrainBoundaryDocument {
  const root = parseJson(text);
  const className = asText(property(root, '@class'));
  if (className !== 'GrainBoundary') {
    throw new CrystalError('unsupported-file', `a pymatgen ${className.slice(0, 40)}, not a GrainBoundary`);
  }
  const { structure, labels } = readPymatgenStructure(root, 'grain_label');
  const rotation = rotationToOurs(structure.cell);
  const [shiftA, shiftB] = asNumbers(property(root, 'ab_shift'), 2);
  const numbers = (key: string): number[] => asNumbers(property(root, key), null);
  return {
    structure: toOurs(structure, rotation),
    grainOf: Uint8Array.from(labels, (l) => (l?.startsWith('bottom') ? 0 : l?.startsWith('top') ? 1 : 255)),
    coincident: Uint8Array.from(labels, (l) => (l?.endsWith('incident') ? 1 : 0)),
    rotationAxis: numbers('rotation_axis'),
    rotationRad: (asNumber(property(root, 'rotation_angle')) * Math.PI) / 180,
    plane: numbers('gb_plane'),
    joinPlane: numbers('join_plane'),
    bulk: readPymatgenStructure(property(root, 'init_cell'), '').structure,
    orientedBulk: toOurs(readPymatgenStructure(property(root, 'oriented_unit_cell'), '').structure, rotation),
    vacuumAngstrom: asNumber(property(root, 'vacuum_thickness')),
    shift: [shiftA, shiftB],
  };
}

/** The JSON that pymatgen's `GrainBoundary.from_dict` takes. */
export function writePymatgenGrainBoundary(
  boundary: GrainBoundaryDocument,
  module: PymatgenModule = 'pymatgen.core.interface',
): string {
  const { structure, grainOf, coincident } = boundary;
  const label = (atom: number): string | null => {
    if (grainOf[atom] > 1) return null;
    return (grainOf[atom] === 0 ? 'bottom' : 'top') + (coincident[atom] === 1 ? '_incident' : '');
  };
  return JSON.stringify({
    ...pymatgenStructure(toPymatgen(structure), (atom) => ({ grain_label: label(atom) })),
    '@module': module,
    '@class': 'GrainBoundary',
    init_cell: pymatgenStructure(boundary.bulk, () => ({})),
    rotation_axis: boundary.rotationAxis,
    rotation_angle: (boundary.rotationRad * 180) / Math.PI,
    gb_plane: boundary.plane,
    join_plane: boundary.joinPlane,
    vacuum_thickness: boundary.vacuumAngstrom,
    ab_shift: boundary.shift,
    oriented_unit_cell: pymatgenStructure(toPymatgen(boundary.orientedBulk), () => ({})),
  });
}
