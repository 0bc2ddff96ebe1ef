import { type DataSource, type EntityManager, MoreThan } from 'typeorm';
import type { Clock } from '../../workflows/ports/clock.js';
import type {
  Analysis,
  AnalysisOutcome,
  Dataset,
  DatasetSummary,
  Job,
  JobEvent,
  JobState,
  Page,
  PageRequest,
  Problem,
} from '../../workflows/ports/records.js';
import { JobRepository } from '../../workflows/ports/repositories.js';
import type { FinishedSearch } from '../../workflows/ports/search-records.js';
import { problemOf } from '../../workflows/problems.js';
import { changeLiveJob } from './change-job.js';
import { interruptImport } from './postgres-catalogue-imports.js';
import { AnalysisRow, DatasetRow, JobEventRow, JobRow } from './entities.js';
import { pageOf } from './page.js';
import { BoundaryRow, SearchRow } from './search-entities.js';
import { boundaryRow } from './search-rows.js';
import { analysisOf, blobsOf, datasetOf, eventOf, jobOf } from './rows.js';

type Outcome<T> = T | { problem: Problem };

export class PostgresJobRepository extends JobRepository {
  constructor(
    private readonly db: DataSource,
    private readonly clock: Clock,
  ) {
    super();
  }

  async find(ownerId: string, id: string): Promise<Job | null> {
    const row = await this.db.manager.findOneBy(JobRow, { ownerId, id });
    return row === null ? null : jobOf(row);
  }

  async list(ownerId: string, page: PageRequest, state: JobState | null = null): Promise<Page<Job>> {
    const query = this.db.manager
      .createQueryBuilder(JobRow, 'row')
      .where('row.ownerId = :ownerId', { ownerId });
    if (state !== null) query.andWhere('row.state = :state', { state });
    return pageOf(query, page, jobOf);
  }

  async eventsAfter(ownerId: string, id: string, afterSeq: number): Promise<readonly JobEvent[]> {
    if ((await this.find(ownerId, id)) === null) return [];
    const where = { jobId: id, seq: MoreThan(afterSeq) };
    const rows = await this.db.manager.find(JobEventRow, { where, order: { seq: 'ASC' } });
    return rows.map(eventOf);
  }

  async lastSeqs(ids: readonly string[]): Promise<ReadonlyMap<string, number>> {
    const rows: { id: string; seq: number }[] = await this.db.query(
      'SELECT id, last_seq AS seq FROM job WHERE id = ANY($1)',
      [ids],
    );
    return new Map(rows.map(({ id, seq }) => [id, seq]));
  }

  async loadDataset(datasetId: string): Promise<{ dataset: Dataset; job: Job } | null> {
    const row = await this.db.manager.findOneBy(DatasetRow, { id: datasetId });
    const job = row && (await this.db.manager.findOneBy(JobRow, { id: row.jobId }));
    return row && job && { dataset: datasetOf(row), job: jobOf(job) };
  }

  async loadAnalysis(analysisId: string): Promise<{ analysis: Analysis; job: Job } | null> {
    const row = await this.db.manager.findOneBy(AnalysisRow, { id: analysisId });
    const job = row && (await this.db.manager.findOneBy(JobRow, { id: row.jobId }));
    return row && job && { analysis: analysisOf(row), job: jobOf(job) };
  }

  async report(jobId: string, progress: number, stage: string): Promise<boolean> {
    return this.change(jobId, (job) => ({
      state: 'running',
      progress,
      stage,
      startedAt: job.startedAt ?? this.clock.now(),
    }));
  }

  async finishIngest(jobId: string, outcome: Outcome<{ summary: DatasetSummary }>): Promise<boolean> {
    const change: Partial<DatasetRow> =
      'problem' in outcome
        ? { state: 'rejected', problem: outcome.problem }
        : {
            state: 'ready',
            summary: outcome.summary,
            summaryBlobs: blobsOf(outcome.summary),
            format: outcome.summary.format,
          };
    return this.finish(jobId, outcome, async (manager, job) => {
      await manager.update(DatasetRow, { id: job.subjectId }, change);
    });
  }

  async finishAnalysis(jobId: string, outcome: Outcome<AnalysisOutcome>): Promise<boolean> {
    return this.finish(jobId, outcome, async (manager, job) => {
      if ('problem' in outcome) return;
      await manager.update(AnalysisRow, { id: job.subjectId }, outcome);
    });
  }

  async finishSearch(jobId: string, outcome: Outcome<FinishedSearch>): Promise<boolean> {
    return this.finish(jobId, outcome, async (manager, job) => {
      if ('problem' in outcome) return;
      const { boundaries, ...outlook } = outcome;
      await manager.update(SearchRow, { id: job.subjectId }, outlook);
      await manager.insert(BoundaryRow, boundaries.map(boundaryRow));
    });
  }

  async cancel(ownerId: string, id: string): Promise<boolean> {
    if ((await this.find(ownerId, id)) === null) return false;
    const finishedAt = this.clock.now();
    return this.change(
      id,
      () => ({ state: 'cancelled', stage: 'cancelled', finishedAt }),
      async (manager, job) => {
        const problem = problemOf('cancelled', 'Reading the file was cancelled.');
        if (job.kind === 'ingest') {
          await manager.update(DatasetRow, { id: job.subjectId }, { state: 'rejected', problem });
        } else if (job.kind === 'import') {
          const detail = 'The import was cancelled.';
          await interruptImport(manager, job.subjectId, problemOf('cancelled', detail));
        }
      },
    );
  }

  async returnToQueue(jobId: string): Promise<boolean> {
    return this.change(jobId, () => ({ state: 'queued', stage: 'queued', progress: 0 }));
  }

  async countQueued(atMost: number): Promise<number> {
    const [{ n }]: { n: number }[] = await this.db.query(
      "SELECT count(*)::int AS n FROM (SELECT FROM job WHERE state = 'queued' LIMIT $1) AS waiting",
      [atMost],
    );
    return n;
  }

  async countByState(): Promise<Readonly<Record<JobState, number>>> {
    const rows: { state: JobState; count: string }[] = await this.db.query(
      'SELECT state, count(*) AS count FROM job GROUP BY state',
    );
    const counts = { queued: 0, running: 0, succeeded: 0, failed: 0, cancelled: 0 };
    for (const { state, count } of rows) counts[state] = Number(count);
    return counts;
  }

  private finish(
    jobId: string,
    outcome: object,
    store: (manager: EntityManager, job: Job) => Promise<void>,
  ): Promise<boolean> {
    const finishedAt = this.clock.now();
    const end: Partial<Job> =
      'problem' in outcome
        ? { state: 'failed', stage: 'failed', problem: outcome.problem as Problem, finishedAt }
        : { state: 'succeeded', stage: 'done', progress: 1, finishedAt };
    return this.change(jobId, () => end, store);
  }

  /** The change of a live job and what goes with it, in one transaction. */
  private change(
    jobId: string,
    change: (job: JobRow) => Partial<Job>,
    along: (manager: EntityManager, job: Job) => Promise<void> = async () => {},
  ): Promise<boolean> {
    return this.db.transaction(async (manager) => {
      const job = await changeLiveJob(manager, jobId, change, this.clock.now());
      if (job === null) return false;
      await along(manager, job);
      return true;
    });
  }
}
