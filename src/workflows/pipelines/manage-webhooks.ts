import type { Clock, Ids } from '../ports/clock.js';
import type { Page, PageRequest } from '../ports/records.js';
import type { Delivery, EventType, Webhook, WebhookRepository, WebhookSender } from '../ports/webhooks.js';
import { WorkflowError } from '../workflow-error.js';

export interface WebhookRequest {
  readonly url: string;
  readonly description: string | null;
  readonly types: readonly EventType[];
  readonly enabled: boolean;
}

export interface ManageWebhooksPorts {
  readonly webhooks: WebhookRepository;
  readonly sender: WebhookSender;
  readonly clock: Clock;
  readonly ids: Ids;
}

/** Webhooks of one owner; each event is sent to all of them. */
export const MAX_WEBHOOKS = 50;
/** How long messages are signed with the secret before, too. */
const BOTH_SECRETS_MS = 24 * 3_600_000;

/** Says where events are sent to. */
export class ManageWebhooks {
  constructor(private readonly ports: ManageWebhooksPorts) {}

  /** @throws WorkflowError forbidden-url; invalid-parameter  too many webhooks */
  async create(ownerId: string, request: WebhookRequest): Promise<Webhook> {
    const { webhooks, sender, clock, ids } = this.ports;
    if ((await webhooks.list(ownerId)).length >= MAX_WEBHOOKS)
      throw new WorkflowError(
        'invalid-parameter',
        `There are ${MAX_WEBHOOKS} webhooks; more cannot be kept.`,
      );
    const webhook: Webhook = {
      ...{ id: ids.next(), ownerId, ...request, url: await sender.check(request.url) },
      ...{ disabledReason: null, secret: sender.newSecret(), previousSecret: null, previousUntil: null },
      pausedUntil: null,
      createdAt: clock.now(),
    };
    await webhooks.add(webhook);
    return webhook;
  }

  /** Ends a pause. Enabling one again sends what waited when it was disabled; of what happened since it is not told. @throws WorkflowError not-found, forbidden-url */
  async replace(ownerId: string, id: string, request: WebhookRequest): Promise<Webhook> {
    const webhook = await this.find(ownerId, id);
    const url = await this.ports.sender.check(request.url);
    const disabledReason = request.enabled ? null : webhook.disabledReason;
    return this.keep({ ...webhook, ...request, url, disabledReason, pausedUntil: null });
  }

  /** Another secret; for a day messages are signed with both. @throws WorkflowError not-found */
  async rotate(ownerId: string, id: string): Promise<Webhook> {
    const webhook = await this.find(ownerId, id);
    const previousUntil = new Date(this.ports.clock.now().getTime() + BOTH_SECRETS_MS);
    const secret = this.ports.sender.newSecret();
    return this.keep({ ...webhook, secret, previousSecret: webhook.secret, previousUntil });
  }

  list(ownerId: string): Promise<readonly Webhook[]> {
    return this.ports.webhooks.list(ownerId);
  }

  /** @throws WorkflowError not-found */
  async find(ownerId: string, id: string): Promise<Webhook> {
    return (await this.ports.webhooks.find(ownerId, id)) ?? missing('webhook', id);
  }

  /** @throws WorkflowError not-found */
  async remove(ownerId: string, id: string): Promise<void> {
    if (!(await this.ports.webhooks.remove(ownerId, id))) missing('webhook', id);
  }

  /** Sends an event that says nothing, to see whether it arrives. @throws WorkflowError not-found */
  async ping(ownerId: string, id: string): Promise<Delivery> {
    const webhook = await this.find(ownerId, id);
    const { ids, clock, webhooks } = this.ports;
    const links = { webhook: `/api/v1/webhooks/${id}` };
    const event = {
      ...{ id: ids.next(), ownerId, type: 'webhook.ping' as const, at: clock.now() },
      data: { links },
    };
    return webhooks.send(webhook, event, ids.next());
  }

  /** Newest first. @throws WorkflowError not-found */
  async deliveries(ownerId: string, id: string, page: PageRequest): Promise<Page<Delivery>> {
    await this.find(ownerId, id);
    return this.ports.webhooks.deliveries(id, page);
  }

  /** The same message again, as if it had just happened. @throws WorkflowError not-found */
  async sendAgain(ownerId: string, id: string, deliveryId: string): Promise<Delivery> {
    await this.find(ownerId, id);
    const again = await this.ports.webhooks.sendAgain(id, deliveryId, this.ports.clock.now());
    return again ?? missing('delivery', deliveryId);
  }

  private async keep(webhook: Webhook): Promise<Webhook> {
    if (!(await this.ports.webhooks.replace(webhook))) missing('webhook', webhook.id);
    return webhook;
  }
}

const missing = (kind: string, id: string): never => {
  throw new WorkflowError('not-found', `There is no ${kind} ${id}.`);
};
