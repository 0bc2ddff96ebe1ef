import type { ProgressMessage, TaskOutcome } from './task-outcome.js';

/** To the process that reads files. */
export interface ParseRequest {
  readonly name: string;
  readonly task: unknown;
  /** Memory the process may gain while it works, bytes. */
  readonly memoryBytes: number;
}

/** From it: progress, then an outcome; `fault` is an error that was not foreseen. */
export type ParseReply =
  | { readonly progress: ProgressMessage }
  | { readonly outcome: TaskOutcome<unknown> }
  | { readonly fault: string };
