import { roomLeft } from './ask.js';
import { expectedImprovementLeft } from './choose-by-model.js';
import { candidateCount } from './search-space.js';
import type { Observation, SearchState, SearchStatus, StopReason } from './search-types.js';

/** Where a search stands, and whether it is done: by budget, because nothing is left, or because the model says so. */
export function searchStatus(state: SearchState): SearchStatus {
  const { definition, observations, pending } = state;
  const expectedImprovementJPerM2 = isByModel(state) ? expectedImprovementLeft(state) : null;
  return {
    nObserved: observations.length,
    nFailed: observations.filter((o) => o.energyJPerM2 === null).length,
    nPending: pending.length,
    nCandidates: candidateCount(definition.space),
    best: bestObservation(observations),
    expectedImprovementJPerM2,
    stopped: stopReason(state, expectedImprovementJPerM2),
  };
}

/** Exhaustive and random search have no model that could promise anything; the others have one after the first candidates. */
function isByModel({ definition: { method }, observations }: SearchState): boolean {
  return !['exhaustive', 'random'].includes(method.name) && observations.length >= method.nInitial;
}

/** The observation of lowest energy, the first of equals; null when there is none. */
export function bestObservation(observations: readonly Observation[]): Observation | null {
  let best: Observation | null = null;
  for (const o of observations) {
    if (o.energyJPerM2 !== null && (best === null || o.energyJPerM2 < best.energyJPerM2!)) best = o;
  }
  return best;
}

function stopReason(state: SearchState, expectedImprovement: number | null): StopReason | null {
  const { definition, observations } = state;
  if (definition.space.kind === 'grid' && observations.length >= definition.space.nCandidates)
    return 'exhausted';
  if (roomLeft(state) === 0 && state.pending.length === 0) return 'budget';
  if (expectedImprovement !== null && expectedImprovement < definition.toleranceJPerM2) return 'converged';
  return null;
}
