import type { PgBoss } from 'pg-boss';
import { type DataSource, type EntityManager, In, QueryFailedError } from 'typeorm';
import { likeOf } from '../../workflows/batches/name-pattern.js';
import type {
  Analysis,
  Dataset,
  DatasetSelection,
  Job,
  Page,
  PageRequest,
  Problem,
  Sidecar,
} from '../../workflows/ports/records.js';
import {
  AnalysisRepository,
  DatasetRepository,
  type SubmittedRecord,
} from '../../workflows/ports/repositories.js';
import { mayPass } from '../../workflows/problems.js';
import { quotaExceeded } from '../../workflows/uploads/begin-upload.js';
import { WorkflowError } from '../../workflows/workflow-error.js';
import { AnalysisRow, DatasetRow, JobRow } from './entities.js';
import { lockRoomOf, usageOf } from './owner-room.js';
import { pageOf } from './page.js';
import { analysisOf, analysisRow, datasetOf, datasetRow } from './rows.js';
import { submitJob } from './submit-job.js';

/** As `instrumentOf`. PostgreSQL reads nothing from a JSON text that holds the character 0 anywhere. */
const INSTRUMENT = `COALESCE(row.instrument,
  CASE WHEN strpos(CAST(row.sidecar AS text), '\\u0000') = 0 THEN row.sidecar ->> 'instrument' END, '')`;

export class PostgresDatasetRepository extends DatasetRepository {
  constructor(
    private readonly db: DataSource,
    private readonly boss: PgBoss,
  ) {
    super();
  }

  async submit(dataset: Dataset, job: Job, maxBytes: number | null = null): Promise<SubmittedRecord> {
    return this.db.transaction(async (manager) => {
      if (maxBytes !== null) await lockRoomOf(manager, dataset.ownerId);
      const inserted = await manager
        .createQueryBuilder()
        .insert()
        .into(DatasetRow)
        .values(datasetRow(dataset))
        .orIgnore()
        .returning('id')
        .execute();
      if ((inserted.raw as unknown[]).length > 0) {
        if (maxBytes !== null) await refuseBeyond(manager, dataset.ownerId, maxBytes);
        await submitJob(this.boss, manager, job);
        return { dataset, created: true };
      }
      const { ownerId, sha256, fileName } = dataset;
      const lock = { mode: 'pessimistic_write' } as const;
      const where = { ownerId, sha256, fileName };
      const existing = await manager.findOneOrFail(DatasetRow, { where, lock });
      if (mayPass(existing.problem)) return this.readAgain(manager, existing, job);
      return { dataset: datasetOf(existing), created: false };
    });
  }

  private async readAgain(manager: EntityManager, existing: DatasetRow, job: Job) {
    const change = { state: 'ingesting', problem: null, jobId: job.id } as const;
    await manager.update(DatasetRow, { id: existing.id }, change);
    await submitJob(this.boss, manager, { ...job, subjectId: existing.id });
    return { dataset: datasetOf({ ...existing, ...change }), created: true };
  }

  async find(ownerId: string, id: string): Promise<Dataset | null> {
    const row = await this.db.manager.findOneBy(DatasetRow, { ownerId, id });
    return row === null ? null : datasetOf(row);
  }

  async list(ownerId: string, page: PageRequest, sha256?: string): Promise<Page<Dataset>> {
    const query = this.db.manager
      .createQueryBuilder(DatasetRow, 'row')
      .where('row.ownerId = :ownerId', { ownerId });
    if (sha256 !== undefined) query.andWhere('row.sha256 = :sha256', { sha256 });
    return pageOf(query, page, datasetOf);
  }

