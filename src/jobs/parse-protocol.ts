import type { ProgressMessage, TaskOutcome } from './task-outcome.js';

/** To the process that reads files. */
export interface ParseRequest {
  readonly name: string;
  readonly task: unknown;
  /** Memory the process may gain while it works, bytes. */
  readonly memoryBytes: number;
  /** Seconds beyond the deadline of any task, for a large file. */
  readonly extraS: number;
}

/**
 * From it: progress, then how it ended. `spent`: it must not read another file. `declined`: it was spent before it
 * began, and another process has to be asked.
 */
export type ParseReply =
  | { readonly progress: ProgressMessage }
  | (ParseAnswer & { readonly spent: boolean })
  | { readonly declined: true };

/** `fault` is an error that was not foreseen. */
export type ParseAnswer = { readonly outcome: TaskOutcome<unknown> } | { readonly fault: string };
