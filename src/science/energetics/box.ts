import type { AtomicStructure } from '../crystal/structure.js';
import { EnergeticsError } from './energetics-error.js';

/** A cell as flat numbers: what kernels read. Rows are the cell's vectors, Å. */
export interface Box {
  readonly cell: Float64Array;
  /** 1/Å; fractional = position · inverse (row vectors). */
  readonly inverse: Float64Array;
  readonly volumeAngstrom3: number;
  /** Distances of the cell's opposite faces, Å. */
  readonly heights: readonly [number, number, number];
  readonly periodic: readonly [boolean, boolean, boolean];
}

function cross(c: Float64Array, i: number, j: number): readonly [number, number, number] {
  const [a, b] = [3 * i, 3 * j];
  return [
    c[a + 1] * c[b + 2] - c[a + 2] * c[b + 1],
    c[a + 2] * c[b] - c[a] * c[b + 2],
    c[a] * c[b + 1] - c[a + 1] * c[b],
  ];
}

/**
 * The box of nine numbers (rows). Left-handed cells are fine.
 * @throws EnergeticsError structure-invalid  no volume, or a number that is not finite
 */
export function boxOf(cell: Float64Array, periodic: AtomicStructure['periodic']): Box {
  const faces = [cross(cell, 1, 2), cross(cell, 2, 0), cross(cell, 0, 1)] as const;
  const signed = cell[0] * faces[0][0] + cell[1] * faces[0][1] + cell[2] * faces[0][2];
  const volumeAngstrom3 = Math.abs(signed);
  if (!(volumeAngstrom3 > 1e-9) || !Number.isFinite(volumeAngstrom3)) {
    throw new EnergeticsError('structure-invalid', 'the cell has no volume', { cell: [...cell] });
  }
  const inverse = new Float64Array(9);
  for (let k = 0; k < 3; k++) for (let x = 0; x < 3; x++) inverse[3 * x + k] = faces[k][x] / signed;
  const height = (k: 0 | 1 | 2): number => volumeAngstrom3 / Math.hypot(...faces[k]);
  return { cell, inverse, volumeAngstrom3, heights: [height(0), height(1), height(2)], periodic };
}

/** The structure's cell as nine numbers, a copy. */
export function flatCell(structure: AtomicStructure): Float64Array {
  return Float64Array.from(structure.cell.flat());
}
