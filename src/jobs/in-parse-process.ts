import { Worker } from 'node:worker_threads';
import { ScienceError } from '../science/units/science-error.js';
import { problemFrom, problemOf } from '../workflows/problems.js';
import type { ParseAnswer, ParseReply, ParseRequest } from './parse-protocol.js';

type Work = (task: never, onProgress: (fraction: number, stage: string) => void) => Promise<unknown>;

/** A process that holds more than this after a file is replaced: what it may gain counts from what it holds. */
const SPENT_BYTES = 300 * 2 ** 20;

/**
 * Serves tasks in a process of its own (the other end of ParseProcess) until the parent is gone. A thread beside it
 * watches the memory, as the main thread is busy when it matters. `isBroken`: a file has left the engine unusable.
 */
export function serveParseTasks(tasks: Readonly<Record<string, Work>>, isBroken: () => boolean): void {
  const watchdog = new Worker(new URL('./memory-watchdog.js', import.meta.url), { workerData: process.ppid });
  process.on('disconnect', () => process.exit());
  if (!process.connected) process.exit(); // the parent went while this one was starting
  process.on('message', (request: ParseRequest) => {
    if (isBroken()) return reply({ declined: true });
    watchdog.postMessage(process.memoryUsage.rss() + request.memoryBytes);
    const onProgress = (fraction: number, stage: string): void => reply({ progress: { fraction, stage } });
    void answer(tasks[request.name](request.task as never, onProgress)).then((answered) => {
      watchdog.postMessage(Infinity);
      reply({ ...answered, spent: isBroken() || process.memoryUsage.rss() > SPENT_BYTES });
    });
  });
}

async function answer(work: Promise<unknown>): Promise<ParseAnswer> {
  try {
    return { outcome: { value: await work } };
  } catch (error) {
    if (error instanceof ScienceError) return { outcome: { problem: problemFrom(error) } };
    if (error instanceof RangeError && /allocation/i.test(error.message)) {
      const detail = 'Reading the file needs more memory than there is.';
      return { outcome: { problem: problemOf('limits-exceeded', detail) } };
    }
    return { fault: error instanceof Error ? (error.stack ?? error.message) : String(error) };
  }
}

const reply = (message: ParseReply): void => void process.send?.(message);
