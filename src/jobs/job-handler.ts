import type { Job } from '../workflows/ports/records.js';

export type JobKind = Job['kind'];

/** Every name a job can have; the queue has one queue for each. */
export const JOB_KINDS: readonly JobKind[] = ['ingest', 'analysis'];

/** Does the jobs of one kind. Delivery is at least once, so doing one twice must have the effect of once. */
export interface JobHandler {
  readonly kind: JobKind;
  /** @throws when it could not be done now and is to be tried again */
  run(subjectId: string, signal: AbortSignal): Promise<void>;
}

/** @throws Error when a kind has no handler or two: a mistake in the wiring, found at start */
export function checkHandlers(handlers: readonly JobHandler[]): void {
  for (const kind of JOB_KINDS) {
    const count = handlers.filter((handler) => handler.kind === kind).length;
    if (count !== 1) throw new Error(`The job '${kind}' has ${count} handlers; it must have one.`);
  }
}
