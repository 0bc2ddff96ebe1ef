import type { Clock } from '../ports/clock.js';
import type {
  DeliveryAnswer,
  DueDelivery,
  PipelineEvent,
  Settlement,
  Webhook,
  WebhookRepository,
  WebhookSender,
} from '../ports/webhooks.js';

const S = 1000;
const MIN = 60 * S;
const H = 60 * MIN;

/** Waits before the tries, as Standard Webhooks has them. */
export const RETRY_WAITS_MS: readonly number[] = [
  ...[0, 5 * S, 5 * MIN, 30 * MIN, 2 * H, 5 * H, 10 * H, 14 * H, 20 * H, 24 * H],
];
/** A wait is longer by up to this share, so that many that failed together do not come together. */
const JITTER = 0.1;
/** A try that has not been settled for so long was killed: twice as long as a receiver may take to answer. */
const LEASE_MS = 30 * S;
/** How long events and what was sent of them are kept. */
const KEPT_MS = 30 * 24 * H;

export interface DeliverWebhooksPorts {
  readonly webhooks: WebhookRepository;
  readonly sender: WebhookSender;
  readonly clock: Clock;
  /** 0 … 1, for the waits. */
  readonly random: () => number;
}

/** Sends what is due. At least once: a receiver knows a message that comes again by its id. */
export class DeliverWebhooks {
  constructor(private readonly ports: DeliverWebhooksPorts) {}

  /** At most `limit` tries, which are this process's now; each promise ends with what came of one. */
  async begin(limit: number): Promise<readonly Promise<void>[]> {
    const now = this.ports.clock.now();
    const due = await this.ports.webhooks.claim(now, new Date(now.getTime() + LEASE_MS), limit);
    return due.map((one) => this.deliver(one));
  }

  /** Events are for following, not an archive. */
  async forget(): Promise<void> {
    await this.ports.webhooks.removeEventsBefore(new Date(this.ports.clock.now().getTime() - KEPT_MS));
  }

  private async deliver({ deliveryId, attempts, webhook, event }: DueDelivery): Promise<void> {
    const secrets = secretsOf(webhook, this.ports.clock.now());
    const { url } = webhook;
    const answer = await this.ports.sender.send({
      url,
      secrets,
      id: messageId(event.id),
      body: bodyOf(event),
    });
    await this.ports.webhooks.settle(deliveryId, this.settlement(answer, attempts + 1));
  }

  private settlement(answer: DeliveryAnswer, tries: number): Settlement {
    const { status } = answer;
    if (status !== null && status >= 200 && status < 300)
      return { answer, state: 'delivered', nextAt: null, disabledReason: null };
    if (status === 410)
      return { answer, state: 'failed', nextAt: null, disabledReason: 'The receiver answered 410 Gone.' };
    const wait = RETRY_WAITS_MS[tries] as number | undefined;
    if (wait === undefined) return { answer, state: 'failed', nextAt: null, disabledReason: null };
    const waitMs = wait * (1 + JITTER * this.ports.random());
    const nextAt = new Date(this.ports.clock.now().getTime() + waitMs);
    return { answer, state: 'waiting', nextAt, disabledReason: null };
  }
}

/** What a receiver knows a message by. */
export const messageId = (eventId: string): string => `msg_${eventId}`;

/** What is sent: always the same text of the same event. */
export const bodyOf = ({ type, at, data }: PipelineEvent): string =>
  JSON.stringify({ type, timestamp: at.toISOString(), data });

function secretsOf({ secret, previousSecret, previousUntil }: Webhook, now: Date): string[] {
  const isOldGood = previousSecret !== null && previousUntil !== null && previousUntil > now;
  return isOldGood ? [secret, previousSecret] : [secret];
}
