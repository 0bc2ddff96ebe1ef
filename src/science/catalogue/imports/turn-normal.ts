import type { AtomicStructure, Mat3, Vec3 } from '../../crystal/structure.js';

/** Which old axis becomes x, y, z: proper, so that nothing is mirrored. */
const ORDERS = { x: [2, 0, 1], y: [0, 1, 2], z: [1, 2, 0] } as const;

/**
 * The same atoms with the boundary's normal along y, as ours lie: axes are exchanged in turn, the cell's vectors too.
 * @param normal  the axis, and the cell vector, that stands on the boundary
 */
export function turnNormal(structure: AtomicStructure, normal: 'x' | 'y' | 'z'): AtomicStructure {
  if (normal === 'y') return structure;
  const order = ORDERS[normal];
  const { cell, periodic } = structure;
  const turn = (v: Vec3): Vec3 => [v[order[0]], v[order[1]], v[order[2]]];
  const rows: Mat3 = [turn(cell[order[0]]), turn(cell[order[1]]), turn(cell[order[2]])];
  return {
    ...structure,
    cell: rows,
    periodic: [periodic[order[0]], periodic[order[1]], periodic[order[2]]],
    positions: turnVectors(structure.positions, normal),
  };
}

/** Vectors [n × 3] in the turned frame. */
export function turnVectors(vectors: Float64Array, normal: 'x' | 'y' | 'z'): Float64Array {
  const order = ORDERS[normal];
  return vectors.map((_, i) => vectors[i - (i % 3) + order[i % 3]]);
}
