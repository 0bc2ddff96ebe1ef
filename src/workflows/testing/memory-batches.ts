import { problemOf } from '../problems.js';
import type { Batch, BatchCounts, BatchLine, BatchRow, FinishedLike, Work } from '../ports/batch-records.js';
import { BatchRepository, type LineRequest } from '../ports/batch-repository.js';
import type { Page, PageRequest } from '../ports/records.js';
import { hasEnded, type MemoryDatabase, pageOf } from './memory-database.js';

export class MemoryBatchRepository extends BatchRepository {
  constructor(private readonly db: MemoryDatabase) {
    super();
  }

  async submit(batch: Batch, rows: readonly BatchRow[], work: Work): Promise<void> {
    this.db.batches.set(batch.id, batch);
    this.db.batchRows.set(batch.id, [...rows]);
    this.queue(work);
  }

  async find(ownerId: string, id: string): Promise<Batch | null> {
    const batch = this.db.batches.get(id);
    return batch?.ownerId === ownerId ? batch : null;
  }

  async list(ownerId: string, page: PageRequest): Promise<Page<Batch>> {
    const own = [...this.db.batches.values()].filter((batch) => batch.ownerId === ownerId);
    return pageOf(own, page);
  }

  async counts(batchIds: readonly string[]): Promise<ReadonlyMap<string, BatchCounts>> {
    const found = new Map<string, BatchCounts>();
    for (const id of batchIds) {
      const counts = { queued: 0, running: 0, succeeded: 0, failed: 0, cancelled: 0, total: 0, reused: 0 };
      for (const { state, reused } of this.all(id)) {
        counts[state] += 1;
        counts.total += 1;
        if (reused) counts.reused += 1;
      }
      if (counts.total > 0) found.set(id, counts);
    }
    return found;
  }

  async lines(batchId: string, { limit, after, state }: LineRequest): Promise<readonly BatchLine[]> {
    return this.all(batchId)
      .filter((line) => line.position > (after ?? -1) && (state === null || line.state === state))
      .slice(0, limit);
  }

  async finishedLike(
    ownerId: string,
    like: { recipeSha256: string; softwareVersion: string; datasetIds: readonly string[] },
  ): Promise<readonly FinishedLike[]> {
    return [...this.db.analyses.values()]
      .filter(
        (one) =>
          one.ownerId === ownerId &&
          one.resultBlob !== null &&
          one.recipeSha256 === like.recipeSha256 &&
          one.softwareVersion === like.softwareVersion &&
          like.datasetIds.includes(one.coreLoss.datasetId),
      )
      .map(({ id, coreLoss, lowLoss }) => ({ id, coreLoss, lowLoss }));
  }

  async replace(
    batchId: string,
    rows: readonly (BatchRow & { readonly was: string | null })[],
    work: Work,
  ): Promise<number> {
    const kept = this.db.batchRows.get(batchId) ?? [];
    const changed = rows.filter(({ position, was }) =>
      kept.some((row) => row.position === position && row.analysisId === was),
    );
    const byPosition = new Map(changed.map(({ was: _, ...row }) => [row.position, row]));
    this.db.batchRows.set(
      batchId,
      kept.map((row) => byPosition.get(row.position) ?? row),
    );
    const wanted = new Set(changed.map(({ analysisId }) => analysisId));
    this.queue(work.filter(({ analysis }) => wanted.has(analysis.id)));
    return changed.length;
  }

  async cancel(batchId: string): Promise<number> {
    let cancelled = 0;
    for (const { analysisId, reused, state } of this.all(batchId)) {
      if (reused || analysisId === null || hasEnded(state)) continue;
      const { jobId } = this.db.analyses.get(analysisId)!;
      const finishedAt = this.db.clock.now();
      if (this.db.changeLiveJob(jobId, { state: 'cancelled', stage: 'cancelled', finishedAt }))
        cancelled += 1;
    }
    return cancelled;
  }

  private queue(work: Work): void {
    for (const { analysis, job } of work) {
      this.db.analyses.set(analysis.id, analysis);
      this.db.addJob(job);
    }
  }

  private all(batchId: string): BatchLine[] {
    return (this.db.batchRows.get(batchId) ?? []).flatMap((row) => {
      const dataset = this.db.datasets.get(row.datasetId);
      return dataset === undefined ? [] : [this.line(row, dataset.fileName)];
    });
  }

  private line(row: BatchRow, fileName: string): BatchLine {
    const analysis = row.analysisId === null ? undefined : this.db.analyses.get(row.analysisId);
    const job = analysis && this.db.jobs.get(analysis.jobId);
    if (analysis === undefined || job === undefined) {
      const problem = row.problem ?? problemOf('not-found', 'The analysis was removed.');
      return {
        ...row,
        analysisId: null,
        problem,
        fileName,
        state: 'failed',
        progress: 0,
        stage: 'failed',
        headline: null,
      };
    }
    const { state, progress, stage, problem } = job;
    return { ...row, problem, fileName, state, progress, stage, headline: analysis.headline };
  }
}
