import { MessageChannel, type MessagePort, receiveMessageOnPort } from 'node:worker_threads';
import { Piscina } from 'piscina';
import { newNativeGuard, seize, type NativeGuard } from '../engines/networks/native-calls.js';
import { deadlineOf } from './deadline.js';
import type { ThreadMessage } from './in-thread.js';
import type { ProgressMessage, TaskHooks, TaskOutcome } from './task-outcome.js';
import type { Problem } from '../workflows/ports/records.js';

export interface ThreadPoolOptions {
  /** Module of the thread; each task names one of its exported functions. */
  readonly filename: string;
  readonly threads: number;
  readonly workerData: unknown;
  readonly deadlineS: number;
  /** How long a thread waits for work before it ends, ms; without it threads are there from the start and stay. */
  readonly idleMs?: number;
  /** What to say when a thread dies of its task. */
  readonly onCrash: (cause: unknown) => Problem;
}

/**
 * Worker threads that can be ended in the middle of a task, by the caller's signal or by a deadline. An ended thread
 * is replaced. For work on data that were checked: a thread that exhausts its heap can take the process with it.
 */
export class ThreadPool {
  private readonly pool: Piscina<ThreadMessage<unknown>, TaskOutcome<unknown>>;

  private closed = false;

  /** Of the tasks that are running. */
  private readonly guards = new Set<NativeGuard>();

  constructor(private readonly options: ThreadPoolOptions) {
    this.pool = new Piscina({
      filename: options.filename,
      minThreads: options.idleMs === undefined ? options.threads : 0,
      idleTimeout: options.idleMs ?? 0,
      maxThreads: options.threads,
      workerData: options.workerData,
      // A thread that waits synchronously for tasks does not see its own file reads end.
      atomics: 'disabled',
    });
    // The task that was running is rejected as well; without a listener the event would end the process.
    this.pool.on('error', () => {});
  }

  /** @throws the signal's reason when it was aborted; any error when the pool was closed meanwhile */
  async run<T>(name: string, task: unknown, hooks: TaskHooks): Promise<TaskOutcome<T>> {
    hooks.signal.throwIfAborted();
    const { port1, port2 } = new MessageChannel();
    const tell = ({ fraction, stage }: ProgressMessage): void => hooks.onProgress(fraction, stage);
    port1.on('message', tell);
    const deadline = deadlineOf(this.options.deadlineS);
    const guard = newNativeGuard();
    this.guards.add(guard);
    const signal = whenOutside(guard, AbortSignal.any([hooks.signal, deadline.signal]));
    try {
      const message = { task, progress: port2, guard };
      const outcome = await this.pool.run(message, { name, signal, transferList: [port2] });
      drain(port1, tell); // what was said just before the end can still be on its way
      return outcome as TaskOutcome<T>;
    } catch (error) {
      hooks.signal.throwIfAborted();
      if (this.closed) throw error;
      return { problem: deadline.signal.aborted ? deadline.problem : this.options.onCrash(error) };
    } finally {
      this.guards.delete(guard);
      deadline.clear();
      port1.close();
    }
  }

  /** Ends running tasks, too. */
  async close(): Promise<void> {
    this.closed = true;
    await Promise.all([...this.guards].map(seize));
    await this.pool.destroy();
  }
}

/** Aborts as `signal` does, but not while the thread is inside native code. */
function whenOutside(guard: NativeGuard, signal: AbortSignal): AbortSignal {
  const ended = new AbortController();
  const end = (): void => void seize(guard).then(() => ended.abort(signal.reason));
  if (signal.aborted) end();
  else signal.addEventListener('abort', end, { once: true });
  return ended.signal;
}

function drain(port: MessagePort, tell: (message: ProgressMessage) => void): void {
  for (let next = receiveMessageOnPort(port); next !== undefined; next = receiveMessageOnPort(port)) {
    tell(next.message as ProgressMessage);
  }
}