  async select(ownerId: string, selection: DatasetSelection, limit: number): Promise<readonly Dataset[]> {
    const query = this.db.manager
      .createQueryBuilder(DatasetRow, 'row')
      .where('row.ownerId = :ownerId', { ownerId })
      .limit(limit);
    if ('ids' in selection) {
      const { ids } = selection;
      const rows = await query.andWhere('row.id = ANY(:ids)', { ids }).getMany();
      const byId = new Map(rows.map((row) => [row.id, row]));
      return [...new Set(ids)].flatMap((id) => byId.get(id) ?? []).map(datasetOf);
    }
    const { namePattern, uploadedSince, format, instrument, session } = selection;
    query.andWhere("row.state = 'ready'");
    if (namePattern !== null) query.andWhere('row.fileName ILIKE :like', { like: likeOf(namePattern) });
    if (uploadedSince !== null) query.andWhere('row.createdAt >= :uploadedSince', { uploadedSince });
    if (format !== null) query.andWhere('row.format = :format', { format });
    if (instrument !== null)
      query.andWhere(`${INSTRUMENT} ILIKE :instrument`, { instrument: likeOf(instrument) });
    if (session !== null) query.andWhere('row.session = :session', { session });
    const rows = await query.orderBy('row.createdAt', 'DESC').addOrderBy('row.id', 'DESC').getMany();
    return rows.map(datasetOf);
  }

  async setSidecar(ownerId: string, id: string, sidecar: Sidecar): Promise<Dataset | null> {
    await this.db.manager.update(DatasetRow, { ownerId, id }, { sidecar, sidecarProblem: null });
    return this.find(ownerId, id);
  }

  async noteSidecarProblem(ownerId: string, id: string, sidecarProblem: Problem | null): Promise<void> {
    await this.db.manager.update(DatasetRow, { ownerId, id }, { sidecarProblem });
  }

  async remove(ownerId: string, id: string): Promise<boolean> {
    return this.db.transaction(async (manager) => {
      const dataset = await manager.findOneBy(DatasetRow, { ownerId, id });
      if (dataset === null) return false;
      const analyses = await manager.findBy(AnalysisRow, [{ datasetId: id }, { lowLossDatasetId: id }]);
      // Jobs first: whoever finishes one locks the job before the dataset, too.
      const subjectId = In([id, ...analyses.map((analysis) => analysis.id)]);
      await manager.delete(JobRow, { ownerId, subjectId });
      await manager.delete(DatasetRow, { id });
      await removeJobsOfNothing(manager, ownerId);
      return true;
    });
  }
}

/** @throws WorkflowError quota-exceeded: the transaction, and what it has written, ends with it */
async function refuseBeyond(manager: EntityManager, ownerId: string, maxBytes: number): Promise<void> {
  const { datasetBytes, uploadBytes } = await usageOf(manager, ownerId);
  if (datasetBytes + uploadBytes > maxBytes) throw quotaExceeded(maxBytes);
}

/** What was submitted while the dataset was removed (an analysis, the file again) went with it; its job did not. */
async function removeJobsOfNothing(manager: EntityManager, ownerId: string): Promise<void> {
  await manager.query(
    `DELETE FROM job WHERE owner_id = $1
     AND NOT EXISTS (SELECT FROM analysis WHERE analysis.id = job.subject_id)
     AND NOT EXISTS (SELECT FROM dataset WHERE dataset.id = job.subject_id)
     AND kind NOT IN ('search', 'import')`,
    [ownerId],
  );
}

export class PostgresAnalysisRepository extends AnalysisRepository {
  constructor(
    private readonly db: DataSource,
    private readonly boss: PgBoss,
  ) {
    super();
  }

  async submit(analysis: Analysis, job: Job): Promise<Analysis> {
    return this.db.transaction(async (manager) => {
      await manager.insert(AnalysisRow, analysisRow(analysis)).catch(asNotFound);
      await submitJob(this.boss, manager, job);
      return analysis;
    });
  }

  async find(ownerId: string, id: string): Promise<Analysis | null> {
    const row = await this.db.manager.findOneBy(AnalysisRow, { ownerId, id });
    return row === null ? null : analysisOf(row);
  }

  async list(ownerId: string, datasetId: string | null, page: PageRequest): Promise<Page<Analysis>> {
    const query = this.db.manager
      .createQueryBuilder(AnalysisRow, 'row')
      .where('row.ownerId = :ownerId', { ownerId });
    if (datasetId !== null) query.andWhere('row.datasetId = :datasetId', { datasetId });
    return pageOf(query, page, analysisOf);
  }
}

const FOREIGN_KEY_VIOLATION = '23503';

export function asNotFound(error: unknown): never {
  const code = error instanceof QueryFailedError && (error.driverError as { code?: unknown }).code;
  if (code !== FOREIGN_KEY_VIOLATION) throw error;
  throw new WorkflowError('not-found', 'The dataset was removed while the analysis was submitted.');
}
