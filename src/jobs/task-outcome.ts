import type { Problem } from '../workflows/ports/records.js';

/** What a piece of work ends with when it was not interrupted: its value, or why it could not be done. */
export type TaskOutcome<T> = { readonly value: T } | { readonly problem: Problem };

/** From the thread or process that works. */
export interface ProgressMessage {
  readonly fraction: number;
  readonly stage: string;
}

/** How the caller follows a task and ends it. */
export interface TaskHooks {
  readonly signal: AbortSignal;
  readonly onProgress: (fraction: number, stage: string) => void;
}
