import type { Job, Page, PageRequest } from '../ports/records.js';
import type {
  BoundaryFilter,
  BoundaryRecord,
  CandidateState,
  EvaluationTask,
  PreparedSearch,
  Search,
  SearchCandidate,
  SearchCounts,
  SearchOutlook,
  ToldCandidate,
} from '../ports/search-records.js';
import { BoundaryRepository, type CandidatePage, SearchRepository } from '../ports/search-repositories.js';
import { hasEnded, type MemoryDatabase, pageOf } from './memory-database.js';

const UNTOLD = { toldAt: null, energyJPerM2: null, failed: null, evaluation: null, structureBlob: null };

export class MemorySearchRepository extends SearchRepository {
  constructor(private readonly db: MemoryDatabase) {
    super();
  }

  async submit(search: Search, job: Job): Promise<void> {
    this.db.searches.set(search.id, search);
    this.db.candidates.set(search.id, []);
    this.db.addJob(job, search.engine !== 'external');
  }

  async find(ownerId: string, id: string): Promise<Search | null> {
    const search = this.db.searches.get(id);
    return search?.ownerId === ownerId ? search : null;
  }

  async list(ownerId: string, page: PageRequest): Promise<Page<Search>> {
    return pageOf(
      [...this.db.searches.values()].filter((search) => search.ownerId === ownerId),
      page,
    );
  }

  async remove(ownerId: string, id: string): Promise<boolean> {
    if ((await this.find(ownerId, id)) === null) return false;
    this.db.searches.delete(id);
    this.db.candidates.delete(id);
    for (const { id: boundary, searchId } of this.db.boundaries.values()) {
      if (searchId === id) this.db.boundaries.delete(boundary);
    }
    this.db.removeJobsOf(id);
    return true;
  }

  async load(searchId: string): Promise<{ search: Search; job: Job } | null> {
    const search = this.db.searches.get(searchId);
    const job = search && this.db.jobs.get(search.jobId);
    return search && job ? { search, job } : null;
  }

  async loadTask(taskId: string): Promise<EvaluationTask | null> {
    const task = this.db.tasks.get(taskId);
    const loaded = task && (await this.load(task.searchId));
    if (!loaded || hasEnded(loaded.job.state)) return null;
    const candidate = await this.candidate(loaded.search.id, task.index);
    return candidate?.toldAt === null ? { search: loaded.search, index: task.index } : null;
  }

  async setPrepared(searchId: string, prepared: PreparedSearch): Promise<void> {
    this.change(searchId, prepared);
  }

  async setOutlook(searchId: string, outlook: SearchOutlook): Promise<void> {
    this.change(searchId, outlook);
  }

  async candidates(searchId: string): Promise<readonly CandidateState[]> {
    return this.all(searchId).map(({ index, position, toldAt, energyJPerM2, failed }) => ({
      index,
      position,
      isTold: toldAt !== null,
      energyJPerM2,
      failed,
    }));
  }

  async told(searchId: string, { limit, after }: CandidatePage): Promise<readonly SearchCandidate[]> {
    return this.all(searchId)
      .filter((c) => c.toldAt !== null && c.position > (after ?? -1))
      .slice(0, limit);
  }

  async lowest(searchId: string, limit: number): Promise<readonly SearchCandidate[]> {
    return this.all(searchId)
      .filter((c) => c.energyJPerM2 !== null)
      .toSorted((a, b) => a.energyJPerM2! - b.energyJPerM2!)
      .slice(0, limit);
  }

  async countBelow(searchId: string, energyJPerM2: number): Promise<number> {
    return this.all(searchId).filter((c) => c.energyJPerM2 !== null && c.energyJPerM2 < energyJPerM2).length;
  }

  async candidate(searchId: string, index: number): Promise<SearchCandidate | null> {
    return this.all(searchId).find((c) => c.index === index) ?? null;
  }

  async counts(searchId: string): Promise<SearchCounts> {
    const all = this.all(searchId);
    const told = all.filter((c) => c.toldAt !== null);
    const times = told.map((c) => c.toldAt!.getTime());
    const energies = told.flatMap(({ index, energyJPerM2 }) =>
      energyJPerM2 === null ? [] : [{ index, energyJPerM2 }],
    );
    return {
      nObserved: told.length,
      nFailed: told.length - energies.length,
      nPending: all.length - told.length,
      best: energies.toSorted((a, b) => a.energyJPerM2 - b.energyJPerM2).at(0) ?? null,
      firstToldAt: times.length === 0 ? null : new Date(Math.min(...times)),
      lastToldAt: times.length === 0 ? null : new Date(Math.max(...times)),
    };
  }

  async handOut(searchId: string, indices: readonly number[], nKnown: number): Promise<boolean> {
    const candidates = this.db.candidates.get(searchId);
    const search = this.db.searches.get(searchId);
    if (!search || candidates?.length !== nKnown) return false;
    if (hasEnded(this.db.jobs.get(search.jobId)!.state)) return false;
    for (const index of indices) {
      candidates.push({ index, position: candidates.length, ...UNTOLD });
      if (search.engine !== 'external') this.db.addTask(searchId, index);
    }
    return true;
  }

  async tell(searchId: string, told: readonly ToldCandidate[]): Promise<readonly number[]> {
    const candidates = this.db.candidates.get(searchId);
    if (candidates === undefined) return [];
    const at = ({ index }: ToldCandidate): number => candidates.findIndex((c) => c.index === index);
    const isKnown = (one: ToldCandidate): boolean => (candidates[at(one)]?.toldAt ?? null) !== null;
    const conflicts = told.filter(
      (one) => isKnown(one) && candidates[at(one)].energyJPerM2 !== one.energyJPerM2,
    );
    if (conflicts.length > 0) return conflicts.map(({ index }) => index);
    for (const one of told.filter((each) => !isKnown(each))) {
      const position = at(one) < 0 ? candidates.length : at(one);
      candidates[position] = { ...one, position, toldAt: this.db.clock.now() };
    }
    return [];
  }

  private all(searchId: string): readonly SearchCandidate[] {
    return this.db.candidates.get(searchId) ?? [];
  }

  private change(searchId: string, change: Partial<Search>): void {
    const search = this.db.searches.get(searchId);
    if (search !== undefined) this.db.searches.set(searchId, { ...search, ...change });
  }
}

export class MemoryBoundaryRepository extends BoundaryRepository {
  constructor(private readonly db: MemoryDatabase) {
    super();
  }

  async find(ownerId: string, id: string): Promise<BoundaryRecord | null> {
    const boundary = this.db.boundaries.get(id);
    return boundary?.ownerId === ownerId ? boundary : null;
  }

  async list(ownerId: string, filter: BoundaryFilter, page: PageRequest): Promise<Page<BoundaryRecord>> {
    const { searchId, sigma } = filter;
    const isAsked = (boundary: BoundaryRecord): boolean =>
      boundary.ownerId === ownerId &&
      (searchId === null || boundary.searchId === searchId) &&
      (sigma === null || boundary.identity.sigma === sigma);
    return pageOf([...this.db.boundaries.values()].filter(isAsked), page);
  }
}
