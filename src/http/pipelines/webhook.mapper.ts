import { messageId } from '../../workflows/pipelines/deliver-webhooks.js';
import type { WebhookRequest } from '../../workflows/pipelines/manage-webhooks.js';
import { type Delivery, EVENT_TYPES, type Webhook } from '../../workflows/ports/webhooks.js';
import type { DeliveryDto, SaveWebhookDto, WebhookDto, WebhookWithSecretDto } from './webhook.dto.js';

export const toWebhookRequest = ({ url, description, types, enabled }: SaveWebhookDto): WebhookRequest => ({
  url,
  description: description ?? null,
  types: types ?? EVENT_TYPES,
  enabled: enabled ?? true,
});

export const toWebhookDto = (webhook: Webhook): WebhookDto => ({
  id: webhook.id,
  url: webhook.url,
  description: webhook.description,
  types: [...webhook.types],
  enabled: webhook.enabled,
  disabledReason: webhook.disabledReason,
  pausedUntil: webhook.pausedUntil?.toISOString() ?? null,
  previousSecretUntil: webhook.previousUntil?.toISOString() ?? null,
  createdAt: webhook.createdAt.toISOString(),
});

export const toWebhookWithSecretDto = (webhook: Webhook): WebhookWithSecretDto => ({
  ...toWebhookDto(webhook),
  secret: webhook.secret,
});

export const toDeliveryDto = (delivery: Delivery): DeliveryDto => ({
  id: delivery.id,
  messageId: messageId(delivery.eventId),
  type: delivery.type,
  state: delivery.state,
  attempts: delivery.attempts,
  nextAt: delivery.nextAt?.toISOString() ?? null,
  answers: delivery.answers.map((answer) => ({ ...answer, at: answer.at.toISOString() })),
  createdAt: delivery.createdAt.toISOString(),
});
