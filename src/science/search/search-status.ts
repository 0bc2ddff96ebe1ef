import { roomLeft } from './ask.js';
import { bestObservation } from './best-observation.js';
import { expectedImprovementLeft } from './choose-by-model.js';
import { openNeighbours } from './open-neighbours.js';
import { candidateCount } from './search-space.js';
import type { SearchState, SearchStatus, StopReason } from './search-types.js';

/**
 * Where a search stands, and whether it is done: by budget, because nothing is left, or because the model says so and
 * nothing beside the lowest candidate was left unseen.
 */
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

function stopReason(state: SearchState, expectedImprovement: number | null): StopReason | null {
  const { definition, observations } = state;
  if (definition.space.kind === 'grid' && observations.length >= definition.space.nCandidates)
    return 'exhausted';
  if (roomLeft(state) === 0 && state.pending.length === 0) return 'budget';
  if (expectedImprovement === null || !(expectedImprovement < definition.toleranceJPerM2)) return null;
  return openNeighbours(state).length === 0 ? 'converged' : null;
}
