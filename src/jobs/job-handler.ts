import type { Job } from '../workflows/ports/records.js';

export type JobKind = Job['kind'];

/** Jobs, and 'evaluate': one candidate of a search, which is no job that users see. */
export type TaskKind = JobKind | 'evaluate';

/** Every name a task can have; the queue has one queue for each. */
export const TASK_KINDS: readonly TaskKind[] = ['ingest', 'analysis', 'search', 'import', 'evaluate'];

/** Does the tasks of one kind. Delivery is at least once, so doing one twice must have the effect of once. */
export interface JobHandler {
  readonly kind: TaskKind;
  /** @throws when it could not be done now and is to be tried again */
  run(subjectId: string, signal: AbortSignal): Promise<void>;
}

/** @throws Error when a kind has no handler or two: a mistake in the wiring, found at start */
export function checkHandlers(handlers: readonly JobHandler[]): void {
  for (const kind of TASK_KINDS) {
    const count = handlers.filter((handler) => handler.kind === kind).length;
    if (count !== 1) throw new Error(`The job '${kind}' has ${count} handlers; it must have one.`);
  }
}
