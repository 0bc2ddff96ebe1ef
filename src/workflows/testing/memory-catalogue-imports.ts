import type { CatalogueRepository, CatalogueStamp, PreparedDraft } from '../ports/catalogue.js';
import {
  type CatalogueImport,
  CatalogueImportRepository,
  type ImportFound,
  interrupted,
} from '../ports/catalogue-imports.js';
import type { Job, Problem } from '../ports/records.js';
import { hasEnded, type MemoryDatabase } from './memory-database.js';

export class MemoryCatalogueImportRepository extends CatalogueImportRepository {
  constructor(
    private readonly db: MemoryDatabase,
    private readonly catalogue: CatalogueRepository,
  ) {
    super();
  }

  async submit(record: CatalogueImport, job: Job): Promise<void> {
    this.db.imports.set(record.id, record);
    this.db.addJob(job);
  }

  async find(ownerId: string, id: string): Promise<CatalogueImport | null> {
    const record = this.db.imports.get(id);
    return record?.ownerId === ownerId ? record : null;
  }

  async list(ownerId: string, limit: number): Promise<readonly CatalogueImport[]> {
    return [...this.db.imports.values()]
      .filter((record) => record.ownerId === ownerId)
      .reverse()
      .slice(0, limit);
  }

  async load(id: string): Promise<{ readonly record: CatalogueImport; readonly job: Job } | null> {
    const record = this.db.imports.get(id);
    const job = record?.jobId != null ? this.db.jobs.get(record.jobId) : undefined;
    return record && job ? { record, job } : null;
  }

  async beginCommit(id: string, by: string, job: Job): Promise<boolean> {
    if (this.db.imports.get(id)?.state !== 'previewed') return false;
    this.change(id, { state: 'committing', jobId: job.id, problem: null, commitAskedBy: by });
    this.db.addJob(job);
    return true;
  }

  async finishReading(jobId: string, found: ImportFound): Promise<boolean> {
    const job = this.end(jobId, DONE);
    if (job !== null) this.change(job.subjectId, { state: 'previewed', found });
    return job !== null;
  }

  async finishCommit(
    jobId: string,
    drafts: readonly PreparedDraft[],
    stamp: CatalogueStamp,
  ): Promise<boolean> {
    const live = this.db.jobs.get(jobId);
    if (live === undefined || hasEnded(live.state)) return false;
    const added = await this.catalogue.add(live.ownerId, drafts, stamp);
    const job = this.end(jobId, DONE);
    if (job !== null) this.change(job.subjectId, { state: 'committed', committed: { added, stamp } });
    return job !== null;
  }

  async fail(jobId: string, problem: Problem): Promise<boolean> {
    const job = this.end(jobId, { state: 'failed', stage: 'failed', problem });
    if (job !== null) interruptIn(this.db, job.subjectId, problem);
    return job !== null;
  }

  private end(jobId: string, end: Partial<Job>): Job | null {
    const hasNow = this.db.changeLiveJob(jobId, { ...end, finishedAt: this.db.clock.now() });
    return hasNow ? this.db.jobs.get(jobId)! : null;
  }

  private change(id: string, change: Partial<CatalogueImport>): void {
    this.db.imports.set(id, { ...this.db.imports.get(id)!, ...change });
  }
}

const DONE = { state: 'succeeded', stage: 'done', progress: 1 } as const;

export function interruptIn({ imports }: MemoryDatabase, id: string, problem: Problem): void {
  const record = imports.get(id);
  if (record !== undefined) imports.set(id, { ...record, ...interrupted(record.state, problem) });
}
