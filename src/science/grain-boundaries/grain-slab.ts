import type { Vec3 } from '../crystal/structure.js';
import { LAYER_TOLERANCE_ANGSTROM } from './grain-frame.js';
import type { GrainStack } from './grain-stack.js';

/** An atom in the boundary's frame, Å. */
export interface PlacedAtom {
  readonly element: string;
  readonly position: Vec3;
}

/**
 * The atoms of a grain with heights from `from` to `to` (Å, both within the layer tolerance), over the common period, by
 * height, then moved by `shift`.
 */
export function grainSlab(
  { atoms, step }: GrainStack,
  [from, to]: readonly [number, number],
  shift: Vec3,
): PlacedAtom[] {
  const [low, high] = [from - LAYER_TOLERANCE_ANGSTROM, to + LAYER_TOLERANCE_ANGSTROM];
  const found: PlacedAtom[] = [];
  for (let k = Math.floor(low / step[1]) - 1; k * step[1] <= high; k++) {
    for (const { element, position } of atoms) {
      const y = position[1] + k * step[1];
      if (y < low || y > high) continue;
      found.push({
        element,
        position: [position[0] + k * step[0] + shift[0], y + shift[1], position[2] + k * step[2] + shift[2]],
      });
    }
  }
  return found;
}
