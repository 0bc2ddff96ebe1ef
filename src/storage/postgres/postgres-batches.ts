import type { PgBoss } from 'pg-boss';
import { type DataSource, type EntityManager } from 'typeorm';
import type {
  Batch,
  BatchCounts,
  BatchLine,
  BatchRow,
  FinishedLike,
  Work,
} from '../../workflows/ports/batch-records.js';
import { BatchRepository, type LineRequest } from '../../workflows/ports/batch-repository.js';
import type { Clock } from '../../workflows/ports/clock.js';
import type { JobState, Page, PageRequest } from '../../workflows/ports/records.js';
import { BatchLineRow, BatchRecordRow } from './batch-entities.js';
import { cancelJobsOfBatch, insertInChunks, submitWork } from './batch-work.js';
import { type LineColumns, lineOf, LINES } from './batch-lines.js';
import { pageOf } from './page.js';

export class PostgresBatchRepository extends BatchRepository {
  constructor(
    private readonly db: DataSource,
    private readonly boss: PgBoss,
    private readonly clock: Clock,
  ) {
    super();
  }

  async submit(batch: Batch, rows: readonly BatchRow[], work: Work): Promise<void> {
    const { savedRecipe, ...record } = batch;
    const saved = { recipeId: savedRecipe?.id ?? null, recipeVersion: savedRecipe?.version ?? null };
    await this.db.transaction(async (manager) => {
      await manager.insert(BatchRecordRow, { ...record, ...saved });
      await submitWork(this.boss, manager, work);
      await insertInChunks(
        manager,
        BatchLineRow,
        rows.map((row) => ({ batchId: batch.id, ...row })),
      );
    });
  }

  async find(ownerId: string, id: string): Promise<Batch | null> {
    const row = await this.db.manager.findOneBy(BatchRecordRow, { ownerId, id });
    return row && batchOf(row);
  }

  async list(ownerId: string, page: PageRequest): Promise<Page<Batch>> {
    const query = this.db.manager
      .createQueryBuilder(BatchRecordRow, 'row')
      .where('row.ownerId = :ownerId', { ownerId });
    return pageOf(query, page, batchOf);
  }

  async counts(batchIds: readonly string[]): Promise<ReadonlyMap<string, BatchCounts>> {
    const rows: { batch_id: string; state: JobState; n: number; reused: number }[] = await this.db.query(
      `SELECT r.batch_id, coalesce(j.state, 'failed') AS state, count(*)::int AS n,
              (count(*) FILTER (WHERE r.reused))::int AS reused
       FROM batch_row r LEFT JOIN analysis a ON a.id = r.analysis_id LEFT JOIN job j ON j.id = a.job_id
       WHERE r.batch_id = ANY($1) GROUP BY 1, 2`,
      [batchIds],
    );
    const found = new Map<string, { -readonly [K in keyof BatchCounts]: BatchCounts[K] }>();
    for (const { batch_id: id, state, n, reused } of rows) {
      const counts = found.get(id) ?? { ...NOTHING };
      counts[state] += n;
      counts.total += n;
      counts.reused += reused;
      found.set(id, counts);
    }
    return found;
  }

  async lines(batchId: string, { limit, after, state }: LineRequest): Promise<readonly BatchLine[]> {
    const rows: LineColumns[] = await this.db.query(LINES, [batchId, after ?? -1, state, limit]);
    return rows.map(lineOf);
  }

  async finishedLike(
    ownerId: string,
    like: { recipeSha256: string; softwareVersion: string; datasetIds: readonly string[] },
  ): Promise<readonly FinishedLike[]> {
    const rows: AlikeColumns[] = await this.db.query(
      `SELECT id, dataset_id, scan_index, low_loss_dataset_id, low_loss_scan_index FROM analysis
       WHERE owner_id = $1 AND recipe_sha256 = $2 AND software_version = $3 AND dataset_id = ANY($4)
       AND result_blob IS NOT NULL ORDER BY created_at, id`,
      [ownerId, like.recipeSha256, like.softwareVersion, like.datasetIds],
    );
    return rows.map(alikeOf);
  }

  async replace(
    batchId: string,
    rows: readonly (BatchRow & { readonly was: string | null })[],
    work: Work,
  ): Promise<number> {
    return this.db.transaction(async (manager) => {
      const kept = await lockedRows(manager, batchId);
      const changed = rows.filter(({ position, was }) => kept.has(position) && kept.get(position) === was);
      const wanted = new Set(changed.map(({ analysisId }) => analysisId));
      await submitWork(
        this.boss,
        manager,
        work.filter(({ analysis }) => wanted.has(analysis.id)),
      );
      for (const { position, datasetId, analysisId, reused, problem } of changed)
        await manager.update(BatchLineRow, { batchId, position }, { datasetId, analysisId, reused, problem });
      return changed.length;
    });
  }

  async cancel(batchId: string): Promise<number> {
    return this.db.transaction((manager) => cancelJobsOfBatch(manager, batchId, this.clock.now()));
  }
}

const NOTHING = { queued: 0, running: 0, succeeded: 0, failed: 0, cancelled: 0, total: 0, reused: 0 };

function batchOf({ recipeId, recipeVersion, ...record }: BatchRecordRow): Batch {
  const savedRecipe =
    recipeId === null || recipeVersion === null ? null : { id: recipeId, version: recipeVersion };
  return { ...record, savedRecipe };
}

/** Analysis by position; whoever changes rows holds the batch. */
async function lockedRows(manager: EntityManager, batchId: string): Promise<Map<number, string | null>> {
  await manager.findOne(BatchRecordRow, { where: { id: batchId }, lock: { mode: 'pessimistic_write' } });
  const rows = await manager.findBy(BatchLineRow, { batchId });
  return new Map(rows.map(({ position, analysisId }) => [position, analysisId]));
}

interface AlikeColumns {
  readonly id: string;
  readonly dataset_id: string;
  readonly scan_index: number;
  readonly low_loss_dataset_id: string | null;
  readonly low_loss_scan_index: number | null;
}

const alikeOf = (row: AlikeColumns): FinishedLike => ({
  id: row.id,
  coreLoss: { datasetId: row.dataset_id, scanIndex: row.scan_index },
  lowLoss:
    row.low_loss_dataset_id === null
      ? null
      : { datasetId: row.low_loss_dataset_id, scanIndex: row.low_loss_scan_index! },
});
