import type { DatasetSummary } from '../workflows/ports/records.js';
import type { StoredScanRequest } from '../workflows/interpret-stored-scan.js';
import { problemOf } from '../workflows/problems.js';
import type { TaskOutcome } from './task-outcome.js';
import { type TaskHooks, ThreadPool } from './thread-pool.js';

export interface ComputationOptions {
  /** Module of the thread: exports `ingest`, `interpret` and `warmUp`. */
  readonly threadFile: string;
  readonly workerData: unknown;
  readonly analysisThreads: number;
  readonly parseDeadlineS: number;
  readonly parseMemoryBytes: number;
  readonly analysisDeadlineS: number;
  readonly log: (message: string) => void;
}

export interface IngestTask {
  readonly sha256: string;
  readonly fileName: string;
  readonly sizeBytes: number;
}

type Hooks = Omit<TaskHooks, 'memoryBytes'>;

/** A file becomes its counts and once more a typed array of another type. */
const COPIES_OF_A_FILE = 3;

/**
 * The work that does not belong on the main thread. Files of strangers are read in a pool of their own: one thread, so
 * that growth of memory is the file's doing, with a deadline and a cap.
 */
export class Computation {
  private readonly parsing: ThreadPool;
  private readonly analysing: ThreadPool;

  constructor(private readonly options: ComputationOptions) {
    const { threadFile: filename, workerData, log } = options;
    this.parsing = new ThreadPool({
      filename,
      workerData,
      threads: 1,
      heapMb: 1024,
      deadlineS: options.parseDeadlineS,
      onCrash: (cause) => {
        log(`Reading a file ended its thread: ${String(cause)}`);
        return problemOf('malformed-file', 'The file made its reader fail.');
      },
    });
    this.analysing = new ThreadPool({
      filename,
      workerData,
      threads: options.analysisThreads,
      heapMb: 4096,
      deadlineS: options.analysisDeadlineS,
      onCrash: (cause) => {
        log(`An analysis ended its thread: ${String(cause)}`);
        return problemOf(
          'internal-error',
          'The analysis failed unexpectedly; the log of the service has more.',
        );
      },
    });
  }

  /** Loads the code and lets it run once, so that the first job does not pay for it. */
  async warmUp(): Promise<void> {
    const hooks = { signal: new AbortController().signal, onProgress: () => {}, memoryBytes: null };
    const threads = Array.from({ length: this.options.analysisThreads }, () => this.analysing);
    for (const outcome of await Promise.all(
      [this.parsing, ...threads].map((pool) => pool.run('warmUp', null, hooks)),
    )) {
      if ('problem' in outcome) this.options.log(`Warming up failed: ${outcome.problem.detail}`);
    }
  }

  ingest(task: IngestTask, hooks: Hooks): Promise<TaskOutcome<DatasetSummary>> {
    const memoryBytes = this.options.parseMemoryBytes + COPIES_OF_A_FILE * task.sizeBytes;
    return this.parsing.run('ingest', task, { ...hooks, memoryBytes });
  }

  interpret(
    task: StoredScanRequest,
    hooks: Hooks,
  ): Promise<TaskOutcome<{ resultBlob: string; preprocessedBlob: string }>> {
    return this.analysing.run('interpret', task, { ...hooks, memoryBytes: null });
  }

  async close(): Promise<void> {
    await Promise.all([this.parsing.close(), this.analysing.close()]);
  }
}
