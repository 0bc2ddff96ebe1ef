import type { Crystal, Vec3 } from '../crystal/structure.js';
import { applyRow, dot, norm } from '../crystal/vectors.js';

/** Atoms within this height of one another are one layer, Å. */
export const LAYER_TOLERANCE_ANGSTROM = 0.01;

/**
 * Heights of the atomic layers of a crystal parallel to a lattice plane, within one plane spacing, Å, ascending; the
 * crystal's origin is at 0.
 *
 * @param reciprocal  plane normal of length 1 / spacing in the crystal's Cartesian frame, Å⁻¹
 */
export function layerHeights(crystal: Crystal, reciprocal: Vec3): number[] {
  const spacing = 1 / norm(reciprocal);
  const tolerance = LAYER_TOLERANCE_ANGSTROM;
  const heights = crystal.sites
    .map((site) => dot(applyRow(site.fractional, crystal.cell), reciprocal))
    .map((planes) => (planes - Math.floor(planes + tolerance / spacing)) * spacing)
    .map((height) => (Math.abs(height) < tolerance ? 0 : height))
    .sort((a, b) => a - b);
  return heights.filter((height, i) => i === 0 || height - heights[i - 1] > tolerance);
}
