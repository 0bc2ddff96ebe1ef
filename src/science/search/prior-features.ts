import { quantile } from '../numerics/statistics.js';
import type { Prior } from './search-types.js';

/** Energies of a prior above this share of them are all equally bad. */
const CEILING_SHARE = 0.7;

/**
 * Priors as functions of which the model may take a multiple: clipped like energies, of mean 0, and of such variance that
 * all together may explain as much as the signal does.
 *
 * @returns [nPriors][nCandidates]; a prior that says the same of all candidates is left out
 */
export function priorFeatures(priors: readonly Prior[]): Float64Array[] {
  return priors.flatMap(({ energies }) => {
    const ceiling = quantile(energies, CEILING_SHARE);
    const clipped = energies.map((e) => Math.min(e, ceiling));
    const mean = clipped.reduce((a, b) => a + b, 0) / clipped.length;
    const variance = clipped.reduce((a, b) => a + (b - mean) ** 2, 0) / clipped.length;
    if (!(variance > 0)) return [];
    const unit = Math.sqrt(variance * priors.length);
    return [clipped.map((e) => (e - mean) / unit)];
  });
}
