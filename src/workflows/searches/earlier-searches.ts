import type { EarlierTask } from '../ports/search-computation.js';
import type { Search } from '../ports/search-records.js';
import type { SearchRepository } from '../ports/search-repositories.js';
import { WorkflowError } from '../workflow-error.js';

/**
 * The searches from which another one of this owner learns, where they stand now.
 *
 * @throws WorkflowError not-found; not-finished (no candidates yet)
 */
export async function earlierSearches(
  searches: SearchRepository,
  { ownerId, learnFrom }: Pick<Search, 'ownerId' | 'learnFrom'>,
): Promise<readonly EarlierTask[]> {
  return Promise.all(
    learnFrom.map(async (id) => {
      const search = await searches.find(ownerId, id);
      if (search === null) throw new WorkflowError('not-found', `There is no search ${id} to learn from.`);
      const { label: name, headBlob, settings } = search;
      if (headBlob === null) {
        throw new WorkflowError('not-finished', `The search ${id} has no energies to learn from yet.`);
      }
      return { name, headBlob, settings, candidates: await searches.candidates(id) };
    }),
  );
}
