import { primitiveCrystal } from '../crystal/lattice.js';
import { applyRow } from '../crystal/vectors.js';
import type { Grain } from './boundary.js';
import { LAYER_TOLERANCE_ANGSTROM, toFrame } from './grain-frame.js';

/**
 * Heights of a grain's atomic layers within one plane spacing from its origin, Å, ascending. All of them: surfaces that
 * are equal but turned in the plane (diamond (001)) still give different boundaries.
 */
export function layerHeights(grain: Omit<Grain, 'terminationsAngstrom'>): number[] {
  const { cell, sites } = primitiveCrystal(grain.crystal);
  const rows = toFrame(grain, cell);
  const spacing = grain.planeSpacingAngstrom;
  const heights = sites
    .map(({ fractional }) => applyRow(fractional, rows)[1])
    .map((y) => y - Math.floor((y + LAYER_TOLERANCE_ANGSTROM) / spacing) * spacing)
    .map((y) => (Math.abs(y) < 1e-9 ? 0 : y))
    .sort((a, b) => a - b);
  return heights.filter((y, i) => i === 0 || y - heights[i - 1] > LAYER_TOLERANCE_ANGSTROM);
}
