import { EdgeError } from '../edge-error.js';
import { tabulated, type CrossSection, type CrossSectionTable } from './cross-section-table.js';
import { hydrogenicCrossSection, type IonisationEdge } from './hydrogenic-cross-section.js';
import type { ScatteringConditions } from './scattering-conditions.js';

/** Relative doubt of the hydrogenic model: comparisons with measured K and L cross-sections scatter by this. */
const K_DOUBT = 0.1;
const L_DOUBT = 0.15;
/** Of the L model where white lines take a large part of the window, Sc–Ni. */
const WHITE_LINE_DOUBT = 0.2;
const WHITE_LINES = new Set(['Sc', 'Ti', 'V', 'Cr', 'Mn', 'Fe', 'Co', 'Ni']);

function hydrogenic(
  edge: IonisationEdge,
  { beamEnergyKev, collectionMrad, convergenceMrad }: ScatteringConditions,
  windowEv: readonly [number, number],
): CrossSection {
  const at = (convergence: number): number =>
    hydrogenicCrossSection(edge, { beamEnergyKev, collectionMrad, convergenceMrad: convergence }, windowEv);
  const doubt = edge.shell === 'K' ? K_DOUBT : WHITE_LINES.has(edge.element) ? WHITE_LINE_DOUBT : L_DOUBT;
  const method = `hydrogenic model, ${100 * doubt} %`;
  if (convergenceMrad !== null) {
    const barn = at(convergenceMrad);
    return { edgeId: edge.id, barn, stdBarn: doubt * barn, windowEv, method };
  }
  // Between a parallel beam and one as wide as the aperture: the middle, and half the difference as doubt.
  const [parallel, wide] = [at(0), at(collectionMrad)];
  const barn = (parallel + wide) / 2;
  const stdBarn = Math.hypot(doubt * barn, (parallel - wide) / 2);
  return {
    edgeId: edge.id,
    barn,
    stdBarn,
    windowEv,
    method: `${method}; convergence not known: between 0 and ${collectionMrad} mrad`,
  };
}

/**
 * Cross-section of an edge for a window: the user's table where it has the edge, else the hydrogenic model.
 *
 * @param windowEv  [lo, hi), eV, on the axis of the onset; Δ = hi − onset
 * @throws EdgeError no-cross-section  the table has the edge but not these conditions, or the model does not know it
 * Valid for: as `hydrogenicCrossSection`. An unknown convergence angle makes the doubt larger, no more: it nearly
 *   cancels in ratios.
 */
export function crossSectionOf(
  edge: IonisationEdge,
  conditions: ScatteringConditions,
  windowEv: readonly [number, number],
  table: CrossSectionTable | null,
): CrossSection {
  if (!(windowEv[1] > edge.onsetEv)) {
    throw new EdgeError('no-cross-section', `The window of ${edge.id} ends below its onset.`);
  }
  return tabulated(edge, conditions, windowEv, table) ?? hydrogenic(edge, conditions, windowEv);
}
