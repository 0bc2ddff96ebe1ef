import type { Observation } from './search-types.js';

/** The observation of lowest energy, the first of equals; null when there is none. */
export function bestObservation(observations: readonly Observation[]): Observation | null {
  let best: Observation | null = null;
  for (const o of observations) {
    if (o.energyJPerM2 !== null && (best === null || o.energyJPerM2 < best.energyJPerM2!)) best = o;
  }
  return best;
}
