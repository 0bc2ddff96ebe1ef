import type { BatchLine } from '../ports/batch-records.js';
import { WorkflowError } from '../workflow-error.js';
import { planRows } from './plan-rows.js';
import type { ReadBatches, ShownBatch } from './read-batches.js';
import { MAX_BATCH, type BatchPorts } from './submit-batch.js';

/** Ends what a batch still computes, or tries again what failed. */
export class ChangeBatch {
  constructor(
    private readonly ports: BatchPorts & { readonly reading: ReadBatches },
    private readonly softwareVersion: string,
  ) {}

  /** @throws WorkflowError not-found; already-ended  nothing was queued or running */
  async cancel(ownerId: string, id: string): Promise<ShownBatch> {
    await this.ports.reading.show(ownerId, id);
    if ((await this.ports.batches.cancel(id)) === 0)
      throw new WorkflowError('already-ended', 'Nothing of this batch is queued or running.');
    return this.ports.reading.show(ownerId, id);
  }

  /**
   * Queues anew what failed or was cancelled.
   *
   * @throws WorkflowError not-found; already-ended  nothing has failed
   */
  async retry(ownerId: string, id: string): Promise<ShownBatch> {
    const { batch } = await this.ports.reading.show(ownerId, id);
    const lines = [...(await this.lines(id, 'failed')), ...(await this.lines(id, 'cancelled'))];
    if (lines.length === 0)
      throw new WorkflowError('already-ended', 'Nothing of this batch has failed or was cancelled.');
    const datasetIds = lines.map(({ datasetId }) => datasetId);
    const datasets = await this.ports.datasets.select(ownerId, { ids: datasetIds }, MAX_BATCH);
    const byId = new Map(datasets.map((dataset) => [dataset.id, dataset]));
    const { clock, ids, batches } = this.ports;
    const { recipeSha256, softwareVersion } = { ...batch, softwareVersion: this.softwareVersion };
    const plan = planRows(
      lines.flatMap(({ datasetId, position }) => {
        const dataset = byId.get(datasetId);
        return dataset === undefined ? [] : [{ dataset, position }];
      }),
      {
        ownerId,
        recipe: { recipe: batch.recipe, sha256: recipeSha256, saved: batch.savedRecipe },
        finished: await batches.finishedLike(ownerId, { recipeSha256, softwareVersion, datasetIds }),
        ports: { clock, ids },
      },
    );
    const was = new Map(lines.map(({ position, analysisId }) => [position, analysisId]));
    await batches.replace(
      id,
      plan.rows.map((row) => ({ ...row, was: was.get(row.position) ?? null })),
      plan.work,
    );
    return this.ports.reading.show(ownerId, id);
  }

  private lines(id: string, state: 'failed' | 'cancelled'): Promise<readonly BatchLine[]> {
    return this.ports.batches.lines(id, { limit: MAX_BATCH, after: null, state });
  }
}
