import type { Problem } from '../workflows/ports/records.js';
import { problemOf } from '../workflows/problems.js';

export interface Deadline {
  readonly signal: AbortSignal;
  /** What to say when it was missed. */
  readonly problem: Problem;
  clear(): void;
}

export function deadlineOf(seconds: number): Deadline {
  const controller = new AbortController();
  const timer = setTimeout(() => controller.abort(new Error('deadline')), seconds * 1000);
  return {
    signal: controller.signal,
    problem: problemOf('limits-exceeded', `It took longer than the ${seconds} s that are allowed for it.`),
    clear: () => clearTimeout(timer),
  };
}
