import { getPriority, setPriority } from 'node:os';
import { isMainThread } from 'node:worker_threads';

const NICER_BY = 10;
const NICEST = 19;

/**
 * For a thread or process that computes: where processors are few, who answers requests goes first. Linux gives each thread
 * a priority of its own; elsewhere a thread would take its whole process along.
 */
export function giveWay(): void {
  if (!isMainThread && process.platform !== 'linux') return;
  setPriority(Math.min(NICEST, getPriority() + NICER_BY));
}
