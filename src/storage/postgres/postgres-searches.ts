import type { PgBoss } from 'pg-boss';
import { type DataSource, type EntityManager, IsNull, LessThan, MoreThan, Not } from 'typeorm';
import type { Clock } from '../../workflows/ports/clock.js';
import type { Job, Page, PageRequest } from '../../workflows/ports/records.js';
import type {
  CandidateState,
  EvaluationTask,
  PreparedSearch,
  Search,
  SearchCandidate,
  SearchCounts,
  SearchOutlook,
  ToldCandidate,
} from '../../workflows/ports/search-records.js';
import { type CandidatePage, SearchRepository } from '../../workflows/ports/search-repositories.js';
import { JobRow } from './entities.js';
import { pageOf } from './page.js';
import { jobOf } from './rows.js';
import { addCandidates, lockSearch, tellCandidates } from './search-candidates.js';
import { SearchCandidateRow, SearchRow } from './search-entities.js';
import { candidateOf } from './search-rows.js';
import { keepJob, submitJob } from './submit-job.js';

export class PostgresSearchRepository extends SearchRepository {
  constructor(
    private readonly db: DataSource,
    private readonly boss: PgBoss,
    private readonly clock: Clock,
  ) {
    super();
  }

  async submit(search: Search, job: Job): Promise<void> {
    await this.db.transaction(async (manager) => {
      await manager.insert(SearchRow, { ...search, learnFrom: [...search.learnFrom] });
      if (search.engine === 'external') await keepJob(manager, job);
      else await submitJob(this.boss, manager, job);
    });
  }

  async find(ownerId: string, id: string): Promise<Search | null> {
    const row = await this.db.manager.findOneBy(SearchRow, { ownerId, id });
    return row && { ...row };
  }

  async list(ownerId: string, page: PageRequest): Promise<Page<Search>> {
    const query = this.db.manager
      .createQueryBuilder(SearchRow, 'row')
      .where('row.ownerId = :ownerId', { ownerId });
    return pageOf(query, page, (row) => ({ ...row }));
  }

  async remove(ownerId: string, id: string): Promise<boolean> {
    return this.db.transaction(async (manager) => {
      // The job first: whoever finishes it locks it before the search, too.
      await manager.delete(JobRow, { ownerId, subjectId: id, kind: 'search' });
      const { affected } = await manager.delete(SearchRow, { ownerId, id });
      return affected === 1;
    });
  }

  async load(searchId: string): Promise<{ search: Search; job: Job } | null> {
    const row = await this.db.manager.findOneBy(SearchRow, { id: searchId });
    const job = row && (await this.db.manager.findOneBy(JobRow, { id: row.jobId }));
    return row && job && { search: { ...row }, job: jobOf(job) };
  }

  async loadTask(taskId: string): Promise<EvaluationTask | null> {
    const row = await this.db.manager.findOneBy(SearchCandidateRow, { taskId, toldAt: IsNull() });
    const loaded = row && (await this.load(row.searchId));
    if (row === null || loaded === null || loaded.job.finishedAt !== null) return null;
    return { search: loaded.search, index: row.index };
  }

  async setPrepared(searchId: string, prepared: PreparedSearch): Promise<void> {
    await this.db.manager.update(SearchRow, { id: searchId }, prepared);
  }

  async setOutlook(searchId: string, outlook: SearchOutlook): Promise<void> {
    await this.db.manager.update(SearchRow, { id: searchId }, outlook);
  }

  async candidates(searchId: string): Promise<readonly CandidateState[]> {
    return this.db.query(CANDIDATES, [searchId]);
  }

  async told(searchId: string, { limit, after }: CandidatePage): Promise<readonly SearchCandidate[]> {
    const rows = await this.db.manager.find(SearchCandidateRow, {
      where: { searchId, toldAt: Not(IsNull()), position: MoreThan(after ?? -1) },
      order: { position: 'ASC' },
      take: limit,
    });
    return rows.map(candidateOf);
  }

  async lowest(searchId: string, limit: number): Promise<readonly SearchCandidate[]> {
    const rows = await this.db.manager.find(SearchCandidateRow, {
      where: { searchId, energyJPerM2: Not(IsNull()) },
      order: { energyJPerM2: 'ASC', position: 'ASC' },
      take: limit,
    });
    return rows.map(candidateOf);
  }

  async countBelow(searchId: string, energyJPerM2: number): Promise<number> {
    return this.db.manager.countBy(SearchCandidateRow, { searchId, energyJPerM2: LessThan(energyJPerM2) });
  }

  async candidate(searchId: string, index: number): Promise<SearchCandidate | null> {
    const row = await this.db.manager.findOneBy(SearchCandidateRow, { searchId, index });
    return row && candidateOf(row);
  }

  async counts(searchId: string): Promise<SearchCounts> {
    const [row]: CountsRow[] = await this.db.query(COUNTS, [searchId]);
    const { best_index: index, best_energy: energyJPerM2 } = row;
    return {
      nObserved: row.observed,
      nFailed: row.failed,
      nPending: row.pending,
      best: index === null || energyJPerM2 === null ? null : { index, energyJPerM2 },
      firstToldAt: row.first_told_at,
      lastToldAt: row.last_told_at,
    };
  }

  async handOut(searchId: string, indices: readonly number[], nKnown: number): Promise<boolean> {
    return this.locked(searchId, async (manager, search) => {
      const isLive = await manager.existsBy(JobRow, { id: search.jobId, finishedAt: IsNull() });
      if (!isLive || (await manager.countBy(SearchCandidateRow, { searchId })) !== nKnown) return false;
      await addCandidates(manager, search, { indices, from: nKnown, boss: this.boss });
      return true;
    }).then((done) => done ?? false);
  }

  async tell(searchId: string, told: readonly ToldCandidate[]): Promise<readonly number[]> {
    const toldAt = this.clock.now();
    const conflicts = await this.locked(searchId, (manager) =>
      tellCandidates(manager, searchId, { told, toldAt }),
    );
    return conflicts ?? [];
  }

  /** Null when the search was removed. */
  private locked<T>(
    searchId: string,
    change: (manager: EntityManager, search: SearchRow) => Promise<T>,
  ): Promise<T | null> {
    return this.db.transaction(async (manager) => {
      const search = await lockSearch(manager, searchId);
      return search && change(manager, search);
    });
  }
}

/** Not through entities: a search can have tens of thousands. */
const CANDIDATES = `
  SELECT candidate_index AS "index", position, told_at IS NOT NULL AS "isTold", energy AS "energyJPerM2", failed
  FROM search_candidate WHERE search_id = $1 ORDER BY position`;

interface CountsRow {
  readonly observed: number;
  readonly failed: number;
  readonly pending: number;
  readonly best_index: number | null;
  readonly best_energy: number | null;
  readonly first_told_at: Date | null;
  readonly last_told_at: Date | null;
}

const COUNTS = `
  SELECT count(told_at)::int AS observed, count(failed)::int AS failed, count(*) FILTER (WHERE told_at IS NULL)::int AS pending,
    (array_agg(candidate_index ORDER BY energy, position) FILTER (WHERE energy IS NOT NULL))[1] AS best_index,
    min(energy) AS best_energy, min(told_at) AS first_told_at, max(told_at) AS last_told_at
  FROM search_candidate WHERE search_id = $1`;
