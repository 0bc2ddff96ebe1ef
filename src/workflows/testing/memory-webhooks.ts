import type { Page, PageRequest } from '../ports/records.js';
import {
  type Delivery,
  type DueDelivery,
  MAX_ANSWERS,
  type PipelineEvent,
  type Settlement,
  type Webhook,
  WebhookRepository,
} from '../ports/webhooks.js';
import { type MemoryDatabase, pageOf } from './memory-database.js';
import { addDelivery, addEvent, type MemoryDelivery } from './memory-events.js';

export class MemoryWebhookRepository extends WebhookRepository {
  constructor(private readonly db: MemoryDatabase) {
    super();
  }

  async add(webhook: Webhook): Promise<void> {
    this.db.webhooks.set(webhook.id, webhook);
  }

  async find(ownerId: string, id: string): Promise<Webhook | null> {
    const webhook = this.db.webhooks.get(id);
    return webhook?.ownerId === ownerId ? webhook : null;
  }

  async list(ownerId: string): Promise<readonly Webhook[]> {
    return [...this.db.webhooks.values()].filter((webhook) => webhook.ownerId === ownerId);
  }

  async replace(webhook: Webhook): Promise<boolean> {
    if ((await this.find(webhook.ownerId, webhook.id)) === null) return false;
    this.db.webhooks.set(webhook.id, webhook);
    return true;
  }

  async remove(ownerId: string, id: string): Promise<boolean> {
    if ((await this.find(ownerId, id)) === null) return false;
    this.db.webhooks.delete(id);
    for (const delivery of this.db.deliveries.values())
      if (delivery.webhookId === id) this.db.deliveries.delete(delivery.id);
    return true;
  }

  async deliveries(webhookId: string, page: PageRequest): Promise<Page<Delivery>> {
    const own = [...this.db.deliveries.values()].filter((one) => one.webhookId === webhookId);
    const { items, nextCursor } = pageOf(own, page);
    return { items: items.map(shown), nextCursor };
  }

  async send(
    { id: webhookId }: Webhook,
    event: Omit<PipelineEvent, 'seq'>,
    deliveryId: string,
  ): Promise<Delivery> {
    return shown(addDelivery(this.db, addEvent(this.db, event), { id: deliveryId, webhookId }));
  }

  async sendAgain(webhookId: string, deliveryId: string, at: Date): Promise<Delivery | null> {
    const delivery = this.db.deliveries.get(deliveryId);
    if (delivery?.webhookId !== webhookId) return null;
    return shown(this.change(delivery, { state: 'waiting', attempts: 0, nextAt: at }));
  }

  async claim(at: Date, until: Date, limit: number): Promise<readonly DueDelivery[]> {
    const due = [...this.db.deliveries.values()]
      .filter(({ state, nextAt }) => state === 'waiting' && nextAt <= at)
      .filter(({ webhookId }) => {
        const { enabled, pausedUntil } = this.db.webhooks.get(webhookId)!;
        return enabled && (pausedUntil === null || pausedUntil <= at);
      })
      .slice(0, limit);
    return due.map((delivery) => {
      this.change(delivery, { nextAt: until, attempts: delivery.attempts + 1 });
      return {
        ...{ deliveryId: delivery.id, attempts: delivery.attempts },
        webhook: this.db.webhooks.get(delivery.webhookId)!,
        event: this.db.pipelineEvents.find(({ id }) => id === delivery.eventId)!,
      };
    });
  }

  async settle(deliveryId: string, settlement: Settlement): Promise<void> {
    const { answer, state, nextAt, disabledReason, pausedUntil } = settlement;
    const delivery = this.db.deliveries.get(deliveryId);
    if (delivery === undefined) return;
    const answers = [...delivery.answers, answer].slice(-MAX_ANSWERS);
    this.change(delivery, { state, answers, nextAt: nextAt ?? delivery.nextAt });
    const webhook = this.db.webhooks.get(delivery.webhookId);
    if (webhook === undefined) return;
    const disabled = disabledReason === null ? {} : { enabled: false, disabledReason };
    const isLonger = pausedUntil !== null && pausedUntil > (webhook.pausedUntil ?? 0);
    const paused = isLonger ? { pausedUntil } : {};
    this.db.webhooks.set(webhook.id, { ...webhook, ...disabled, ...paused });
  }

  async eventsAfter(ownerId: string, seq: number, limit: number): Promise<readonly PipelineEvent[]> {
    return this.told(ownerId)
      .filter((one) => one.seq > seq)
      .slice(0, limit);
  }

  async lastSeqs(ownerIds: readonly string[]): Promise<ReadonlyMap<string, number>> {
    return new Map(
      ownerIds.flatMap((id) => {
        const last = this.told(id).at(-1);
        return last === undefined ? [] : [[id, last.seq] as const];
      }),
    );
  }

  private told(ownerId: string): PipelineEvent[] {
    return this.db.pipelineEvents.filter((one) => one.ownerId === ownerId && one.type !== 'webhook.ping');
  }

  async removeEventsBefore(at: Date): Promise<number> {
    const old = this.db.pipelineEvents.filter((one) => one.at < at);
    const kept = this.db.pipelineEvents.filter((one) => one.at >= at);
    this.db.pipelineEvents.splice(0, Infinity, ...kept);
    for (const { id, eventId } of this.db.deliveries.values())
      if (old.some((event) => event.id === eventId)) this.db.deliveries.delete(id);
    return old.length;
  }

  private change(delivery: MemoryDelivery, change: Partial<MemoryDelivery>): MemoryDelivery {
    const changed = { ...delivery, ...change };
    this.db.deliveries.set(delivery.id, changed);
    return changed;
  }
}

const shown = (delivery: MemoryDelivery): Delivery => ({
  ...delivery,
  nextAt: delivery.state === 'waiting' ? delivery.nextAt : null,
});
