import type { Mat3 } from '../crystal/structure.js';
import { add, apply, multiply, transpose } from '../crystal/vectors.js';
import type { Grain } from './boundary.js';

/** Atoms within this height of one another are one layer, Å. */
export const LAYER_TOLERANCE_ANGSTROM = 0.01;

/** Rows (Å) of the crystal's frame, turned and strained into the boundary's. */
export function toFrame({ orientation, strain }: Pick<Grain, 'orientation' | 'strain'>, rows: Mat3): Mat3 {
  const turned = multiply(rows, transpose(orientation));
  return strain === null ? turned : (turned.map((row) => add(row, apply(strain, row))) as unknown as Mat3);
}
