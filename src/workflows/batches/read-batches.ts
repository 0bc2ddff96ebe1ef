import { utf8Bytes } from '../../science/formats/text-bytes.js';
import type { Batch, BatchCounts, BatchLine } from '../ports/batch-records.js';
import type { BatchRepository, LineRequest } from '../ports/batch-repository.js';
import type { Page, PageRequest } from '../ports/records.js';
import { WorkflowError } from '../workflow-error.js';
import { batchCsv } from './batch-csv.js';
import { MAX_BATCH } from './submit-batch.js';

/** A batch and how far it is. */
export interface ShownBatch {
  readonly batch: Batch;
  readonly counts: BatchCounts;
}

const NONE: BatchCounts = {
  queued: 0,
  running: 0,
  succeeded: 0,
  failed: 0,
  cancelled: 0,
  total: 0,
  reused: 0,
};

/** Batches as lists and tables show them. */
export class ReadBatches {
  constructor(private readonly batches: BatchRepository) {}

  async list(ownerId: string, page: PageRequest): Promise<Page<ShownBatch>> {
    const { items, nextCursor } = await this.batches.list(ownerId, page);
    const counts = await this.batches.counts(items.map(({ id }) => id));
    return { items: items.map((batch) => ({ batch, counts: counts.get(batch.id) ?? NONE })), nextCursor };
  }

  /** @throws WorkflowError not-found */
  async show(ownerId: string, id: string): Promise<ShownBatch> {
    const batch = await this.batches.find(ownerId, id);
    if (batch === null) throw new WorkflowError('not-found', `There is no batch ${id}.`);
    return { batch, counts: (await this.batches.counts([id])).get(id) ?? NONE };
  }

  /** In the order of the datasets. @throws WorkflowError not-found */
  async lines(ownerId: string, id: string, request: LineRequest): Promise<readonly BatchLine[]> {
    await this.show(ownerId, id);
    return this.batches.lines(id, request);
  }

  /** The whole table as CSV. @throws WorkflowError not-found */
  async csv(ownerId: string, id: string): Promise<Uint8Array> {
    const { batch } = await this.show(ownerId, id);
    const lines = await this.batches.lines(id, { limit: MAX_BATCH, after: null, state: null });
    return utf8Bytes(batchCsv(batch, lines));
  }
}
