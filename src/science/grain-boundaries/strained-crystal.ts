import type { Crystal } from '../crystal/structure.js';
import type { Grain } from './boundary.js';
import { toFrame } from './grain-frame.js';

/** The grain's crystal as it is in the boundary: strained (and then turned into its frame) where it had to fit the common cell. */
export function strainedCrystal(grain: Grain): Crystal {
  return grain.strain === null
    ? grain.crystal
    : { ...grain.crystal, cell: toFrame(grain, grain.crystal.cell) };
}
