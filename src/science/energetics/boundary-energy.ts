import type { AtomicStructure } from '../crystal/structure.js';
import { J_PER_M2_PER_EV_PER_ANGSTROM2 } from '../units/constants.js';
import { boxOf, flatCell } from './box.js';
import { NeighbourList } from './neighbour-list.js';

export interface BoundaryEnergyParts {
  /** Of the whole cell. */
  readonly energyEv: number;
  /** Of as much bulk as the cell holds. */
  readonly bulkEnergyEv: number;
  /** Of one boundary. */
  readonly areaAngstrom2: number;
  readonly nBoundaries: 1 | 2;
  /** Energies of the cell's free surfaces, one each; none in a periodic cell. */
  readonly surfacesJPerM2: readonly number[];
}

/**
 * Energy of one boundary: (E − E_bulk)/A less the surfaces, over the number of boundaries; J/m².
 *
 * Valid for: cells whose surfaces have the boundary's area, and whose boundaries are equivalent.
 * Source: A. P. Sutton, R. W. Balluffi, Interfaces in Crystalline Materials (1995), section 4.3.
 */
export function boundaryEnergyJPerM2(parts: BoundaryEnergyParts): number {
  const excess = (parts.energyEv - parts.bulkEnergyEv) / parts.areaAngstrom2;
  const surfaces = parts.surfacesJPerM2.reduce((sum, energy) => sum + energy, 0);
  return (excess * J_PER_M2_PER_EV_PER_ANGSTROM2 - surfaces) / parts.nBoundaries;
}

/**
 * The shortest distance of two atoms (periodic images, and an atom's own, included), Å; null when none is nearer than
 * `withinAngstrom`.
 *
 * Checked: naive double loop over images (neighbour-list.spec.ts).
 */
export function minimumDistanceAngstrom(structure: AtomicStructure, withinAngstrom: number): number | null {
  const list = new NeighbourList(withinAngstrom, 0);
  list.update(structure.positions, boxOf(flatCell(structure), structure.periodic));
  let shortest = Infinity;
  list.forEachPair((_i, _j, distance) => (shortest = Math.min(shortest, distance)));
  return shortest < withinAngstrom ? shortest : null;
}
