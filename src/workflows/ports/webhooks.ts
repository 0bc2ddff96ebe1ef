import type { Page, PageRequest, Problem } from './records.js';

/** What is told to who listens. */
export const EVENT_TYPES = [
  'dataset.ready',
  'dataset.rejected',
  'analysis.succeeded',
  'analysis.failed',
  'search.succeeded',
  'search.failed',
] as const;
export type EventType = (typeof EVENT_TYPES)[number];

/** Ids, names and where more is: paths of this service. Never results, so that it stays small. */
export interface EventData {
  readonly jobId?: string;
  readonly datasetId?: string;
  readonly analysisId?: string;
  readonly searchId?: string;
  readonly fileName?: string;
  readonly sha256?: string;
  readonly label?: string;
  readonly problem?: Problem | null;
  readonly links: Readonly<Record<string, string>>;
}

/** Something has ended. `seq` grows with an owner's events in the order in which they can be seen. */
export interface PipelineEvent {
  readonly seq: number;
  readonly id: string;
  readonly ownerId: string;
  readonly type: EventType | 'webhook.ping';
  readonly at: Date;
  readonly data: EventData;
}

/** Where events are sent to. */
export interface Webhook {
  readonly id: string;
  readonly ownerId: string;
  readonly url: string;
  readonly description: string | null;
  readonly types: readonly EventType[];
  readonly enabled: boolean;
  /** Why the service has disabled it. */
  readonly disabledReason: string | null;
  /** Until then nothing is sent: its receiver was busy. */
  readonly pausedUntil: Date | null;
  /** `whsec_…`; it has to be kept, because every message is signed with it. */
  readonly secret: string;
  /** The one before, with which messages are signed too until then. */
  readonly previousSecret: string | null;
  readonly previousUntil: Date | null;
  readonly createdAt: Date;
}

/** What came of one try. */
export interface DeliveryAnswer {
  readonly at: Date;
  /** null: no answer came, `error` says why. */
  readonly status: number | null;
  readonly error: string | null;
  readonly tookMs: number;
}

/** As the sender hears it. */
export interface ReceiverAnswer extends DeliveryAnswer {
  /** How long the receiver asks to wait, seconds; null: it does not say. */
  readonly retryAfterS: number | null;
}

/** One event on its way to one webhook. */
export interface Delivery {
  readonly id: string;
  readonly webhookId: string;
  readonly eventId: string;
  readonly type: PipelineEvent['type'];
  readonly state: 'waiting' | 'delivered' | 'failed';
  /** Since it was sent or sent again last. */
  readonly attempts: number;
  /** Of the next try; null when there is none. */
  readonly nextAt: Date | null;
  /** The newest last, at most 20. */
  readonly answers: readonly DeliveryAnswer[];
  readonly createdAt: Date;
}

export interface DueDelivery {
  readonly deliveryId: string;
  /** Tries before this one. */
  readonly attempts: number;
  readonly webhook: Webhook;
  readonly event: PipelineEvent;
}

export interface Settlement {
  readonly answer: DeliveryAnswer;
  readonly state: Delivery['state'];
  /** When it is tried again; null when it is not. */
  readonly nextAt: Date | null;
  /** Set when the receiver wants no more. */
  readonly disabledReason: string | null;
  /** Until when nothing else is sent to this receiver; null: it does not mind. A later time that was set before stays. */
  readonly pausedUntil: Date | null;
}

/** Answers kept of a delivery. */
export const MAX_ANSWERS = 20;

/**
 * Webhooks, events and deliveries. An event is written in the transaction that ends its job, with a delivery for each webhook
 * that wants it: whatever is killed when, none is lost.
 */
export abstract class WebhookRepository {
  abstract add(webhook: Webhook): Promise<void>;
  abstract find(ownerId: string, id: string): Promise<Webhook | null>;
  /** Oldest first. */
  abstract list(ownerId: string): Promise<readonly Webhook[]>;
  /** False when it is gone. */
  abstract replace(webhook: Webhook): Promise<boolean>;
  /** With its deliveries. */
  abstract remove(ownerId: string, id: string): Promise<boolean>;
  abstract deliveries(webhookId: string, page: PageRequest): Promise<Page<Delivery>>;
  /** An event for this webhook alone. */
  abstract send(webhook: Webhook, event: Omit<PipelineEvent, 'seq'>, deliveryId: string): Promise<Delivery>;
  /** Tries it anew from the first try on. Null when there is none. */
  abstract sendAgain(webhookId: string, deliveryId: string, at: Date): Promise<Delivery | null>;
  /** Deliveries whose time has come, for whoever asks alone until `until`. Those of a disabled or paused webhook wait. */
  abstract claim(at: Date, until: Date, limit: number): Promise<readonly DueDelivery[]>;
  abstract settle(deliveryId: string, settlement: Settlement): Promise<void>;
  /** What was told of an owner's records after `seq`, oldest first. */
  abstract eventsAfter(ownerId: string, seq: number, limit: number): Promise<readonly PipelineEvent[]>;
  /** The number of the newest of them, of each owner that has any. */
  abstract lastSeqs(ownerIds: readonly string[]): Promise<ReadonlyMap<string, number>>;
  /** Removes events from before, with their deliveries. */
  abstract removeEventsBefore(at: Date): Promise<number>;
}

export interface WebhookMessage {
  readonly url: string;
  /** Each signs; the newest first. */
  readonly secrets: readonly string[];
  readonly id: string;
  readonly body: string;
}

/** The way out of the service: which addresses may be sent to, and the sending itself. */
export abstract class WebhookSender {
  /** The address as it is kept. @throws WorkflowError forbidden-url */
  abstract check(url: string): Promise<string>;
  /** `whsec_` and 32 random bytes in base64. */
  abstract newSecret(): string;
  /** Never throws: what went wrong is in the answer. */
  abstract send(message: WebhookMessage): Promise<ReceiverAnswer>;
}
