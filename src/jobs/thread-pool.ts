import { MessageChannel } from 'node:worker_threads';
import { Piscina } from 'piscina';
import { type Problem } from '../workflows/ports/records.js';
import { problemOf } from '../workflows/problems.js';
import type { ThreadMessage } from './in-thread.js';
import type { ProgressMessage, TaskOutcome } from './task-outcome.js';

export interface ThreadPoolOptions {
  /** Module of the thread; each task names one of its exported functions. */
  readonly filename: string;
  readonly threads: number;
  readonly heapMb: number;
  readonly workerData: unknown;
  readonly deadlineS: number;
  /** What to say when a thread dies of its task. */
  readonly onCrash: (cause: unknown) => Problem;
}

export interface TaskHooks {
  readonly signal: AbortSignal;
  readonly onProgress: (fraction: number, stage: string) => void;
  /** Memory that the process may gain while the task runs, bytes; null: not watched. */
  readonly memoryBytes: number | null;
}

/** Why a task was ended from outside. */
class Exceeded extends Error {
  constructor(readonly problem: Problem) {
    super(problem.detail);
  }
}

const WATCH_MS = 50;

/**
 * Worker threads that can be ended in the middle of a task: by the caller's signal, by a deadline, or because memory
 * grows beyond a cap. An ended thread is replaced; the process goes on whatever a task does.
 */
export class ThreadPool {
  private readonly pool: Piscina<ThreadMessage<unknown>, TaskOutcome<unknown>>;

  constructor(private readonly options: ThreadPoolOptions) {
    this.pool = new Piscina({
      filename: options.filename,
      minThreads: options.threads,
      maxThreads: options.threads,
      resourceLimits: { maxOldGenerationSizeMb: options.heapMb },
      workerData: options.workerData,
      // A thread that waits synchronously does not see its timers and file reads end.
      atomics: 'disabled',
    });
    // The task that was running is rejected as well; without a listener the event would end the process.
    this.pool.on('error', () => {});
  }

  /**
   * @throws the signal's reason when it was aborted
   */
  async run<T>(name: string, task: unknown, hooks: TaskHooks): Promise<TaskOutcome<T>> {
    hooks.signal.throwIfAborted();
    const { port1, port2 } = new MessageChannel();
    port1.on('message', ({ fraction, stage }: ProgressMessage) => hooks.onProgress(fraction, stage));
    const limit = this.limit(hooks.memoryBytes);
    const signal = AbortSignal.any([hooks.signal, limit.signal]);
    try {
      const message = { task, progress: port2 };
      return (await this.pool.run(message, { name, signal, transferList: [port2] })) as TaskOutcome<T>;
    } catch (error) {
      hooks.signal.throwIfAborted();
      const reason: unknown = limit.signal.reason;
      return { problem: reason instanceof Exceeded ? reason.problem : this.problemOfCrash(error) };
    } finally {
      limit.clear();
      port1.close();
    }
  }

  /** Ends running tasks, too. */
  async close(): Promise<void> {
    await this.pool.destroy();
  }

  private problemOfCrash(error: unknown): Problem {
    const code = (error as { code?: unknown }).code;
    if (code === 'ERR_WORKER_OUT_OF_MEMORY') return memoryProblem();
    return this.options.onCrash(error);
  }

  /** Aborts with the problem when time or memory run out. */
  private limit(memoryBytes: number | null): { signal: AbortSignal; clear: () => void } {
    const controller = new AbortController();
    const { deadlineS } = this.options;
    const deadline = setTimeout(() => {
      const detail = `It took longer than the ${deadlineS} s that are allowed for it.`;
      controller.abort(new Exceeded(problemOf('limits-exceeded', detail)));
    }, deadlineS * 1000);
    const before = process.memoryUsage.rss();
    const watch = setInterval(() => {
      const grown = process.memoryUsage.rss() - before;
      if (memoryBytes !== null && grown > memoryBytes) controller.abort(new Exceeded(memoryProblem()));
    }, WATCH_MS);
    return {
      signal: controller.signal,
      clear: () => {
        clearTimeout(deadline);
        clearInterval(watch);
      },
    };
  }
}

const memoryProblem = (): Problem =>
  problemOf('limits-exceeded', 'It needs more memory than is allowed for it.');
