import { ScienceError } from '../science/units/science-error.js';
import type { PreparedDraft } from '../workflows/ports/catalogue.js';
import {
  ImportComputation,
  type ImportReading,
  type ImportTask,
} from '../workflows/ports/import-computation.js';
import { problemOf } from '../workflows/problems.js';
import { ThreadPool } from './thread-pool.js';

export interface ImportThreadsOptions {
  /** Module of the thread: exports the methods of ImportComputation. */
  readonly filename: string;
  readonly blobRoot: string;
  readonly deadlineS: number;
  readonly log: (message: string) => void;
}

/** A thread that nobody needs any more goes after so long. */
const IDLE_MS = 60_000;

/** The computation of imports in a worker thread, one at a time: a file of 64 MB keeps a processor busy for a while. */
export class ImportThreads extends ImportComputation {
  private readonly pool: ThreadPool;

  constructor({ filename, blobRoot, deadlineS, log }: ImportThreadsOptions) {
    super();
    this.pool = new ThreadPool({
      ...{ filename, threads: 1, workerData: { blobRoot }, deadlineS, idleMs: IDLE_MS },
      onCrash: (cause) => {
        log(`An import failed unexpectedly: ${cause instanceof Error ? cause.stack : String(cause)}`);
        return problemOf(
          'internal-error',
          'The import failed unexpectedly; the log of the service has more.',
        );
      },
    });
  }

  read(task: ImportTask): Promise<ImportReading> {
    return this.run('read', task);
  }

  prepare(draftsBlob: string): Promise<readonly PreparedDraft[]> {
    return this.run('prepare', draftsBlob);
  }

  close(): Promise<void> {
    return this.pool.close();
  }

  private async run<T>(name: keyof ImportComputation, task: unknown): Promise<T> {
    const hooks = { signal: new AbortController().signal, onProgress: () => {} };
    const outcome = await this.pool.run<T>(name, task, hooks);
    if ('value' in outcome) return outcome.value;
    // Classes do not survive the way between threads; the code does.
    throw new ScienceError(outcome.problem.code, outcome.problem.detail);
  }
}
