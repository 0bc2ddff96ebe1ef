import { SearchError } from './search-error.js';
import { candidateAt } from './search-space.js';
import type { Observation, SearchSpace, SearchState } from './search-types.js';

/**
 * The search with what came back. A candidate of a grid need not have been asked for. Telling the same twice changes nothing.
 *
 * @param told  in the order in which they came back; of a grid only `index` counts, `values` are those of the row
 * @throws SearchError invalid-observation  no such candidate; an energy that is not finite; neither energy nor reason, or both
 *         conflicting-observation  the candidate is known with another energy
 */
export function tell(state: SearchState, told: readonly Observation[]): SearchState {
  const { space } = state.definition;
  const known = new Map(state.observations.map((o) => [o.index, o]));
  const added: Observation[] = [];
  for (const observation of told) {
    const checked = checkObservation(space, observation);
    const before = known.get(checked.index);
    if (before === undefined) {
      known.set(checked.index, checked);
      added.push(checked);
    } else if (before.energyJPerM2 !== checked.energyJPerM2) {
      throw new SearchError(
        'conflicting-observation',
        `Candidate ${checked.index} is known with ${before.energyJPerM2 ?? before.failed}, not ${checked.energyJPerM2 ?? checked.failed}.`,
        { index: checked.index },
      );
    }
  }
  if (added.length === 0) return state;
  return {
    ...state,
    observations: [...state.observations, ...added],
    pending: state.pending.filter(({ index }) => !known.has(index)),
  };
}

function checkObservation(space: SearchSpace, observation: Observation): Observation {
  const { index, energyJPerM2, failed } = observation;
  if ((energyJPerM2 === null) === (failed === null)) {
    throw new SearchError(
      'invalid-observation',
      `Candidate ${index} needs an energy or the reason why it has none.`,
    );
  }
  if (energyJPerM2 !== null && !Number.isFinite(energyJPerM2)) {
    throw new SearchError('invalid-observation', `The energy of candidate ${index} is not a finite number.`);
  }
  if (space.kind === 'grid') return { ...candidateAt(space, index), energyJPerM2, failed };
  const { values } = observation;
  if (
    !Number.isSafeInteger(index) ||
    index < 0 ||
    values.length !== space.columns.length ||
    !values.every(Number.isFinite)
  ) {
    throw new SearchError(
      'invalid-observation',
      `Candidate ${index} of a box needs its number and parameters.`,
    );
  }
  return { index, values, energyJPerM2, failed };
}
