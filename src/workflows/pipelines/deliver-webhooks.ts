import type { Clock } from '../ports/clock.js';
import type {
  DueDelivery,
  PipelineEvent,
  ReceiverAnswer,
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
/** Standard Webhooks: the receiver, or what stands before it, has too much to do. */
const BUSY: readonly (number | null)[] = [429, 502, 504];
/** For so long at most nothing else is sent to a busy receiver that does not say how long. */
const PAUSE_MS = 5 * MIN;
/** A receiver that asks for more is asked again after so long. */
const LONGEST_PAUSE_MS = 24 * H;
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

  private settlement({ retryAfterS, ...answer }: ReceiverAnswer, tries: number): Settlement {
    const { status } = answer;
    const ended = { answer, nextAt: null, disabledReason: null, pausedUntil: null };
    if (status !== null && status >= 200 && status < 300) return { ...ended, state: 'delivered' };
    if (status === 410)
      return { ...ended, state: 'failed', disabledReason: 'The receiver answered 410 Gone.' };
    const wait = RETRY_WAITS_MS[tries] as number | undefined;
    const waitMs = (wait ?? PAUSE_MS) * (1 + JITTER * this.ports.random());
    const pauseMs = pauseOf(status, retryAfterS, waitMs);
    const pausedUntil = pauseMs === null ? null : this.in(pauseMs);
    if (wait === undefined) return { ...ended, state: 'failed', pausedUntil };
    return { ...ended, state: 'waiting', nextAt: this.in(Math.max(waitMs, pauseMs ?? 0)), pausedUntil };
  }

  private in(ms: number): Date {
    return new Date(this.ports.clock.now().getTime() + ms);
  }
}

/** How long nothing else is sent to a receiver that refused: as long as it asks for, a while when it is busy; null: not at all. */
function pauseOf(status: number | null, retryAfterS: number | null, waitMs: number): number | null {
  if (retryAfterS !== null) return Math.min(retryAfterS * S, LONGEST_PAUSE_MS);
  return BUSY.includes(status) ? Math.min(waitMs, PAUSE_MS) : null;
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
