import type { Job } from '../ports/records.js';
import type { BoundaryRecord, Search } from '../ports/search-records.js';
import type { BoundaryRepository, SearchRepository } from '../ports/search-repositories.js';
import { WorkflowError } from '../workflow-error.js';

/** A search whose candidates are there. */
export type BegunSearch = Search & { readonly headBlob: string };

/** Records of one owner by id. Each method throws WorkflowError `not-found`, also for a record of another owner. */
export class FindSearches {
  constructor(
    private readonly searches: SearchRepository,
    private readonly boundaries: BoundaryRepository,
  ) {}

  async search(ownerId: string, id: string): Promise<Search> {
    return (await this.searches.find(ownerId, id)) ?? missing('search', id);
  }

  /** @throws WorkflowError not-finished  its job has not made the candidates yet */
  async begun(ownerId: string, id: string): Promise<BegunSearch> {
    const search = await this.search(ownerId, id);
    if (search.headBlob !== null) return { ...search, headBlob: search.headBlob };
    throw new WorkflowError('not-finished', 'The search has no candidates yet; see its job.');
  }

  async withJob(ownerId: string, id: string): Promise<{ search: Search; job: Job }> {
    await this.search(ownerId, id);
    return (await this.searches.load(id)) ?? missing('search', id);
  }

  async boundary(ownerId: string, id: string): Promise<BoundaryRecord> {
    return (await this.boundaries.find(ownerId, id)) ?? missing('boundary', id);
  }

  async remove(ownerId: string, id: string): Promise<void> {
    if (!(await this.searches.remove(ownerId, id))) missing('search', id);
  }
}

const missing = (kind: string, id: string): never => {
  throw new WorkflowError('not-found', `There is no ${kind} ${id}.`);
};
