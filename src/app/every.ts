import type { Log } from './log.js';

/** Does it now and then again and again; a failure is logged and does not end it. The function stops it. */
export function every(intervalMs: number, log: Log, what: () => Promise<void>): () => Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  let stopped = false;
  const turn = async (): Promise<void> => {
    await what().catch((error: unknown) => log(`Housekeeping: ${String(error)}`));
    if (!stopped) timer = setTimeout(next, intervalMs);
  };
  const next = (): void => {
    running = turn();
  };
  let running = turn();
  return async () => {
    stopped = true;
    clearTimeout(timer);
    await running;
  };
}
