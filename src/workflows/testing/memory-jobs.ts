import { JobRepository } from '../ports/repositories.js';
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
} from '../ports/records.js';
import type { FinishedSearch } from '../ports/search-records.js';
import { problemOf } from '../problems.js';
import { interruptIn } from './memory-catalogue-imports.js';
import { hasEnded, type MemoryDatabase, pageOf } from './memory-database.js';

export class MemoryJobRepository extends JobRepository {
  constructor(private readonly db: MemoryDatabase) {
    super();
  }

  async find(ownerId: string, id: string): Promise<Job | null> {
    const job = this.db.jobs.get(id);
    return job?.ownerId === ownerId ? job : null;
  }

  async list(ownerId: string, page: PageRequest, state: JobState | null = null): Promise<Page<Job>> {
    const isAsked = (job: Job): boolean => job.ownerId === ownerId && (state === null || job.state === state);
    return pageOf([...this.db.jobs.values()].filter(isAsked), page);
  }

  async eventsAfter(ownerId: string, id: string, afterSeq: number): Promise<readonly JobEvent[]> {
    if ((await this.find(ownerId, id)) === null) return [];
    return (this.db.events.get(id) ?? []).filter((event) => event.seq > afterSeq);
  }

  async lastSeqs(ids: readonly string[]): Promise<ReadonlyMap<string, number>> {
    const known = ids.filter((id) => this.db.jobs.has(id));
    return new Map(known.map((id) => [id, this.db.events.get(id)?.at(-1)?.seq ?? 0]));
  }

  async loadDataset(datasetId: string): Promise<{ dataset: Dataset; job: Job } | null> {
    const dataset = this.db.datasets.get(datasetId);
    const job = dataset && this.db.jobs.get(dataset.jobId);
    return dataset && job ? { dataset, job } : null;
  }

  async loadAnalysis(analysisId: string): Promise<{ analysis: Analysis; job: Job } | null> {
    const analysis = this.db.analyses.get(analysisId);
    const job = analysis && this.db.jobs.get(analysis.jobId);
    return analysis && job ? { analysis, job } : null;
  }

  async report(jobId: string, progress: number, stage: string): Promise<boolean> {
    const startedAt = this.db.jobs.get(jobId)?.startedAt ?? this.db.clock.now();
    return this.db.changeLiveJob(jobId, { state: 'running', progress, stage, startedAt });
  }

  async finishIngest(
    jobId: string,
    outcome: { summary: DatasetSummary } | { problem: Problem },
  ): Promise<boolean> {
    if (!this.end(jobId, outcome)) return false;
    const dataset = this.db.datasets.get(this.db.jobs.get(jobId)!.subjectId);
    if (dataset === undefined) return false;
    const change =
      'problem' in outcome
        ? ({ state: 'rejected', problem: outcome.problem } as const)
        : ({ state: 'ready', summary: outcome.summary } as const);
    this.db.datasets.set(dataset.id, { ...dataset, ...change });
    return true;
  }

  async finishAnalysis(jobId: string, outcome: AnalysisOutcome | { problem: Problem }): Promise<boolean> {
    if (!this.end(jobId, outcome)) return false;
    const analysis = this.db.analyses.get(this.db.jobs.get(jobId)!.subjectId);
    if (analysis === undefined) return false;
    if (!('problem' in outcome)) this.db.analyses.set(analysis.id, { ...analysis, ...outcome });
    return true;
  }

  async finishSearch(jobId: string, outcome: FinishedSearch | { problem: Problem }): Promise<boolean> {
    if (!this.end(jobId, outcome)) return false;
    const search = this.db.searches.get(this.db.jobs.get(jobId)!.subjectId);
    if (search === undefined || 'problem' in outcome) return true;
    const { boundaries, ...outlook } = outcome;
    this.db.searches.set(search.id, { ...search, ...outlook });
    for (const boundary of boundaries) this.db.boundaries.set(boundary.id, boundary);
    return true;
  }

  async cancel(ownerId: string, id: string): Promise<boolean> {
    const job = await this.find(ownerId, id);
    if (job === null) return false;
    const finishedAt = this.db.clock.now();
    if (!this.db.changeLiveJob(id, { state: 'cancelled', stage: 'cancelled', finishedAt })) return false;
    const problem = problemOf('cancelled', 'Reading the file was cancelled.');
    interruptIn(this.db, job.subjectId, problemOf('cancelled', 'The import was cancelled.'));
    const dataset = this.db.datasets.get(job.subjectId);
    if (dataset !== undefined) {
      this.db.datasets.set(dataset.id, { ...dataset, state: 'rejected', problem });
    }
    return true;
  }

  async returnToQueue(jobId: string): Promise<boolean> {
    const isBack = this.db.changeLiveJob(jobId, { state: 'queued', stage: 'queued', progress: 0 });
    if (isBack) this.db.queue.push(jobId);
    return isBack;
  }

  async countQueued(atMost: number): Promise<number> {
    return Math.min(atMost, [...this.db.jobs.values()].filter(({ state }) => state === 'queued').length);
  }

  async countByState(): Promise<Readonly<Record<JobState, number>>> {
    const counts = { queued: 0, running: 0, succeeded: 0, failed: 0, cancelled: 0 };
    for (const job of this.db.jobs.values()) counts[job.state] += 1;
    return counts;
  }

  private end(jobId: string, outcome: object): boolean {
    const job = this.db.jobs.get(jobId);
    if (job === undefined || hasEnded(job.state)) return false;
    const finishedAt = this.db.clock.now();
    const change: Partial<Job> =
      'problem' in outcome
        ? { state: 'failed', stage: 'failed', problem: outcome.problem as Problem, finishedAt }
        : { state: 'succeeded', stage: 'done', progress: 1, finishedAt };
    return this.db.changeLiveJob(jobId, change);
  }
}
