import type { BlobPlace } from '../workflows/ports/blob-place.js';
import type { PreparedDraft } from '../workflows/ports/catalogue.js';
import type { ReadDrafts, ReadTask } from '../workflows/catalogue/compute-import.js';
import { problemOf } from '../workflows/problems.js';
import type { TaskHooks, TaskOutcome } from './task-outcome.js';
import { ThreadPool } from './thread-pool.js';

export interface ImportThreadsOptions {
  /** Module of the thread: exports `read` and `prepare` of ComputeImport. */
  readonly filename: string;
  readonly blobPlace: BlobPlace;
  readonly deadlineS: number;
  readonly log: (message: string) => void;
}

/** A thread that nobody needs any more goes after so long. */
const IDLE_MS = 60_000;

/** The computation of imports in a worker thread, one at a time: a file of 64 MB keeps a processor busy for a while. */
export class ImportThreads {
  private readonly pool: ThreadPool;

  constructor({ filename, blobPlace, deadlineS, log }: ImportThreadsOptions) {
    this.pool = new ThreadPool({
      ...{ filename, threads: 1, workerData: { blobPlace }, deadlineS, idleMs: IDLE_MS },
      onCrash: (cause) => {
        log(`An import failed unexpectedly: ${cause instanceof Error ? cause.stack : String(cause)}`);
        return problemOf(
          'internal-error',
          'The import failed unexpectedly; the log of the service has more.',
        );
      },
    });
  }

  read(task: ReadTask, hooks: TaskHooks): Promise<TaskOutcome<ReadDrafts>> {
    return this.pool.run('read', task, hooks);
  }

  prepare(draftsBlob: string, hooks: TaskHooks): Promise<TaskOutcome<readonly PreparedDraft[]>> {
    return this.pool.run('prepare', draftsBlob, hooks);
  }

  close(): Promise<void> {
    return this.pool.close();
  }
}
