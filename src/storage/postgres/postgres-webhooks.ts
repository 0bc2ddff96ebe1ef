import { type DataSource, In, LessThan, MoreThan, Not } from 'typeorm';
import type { Page, PageRequest } from '../../workflows/ports/records.js';
import {
  type Delivery,
  type DueDelivery,
  MAX_ANSWERS,
  type PipelineEvent,
  type Settlement,
  type Webhook,
  WebhookRepository,
} from '../../workflows/ports/webhooks.js';
import { pageOf } from './page.js';
import { PipelineEventRow, WebhookDeliveryRow, WebhookRow } from './pipeline-entities.js';

export class PostgresWebhookRepository extends WebhookRepository {
  constructor(private readonly db: DataSource) {
    super();
  }

  async add(webhook: Webhook): Promise<void> {
    await this.db.manager.insert(WebhookRow, { ...webhook, types: [...webhook.types] });
  }

  async find(ownerId: string, id: string): Promise<Webhook | null> {
    const row = await this.db.manager.findOneBy(WebhookRow, { ownerId, id });
    return row && { ...row };
  }

  async list(ownerId: string): Promise<readonly Webhook[]> {
    const order = { createdAt: 'ASC', id: 'ASC' } as const;
    const rows = await this.db.manager.find(WebhookRow, { where: { ownerId }, order });
    return rows.map((row) => ({ ...row }));
  }

  async replace(webhook: Webhook): Promise<boolean> {
    const { id, ownerId, ...rest } = webhook;
    const change = { ...rest, types: [...rest.types] };
    const { affected } = await this.db.manager.update(WebhookRow, { id, ownerId }, change);
    return affected === 1;
  }

  async remove(ownerId: string, id: string): Promise<boolean> {
    const { affected } = await this.db.manager.delete(WebhookRow, { ownerId, id });
    return affected === 1;
  }

  async deliveries(webhookId: string, page: PageRequest): Promise<Page<Delivery>> {
    const query = this.db.manager
      .createQueryBuilder(WebhookDeliveryRow, 'row')
      .where('row.webhookId = :webhookId', { webhookId });
    const found = await pageOf(query, page, (row) => row);
    const events = await this.db.manager.findBy(PipelineEventRow, {
      id: In(found.items.map(({ eventId }) => eventId)),
    });
    const types = new Map(events.map(({ id, type }) => [id, type]));
    return { ...found, items: found.items.map((row) => deliveryOf(row, types.get(row.eventId)!)) };
  }

  async send(
    { id: webhookId }: Webhook,
    event: Omit<PipelineEvent, 'seq'>,
    deliveryId: string,
  ): Promise<Delivery> {
    return this.db.transaction(async (manager) => {
      await manager.insert(PipelineEventRow, event);
      const row: WebhookDeliveryRow = {
        ...{ id: deliveryId, webhookId, eventId: event.id, state: 'waiting', attempts: 0 },
        ...{ nextAt: event.at, answers: [], createdAt: event.at },
      };
      await manager.insert(WebhookDeliveryRow, row);
      return deliveryOf(row, event.type);
    });
  }

  async sendAgain(webhookId: string, deliveryId: string, at: Date): Promise<Delivery | null> {
    const where = { id: deliveryId, webhookId };
    await this.db.manager.update(WebhookDeliveryRow, where, { state: 'waiting', attempts: 0, nextAt: at });
    const row = await this.db.manager.findOneBy(WebhookDeliveryRow, where);
    const event = row && (await this.db.manager.findOneBy(PipelineEventRow, { id: row.eventId }));
    return row && event && deliveryOf(row, event.type);
  }

