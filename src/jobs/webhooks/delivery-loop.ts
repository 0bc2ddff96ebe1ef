import { setTimeout as sleep } from 'node:timers/promises';
import type { DeliverWebhooks } from '../../workflows/pipelines/deliver-webhooks.js';

/** How often it looks for what is due. */
const POLL_MS = 500;
/** Sent at once by one process: a receiver that hangs holds back none of the others. */
const AT_ONCE = 16;
/** What is on its way when the process stops is sent again by the next one. */
const STOP_MS = 2000;

/** Sends what is due, again and again; a failure is logged and does not end it. The function stops it. */
export function startDeliveries(
  deliver: Pick<DeliverWebhooks, 'begin'>,
  log: (message: string) => void,
): () => Promise<void> {
  const stopping = new AbortController();
  const { signal } = stopping;
  const onTheWay = new Set<Promise<void>>();
  const failed = (error: unknown): void => log(`Webhooks: ${String(error)}`);
  const turn = async (): Promise<void> => {
    for (const one of await deliver.begin(AT_ONCE - onTheWay.size)) {
      const ended: Promise<void> = one.catch(failed).finally(() => onTheWay.delete(ended));
      onTheWay.add(ended);
    }
  };
  const loop = async (): Promise<void> => {
    while (!signal.aborted) {
      if (onTheWay.size < AT_ONCE) await turn().catch(failed);
      await sleep(POLL_MS, undefined, { signal }).catch(() => {}); // rejects when it is stopped
    }
  };
  const running = loop();
  return async () => {
    stopping.abort();
    await running;
    await Promise.race([Promise.all(onTheWay), sleep(STOP_MS, undefined, { ref: false })]);
  };
}
