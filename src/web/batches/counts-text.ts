import type { Batch } from './batch-types.js';

const STATES = ['succeeded', 'failed', 'cancelled', 'running', 'queued'] as const;

/** '3 of 4 ended: 2 succeeded (1 reused), 1 failed, 1 queued'; what is none is left out. */
export function countsText(counts: Batch['counts']): string {
  const nEnded = counts.succeeded + counts.failed + counts.cancelled;
  const parts = STATES.filter((state) => counts[state] > 0).map((state) =>
    state === 'succeeded' && counts.reused > 0
      ? `${counts[state]} succeeded (${counts.reused} reused)`
      : `${counts[state]} ${state}`,
  );
  return `${nEnded} of ${counts.total} ended${parts.length === 0 ? '' : `: ${parts.join(', ')}`}`;
}
