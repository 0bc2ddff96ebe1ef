import { ScienceError } from '../science/units/science-error.js';
import {
  type ComputedCorrelations,
  type ComputedRegression,
  type CorrelationTask,
  type RegressionTask,
  StatisticsComputation,
} from '../workflows/ports/statistics-computation.js';
import { problemOf } from '../workflows/problems.js';
import { ThreadPool } from './thread-pool.js';

export interface StatisticsThreadsOptions {
  /** Module of the thread: exports the methods of StatisticsComputation. */
  readonly filename: string;
  readonly threads: number;
  readonly log: (message: string) => void;
}

/** A thread that nobody needs any more goes after so long. */
const IDLE_MS = 60_000;
/** What the limits of a question let through takes some 20 s of a processor: on one that is shared some times as long. */
const DEADLINE_S = 120;

/** Statistics in worker threads: 100,000 rows of ten columns keep a processor busy for seconds. */
export class StatisticsThreads extends StatisticsComputation {
  private readonly pool: ThreadPool;

  constructor({ filename, threads, log }: StatisticsThreadsOptions) {
    super();
    this.pool = new ThreadPool({
      ...{ filename, threads, workerData: null, deadlineS: DEADLINE_S, idleMs: IDLE_MS },
      onCrash: (cause) => {
        log(`Statistics failed unexpectedly: ${cause instanceof Error ? cause.stack : String(cause)}`);
        return problemOf('internal-error', 'It failed unexpectedly; the log of the service has more.');
      },
    });
  }

  correlate(task: CorrelationTask): Promise<ComputedCorrelations> {
    return this.run('correlate', task);
  }

  regress(task: RegressionTask): Promise<ComputedRegression> {
    return this.run('regress', task);
  }

  close(): Promise<void> {
    return this.pool.close();
  }

  private async run<T>(name: keyof StatisticsComputation, task: unknown): Promise<T> {
    const hooks = { signal: new AbortController().signal, onProgress: () => {} };
    const outcome = await this.pool.run<T>(name, task, hooks);
    if ('value' in outcome) return outcome.value;
    // Classes do not survive the way between threads; the code does.
    throw new ScienceError(outcome.problem.code, outcome.problem.detail);
  }
}
