import { dataOf, type KaimenClient } from '../../api-client/client.js';
import { listUpTo } from '../../api-client/list-up-to.js';
import type { components } from '../../api-client/schema.js';
import { connectService, type ServiceContext } from '../connect-service.js';
import { CliError, EXIT } from '../exit-codes.js';
import type { CliIo } from '../io.js';
import { printDone, printList, timeText } from '../print.js';
import type { AskOptions } from '../service-options.js';

type Webhook = components['schemas']['WebhookDto'];
type Delivery = components['schemas']['DeliveryDto'];

export interface AddWebhookOptions extends AskOptions {
  readonly types?: components['schemas']['EventType'][];
  readonly description?: string;
}

/** `kaimen webhooks list` */
export async function listWebhooks(options: AskOptions, context: ServiceContext): Promise<void> {
  const { api } = await connectService(options, context);
  const { items } = await dataOf(api.GET('/api/v1/webhooks'));
  const columns = {
    id: ({ id }: Webhook) => id,
    state: ({ enabled }: Webhook) => (enabled ? 'enabled' : 'disabled'),
    url: ({ url }: Webhook) => url,
    description: ({ description }: Webhook) => description,
    made: ({ createdAt }: Webhook) => timeText(createdAt),
    events: ({ types }: Webhook) => types.join(' '),
  };
  printList(items, columns, { io: context.io, json: options.json });
  for (const { id, disabledReason, pausedUntil } of items) {
    if (disabledReason !== null) context.io.note(`${id}: ${disabledReason}`);
    if (pausedUntil !== null && Date.parse(pausedUntil) > Date.now())
      context.io.note(`${id}: the receiver is busy, nothing is sent before ${timeText(pausedUntil)}`);
  }
}

/** `kaimen webhooks add URL`: the secret is printed once, to standard output; the rest to standard error. */
export async function addWebhook(
  url: string,
  options: AddWebhookOptions,
  context: ServiceContext,
): Promise<void> {
  const { types, description } = options;
  const { api } = await connectService(options, context);
  const body = { url, types, description, enabled: true };
  const webhook = await dataOf(api.POST('/api/v1/webhooks', { body }));
  printSecret(webhook, `Webhook ${webhook.id} sends ${webhook.types.join(', ')} to ${url}.`, {
    ...{ io: context.io, json: options.json },
  });
}

/** `kaimen webhooks rotate ID`: another secret. */
export async function rotateWebhook(id: string, options: AskOptions, context: ServiceContext): Promise<void> {
  const { api } = await connectService(options, context);
  const webhook = await dataOf(api.POST('/api/v1/webhooks/{id}/rotate', { params: { path: { id } } }));
  const until = timeText(webhook.previousSecretUntil);
  printSecret(webhook, `Messages are signed with both secrets until ${until}.`, {
    ...{ io: context.io, json: options.json },
  });
}

function printSecret(
  webhook: components['schemas']['WebhookWithSecretDto'],
  sentence: string,
  { io, json }: { readonly io: CliIo; readonly json: boolean },
): void {
  if (json) return io.out(JSON.stringify(webhook));
  io.note(`${sentence} The secret that signs them is shown this once:`);
  io.out(webhook.secret);
}

/** `kaimen webhooks enable|disable ID`: the rest of it stays. */
export async function setWebhook(
  id: string,
  enabled: boolean,
  options: AskOptions,
  context: ServiceContext,
): Promise<void> {
  const { api } = await connectService(options, context);
  const params = { path: { id } };
  const { url, types, description } = await dataOf(api.GET('/api/v1/webhooks/{id}', { params }));
  const body = { url, types, description, enabled };
  const webhook = await dataOf(api.PUT('/api/v1/webhooks/{id}', { params, body }));
  const sentence = enabled
    ? `Webhook ${id} is enabled: what waited when it was disabled is sent now.`
    : `Webhook ${id} is disabled.`;
  printDone(webhook, sentence, { io: context.io, json: options.json });
}

/** `kaimen webhooks remove ID` */
export async function removeWebhook(id: string, options: AskOptions, context: ServiceContext): Promise<void> {
  const { api } = await connectService(options, context);
  await dataOf(api.DELETE('/api/v1/webhooks/{id}', { params: { path: { id } } }));
  const printing = { io: context.io, json: options.json };
  printDone({ id, removed: true }, `Webhook ${id} is removed.`, printing);
}

/** `kaimen webhooks deliveries ID`: what was sent, and what came back. */
export async function listDeliveries(
  id: string,
  options: AskOptions & { readonly limit: number },
  context: ServiceContext,
): Promise<void> {
  const { api } = await connectService(options, context);
  const deliveries = await deliveriesOf(api, id, options.limit);
  const columns = {
    id: (delivery: Delivery) => delivery.id,
    event: ({ type }: Delivery) => type,
    state: ({ state }: Delivery) => state,
    made: ({ createdAt }: Delivery) => timeText(createdAt),
    attempts: ({ attempts }: Delivery) => attempts,
    next: ({ nextAt }: Delivery) => timeText(nextAt),
    'last answer': lastAnswer,
  };
  printList(deliveries, columns, { io: context.io, json: options.json });
}

const LOOK_MS = 250;
const ANSWER_MS = 30_000;

/**
 * `kaimen webhooks ping ID`: sends a message that says nothing, and waits for what the receiver answers.
 *
 * @throws CliError not-delivered
 */
export async function pingWebhook(id: string, options: AskOptions, context: ServiceContext): Promise<void> {
  const { api } = await connectService(options, context);
  const sent = await dataOf(api.POST('/api/v1/webhooks/{id}/ping', { params: { path: { id } } }));
  const delivery = await answered(api, id, sent);
  const printing = { io: context.io, json: options.json };
  if (delivery.state === 'delivered')
    return printDone(delivery, `The receiver answers: ${lastAnswer(delivery)}.`, printing);
  throw new CliError(
    EXIT.failed,
    'not-delivered',
    `The message did not arrive: ${lastAnswer(delivery) ?? 'no worker has sent it yet'}`,
    `It is tried again; see it with: kaimen webhooks deliveries ${id}`,
  );
}

async function answered(api: KaimenClient['api'], webhookId: string, sent: Delivery): Promise<Delivery> {
  let delivery = sent;
  for (const begunMs = performance.now(); performance.now() - begunMs < ANSWER_MS;) {
    // Newest first: others may have been sent since.
    const found = (await deliveriesOf(api, webhookId, 50)).find(({ id }) => id === sent.id);
    delivery = found ?? delivery;
    if (delivery.answers.length > 0) return delivery;
    await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
  }
  return delivery;
}

const deliveriesOf = (api: KaimenClient['api'], id: string, limit: number): Promise<Delivery[]> =>
  listUpTo(limit, (query) =>
    dataOf(api.GET('/api/v1/webhooks/{id}/deliveries', { params: { path: { id }, query } })),
  );

function lastAnswer({ answers }: Delivery): string | null {
  const last = answers.at(-1);
  if (last === undefined) return null;
  return `${last.status ?? last.error ?? 'no answer'} after ${last.tookMs} ms`;
}
