import type { PgBoss } from 'pg-boss';
import type { DataSource, EntityManager } from 'typeorm';
import type { CatalogueStamp, PreparedDraft } from '../../workflows/ports/catalogue.js';
import {
  type CatalogueImport,
  CatalogueImportRepository,
  type ImportFound,
  interrupted,
} from '../../workflows/ports/catalogue-imports.js';
import type { Clock, Ids } from '../../workflows/ports/clock.js';
import type { Job, Problem } from '../../workflows/ports/records.js';
import { CatalogueImportRow } from './catalogue-entities.js';
import { CatalogueWriter } from './catalogue-writer.js';
import { changeLiveJob } from './change-job.js';
import { JobRow } from './entities.js';
import { importOf, importRow } from './import-rows.js';
import { jobOf } from './rows.js';
import { submitJob } from './submit-job.js';

export interface ImportRepositoryPorts {
  readonly boss: PgBoss;
  readonly clock: Clock;
  readonly ids: Ids;
}

export class PostgresCatalogueImportRepository extends CatalogueImportRepository {
  constructor(
    private readonly db: DataSource,
    private readonly ports: ImportRepositoryPorts,
  ) {
    super();
  }

  async submit(record: CatalogueImport, job: Job): Promise<void> {
    await this.db.transaction(async (manager) => {
      await manager.insert(CatalogueImportRow, importRow(record));
      await submitJob(this.ports.boss, manager, job);
    });
  }

  async find(ownerId: string, id: string): Promise<CatalogueImport | null> {
    const row = await this.db.manager.findOneBy(CatalogueImportRow, { ownerId, id });
    return row && importOf(row);
  }

  async list(ownerId: string, limit: number): Promise<readonly CatalogueImport[]> {
    const rows = await this.db.manager.find(CatalogueImportRow, {
      where: { ownerId },
      order: { at: 'DESC', id: 'DESC' },
      take: limit,
    });
    return rows.map(importOf);
  }

  async load(id: string): Promise<{ readonly record: CatalogueImport; readonly job: Job } | null> {
    const row = await this.db.manager.findOneBy(CatalogueImportRow, { id });
    if (row === null || row.jobId === null) return null;
    const job = await this.db.manager.findOneBy(JobRow, { id: row.jobId });
    return job && { record: importOf(row), job: jobOf(job) };
  }

  async beginCommit(id: string, by: string, job: Job): Promise<boolean> {
    return this.db.transaction(async (manager) => {
      const change = { state: 'committing', jobId: job.id, problem: null, committedBy: by } as const;
      const { affected } = await manager.update(CatalogueImportRow, { id, state: 'previewed' }, change);
      if (affected !== 1) return false;
      await submitJob(this.ports.boss, manager, job);
      return true;
    });
  }

  finishReading(jobId: string, found: ImportFound): Promise<boolean> {
    return this.end(jobId, DONE, async (manager, { subjectId }) => {
      await manager.update(CatalogueImportRow, { id: subjectId }, { ...found, state: 'previewed' });
    });
  }

  finishCommit(jobId: string, drafts: readonly PreparedDraft[], stamp: CatalogueStamp): Promise<boolean> {
    return this.end(jobId, DONE, async (manager, { subjectId, ownerId }) => {
      const writer = new CatalogueWriter(manager, this.ports.ids, stamp);
      const added = drafts.length === 0 ? [] : await writer.add(ownerId, drafts);
      const committed = { added, committedAt: stamp.at, committedBy: stamp.by } as const;
      await manager.update(CatalogueImportRow, { id: subjectId }, { ...committed, state: 'committed' });
    });
  }

  fail(jobId: string, problem: Problem): Promise<boolean> {
    return this.end(jobId, { state: 'failed', stage: 'failed', problem }, (manager, { subjectId }) =>
      interruptImport(manager, subjectId, problem),
    );
  }

  /** The end of a live job and what goes with it, in one transaction. */
  private end(
    jobId: string,
    end: Partial<Job>,
    along: (manager: EntityManager, job: Job) => Promise<void>,
  ): Promise<boolean> {
    const finishedAt = this.ports.clock.now();
    return this.db.transaction(async (manager) => {
      const job = await changeLiveJob(manager, jobId, () => ({ ...end, finishedAt }), finishedAt);
      if (job === null) return false;
      await along(manager, job);
      return true;
    });
  }
}

const DONE = { state: 'succeeded', stage: 'done', progress: 1 } as const;

/** In the transaction that ends its job otherwise than well. */
export async function interruptImport(manager: EntityManager, id: string, problem: Problem): Promise<void> {
  const row = await manager.findOneByOrFail(CatalogueImportRow, { id });
  await manager.update(CatalogueImportRow, { id }, interrupted(row.state, problem));
}
