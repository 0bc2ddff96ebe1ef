import { candidateAt } from '../../science/search/search-space.js';
import { startSearch } from '../../science/search/start-search.js';
import { tell } from '../../science/search/tell.js';
import type { SearchDefinition, SearchState } from '../../science/search/search-types.js';
import type { CandidateState } from '../ports/search-records.js';

/**
 * The loop's view of a search: those that were told, in the order in which they were handed out, however they came back.
 *
 * @param nLate  so many of the last ones count as still out, told or not
 */
export function stateOf(
  definition: SearchDefinition,
  candidates: readonly CandidateState[],
  nLate = 0,
): SearchState {
  const isKnown = ({ isTold, position }: CandidateState): boolean =>
    isTold && position < candidates.length - nLate;
  const start = startSearch(definition);
  const observations = candidates.filter(isKnown).map(({ index, energyJPerM2, failed }) => ({
    ...candidateAt(definition.space, index),
    energyJPerM2,
    failed,
  }));
  const pending = candidates
    .filter((candidate) => !isKnown(candidate))
    .map(({ index }) => candidateAt(definition.space, index));
  return { ...tell(start, observations), pending };
}
