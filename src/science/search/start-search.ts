import { SearchError } from './search-error.js';
import { checkSpace } from './search-space.js';
import type { SearchDefinition, SearchState } from './search-types.js';

/**
 * A search at its beginning.
 *
 * @throws SearchError invalid-definition  counts that are no counts, priors that do not fit the grid or are not finite,
 *         'screening' without a prior
 *         needs-grid  'exhaustive', 'screening' or a prior over a box
 */
export function startSearch(definition: SearchDefinition): SearchState {
  const { space, method, priors, budget, seed, toleranceJPerM2 } = definition;
  checkSpace(space);
  const counts: readonly (readonly [string, number])[] = [
    ['seed', seed],
    ['number of first candidates', method.nInitial],
    ['number of best predicted ones', method.topK],
    ['budget', budget ?? 0],
  ];
  for (const [name, value] of counts) {
    if (!Number.isSafeInteger(value) || value < 0) {
      throw new SearchError('invalid-definition', `The ${name} must be a whole number ≥ 0, not ${value}.`);
    }
  }
  if (!(toleranceJPerM2 >= 0)) {
    throw new SearchError('invalid-definition', 'The tolerance must be a number ≥ 0, J/m².');
  }
  if (space.kind === 'box' && (priors.length > 0 || ['exhaustive', 'screening'].includes(method.name))) {
    throw new SearchError(
      'needs-grid',
      'Exhaustive search, screening and priors need a finite list of candidates.',
    );
  }
  if (method.name === 'screening' && priors.length === 0) {
    throw new SearchError('invalid-definition', 'Screening needs predicted energies (a prior).');
  }
  for (const { name, energies } of priors) {
    if (space.kind === 'grid' && energies.length !== space.nCandidates) {
      throw new SearchError(
        'invalid-definition',
        `Prior ${name} has ${energies.length} energies for ${space.nCandidates} candidates.`,
      );
    }
    if (!energies.every(Number.isFinite)) {
      throw new SearchError('invalid-definition', `Prior ${name} holds a number that is not finite.`);
    }
  }
  return { definition, observations: [], pending: [] };
}
