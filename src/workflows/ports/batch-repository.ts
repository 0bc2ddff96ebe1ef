import type { Batch, BatchCounts, BatchLine, BatchRow, FinishedLike, Work } from './batch-records.js';
import type { JobState, Page, PageRequest } from './records.js';

export interface LineRequest {
  readonly limit: number;
  /** Position of the last line seen; null at the start. */
  readonly after: number | null;
  readonly state: JobState | null;
}

/** Batches, their rows, and the analyses that they queue, all of one transaction each. */
export abstract class BatchRepository {
  abstract submit(batch: Batch, rows: readonly BatchRow[], work: Work): Promise<void>;
  abstract find(ownerId: string, id: string): Promise<Batch | null>;
  abstract list(ownerId: string, page: PageRequest): Promise<Page<Batch>>;
  /** By id of batch; those that have no row (any more) count nothing. */
  abstract counts(batchIds: readonly string[]): Promise<ReadonlyMap<string, BatchCounts>>;
  abstract lines(batchId: string, request: LineRequest): Promise<readonly BatchLine[]>;
  /** Analyses of these datasets that have succeeded with this recipe and version of the program, newest first. */
  abstract finishedLike(
    ownerId: string,
    like: { recipeSha256: string; softwareVersion: string; datasetIds: readonly string[] },
  ): Promise<readonly FinishedLike[]>;
  /** Rows anew, those whose analysis is still the one that `was` names; what others changed meanwhile stays. */
  abstract replace(
    batchId: string,
    rows: readonly (BatchRow & { readonly was: string | null })[],
    work: Work,
  ): Promise<number>;
  /** Ends the analyses that this batch queued and that have not ended; how many. */
  abstract cancel(batchId: string): Promise<number>;
}
