import type { MessagePort } from 'node:worker_threads';
import { guardNativeCalls, type NativeGuard } from '../engines/networks/native-calls.js';
import { ScienceError } from '../science/units/science-error.js';
import { problemFrom } from '../workflows/problems.js';
import type { ProgressMessage, TaskOutcome } from './task-outcome.js';

/** What a pool sends its thread: the task and where progress goes. */
export interface ThreadMessage<Task> {
  readonly task: Task;
  readonly progress: MessagePort;
  readonly guard: NativeGuard;
}

/**
 * Runs work inside a thread. Our own errors become problems here, as classes do not survive the way between threads;
 * any other error goes on and is the pool's to judge.
 */
export async function inThread<Task, T>(
  { task, progress, guard }: ThreadMessage<Task>,
  work: (task: Task, onProgress: (fraction: number, stage: string) => void) => Promise<T>,
): Promise<TaskOutcome<T>> {
  guardNativeCalls(guard);
  const onProgress = (fraction: number, stage: string): void => {
    progress.postMessage({ fraction, stage } satisfies ProgressMessage);
  };
  try {
    return { value: await work(task, onProgress) };
  } catch (error) {
    if (error instanceof ScienceError) return { problem: problemFrom(error) };
    throw error;
  } finally {
    progress.close();
  }
}