  async claim(at: Date, until: Date, limit: number): Promise<readonly DueDelivery[]> {
    const claimed: [{ id: string; attempts: number }[], number] = await this.db.query(
      `UPDATE webhook_delivery SET next_at = $2, attempts = attempts + 1
       WHERE id IN (
         SELECT d.id FROM webhook_delivery d JOIN webhook w ON w.id = d.webhook_id AND w.enabled
           AND (w.paused_until IS NULL OR w.paused_until <= $1)
         WHERE d.state = 'waiting' AND d.next_at <= $1
         ORDER BY d.next_at, d.id LIMIT $3 FOR UPDATE OF d SKIP LOCKED)
       RETURNING id, attempts`,
      [at, until, limit],
    );
    const attempts = new Map(claimed[0].map((row) => [row.id, row.attempts - 1]));
    if (attempts.size === 0) return [];
    return this.load(attempts);
  }

  private async load(attempts: ReadonlyMap<string, number>): Promise<readonly DueDelivery[]> {
    const { manager } = this.db;
    const rows = await manager.findBy(WebhookDeliveryRow, { id: In([...attempts.keys()]) });
    const webhooks = await manager.findBy(WebhookRow, { id: In(rows.map(({ webhookId }) => webhookId)) });
    const events = await manager.findBy(PipelineEventRow, { id: In(rows.map(({ eventId }) => eventId)) });
    return rows.flatMap((row) => {
      const webhook = webhooks.find(({ id }) => id === row.webhookId);
      const event = events.find(({ id }) => id === row.eventId);
      if (webhook === undefined || event === undefined) return []; // removed meanwhile
      const due = { deliveryId: row.id, attempts: attempts.get(row.id)! };
      return [{ ...due, webhook: { ...webhook }, event: eventOf(event) }];
    });
  }

  async settle(deliveryId: string, settlement: Settlement): Promise<void> {
    const { answer, state, nextAt, disabledReason, pausedUntil } = settlement;
    await this.db.transaction(async (manager) => {
      const lock = { mode: 'pessimistic_write' } as const;
      const row = await manager.findOne(WebhookDeliveryRow, { where: { id: deliveryId }, lock });
      if (row === null) return;
      const answers = [...row.answers, { ...answer, at: answer.at.toISOString() }].slice(-MAX_ANSWERS);
      const change = { state, answers, ...(nextAt === null ? {} : { nextAt }) };
      await manager.update(WebhookDeliveryRow, { id: deliveryId }, change);
      if (disabledReason !== null)
        await manager.update(WebhookRow, { id: row.webhookId }, { enabled: false, disabledReason });
      if (pausedUntil !== null)
        await manager.query('UPDATE webhook SET paused_until = GREATEST(paused_until, $2) WHERE id = $1', [
          row.webhookId,
          pausedUntil,
        ]);
    });
  }

  async eventsAfter(ownerId: string, seq: number, limit: number): Promise<readonly PipelineEvent[]> {
    const where = { ownerId, seq: MoreThan(String(seq)), type: Not('webhook.ping' as const) };
    const rows = await this.db.manager.find(PipelineEventRow, { where, order: { seq: 'ASC' }, take: limit });
    return rows.map(eventOf);
  }

  async lastSeqs(ownerIds: readonly string[]): Promise<ReadonlyMap<string, number>> {
    const rows: { id: string; seq: string }[] = await this.db.query(
      `SELECT asked.id, last.seq FROM unnest($1::text[]) AS asked(id), LATERAL (
         SELECT seq FROM pipeline_event WHERE owner_id = asked.id AND type <> 'webhook.ping'
         ORDER BY seq DESC LIMIT 1) AS last`,
      [ownerIds],
    );
    return new Map(rows.map(({ id, seq }) => [id, Number(seq)]));
  }

  async removeEventsBefore(at: Date): Promise<number> {
    const { affected } = await this.db.manager.delete(PipelineEventRow, { at: LessThan(at) });
    return affected ?? 0;
  }
}

const eventOf = (row: PipelineEventRow): PipelineEvent => ({ ...row, seq: Number(row.seq) });

const deliveryOf = (row: WebhookDeliveryRow, type: Delivery['type']): Delivery => ({
  ...row,
  type,
  nextAt: row.state === 'waiting' ? row.nextAt : null,
  answers: row.answers.map((answer) => ({ ...answer, at: new Date(answer.at) })),
});
