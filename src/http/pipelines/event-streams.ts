import { type BeforeApplicationShutdown, Inject, Injectable } from '@nestjs/common';
import type { Request, Response } from 'express';
import { type PipelineEvent, WebhookRepository } from '../../workflows/ports/webhooks.js';
import { lastEventId, type NextEvents, OpenStreams } from '../requests/event-stream.js';
import type { PipelineEventDto } from './webhook.dto.js';

const AT_ONCE = 500;

/** What ends of an owner's records, as server-sent events: from now on, or after the last one seen. */
@Injectable()
export class EventStreams implements BeforeApplicationShutdown {
  private readonly streams: OpenStreams;

  constructor(@Inject(WebhookRepository) private readonly webhooks: WebhookRepository) {
    this.streams = new OpenStreams((ownerIds) => webhooks.lastSeqs(ownerIds));
  }

  beforeApplicationShutdown(): void {
    this.streams.endAll();
  }

  async send(request: Request, response: Response, ownerId: string): Promise<void> {
    const afterId = lastEventId(request) ?? (await this.webhooks.lastSeqs([ownerId])).get(ownerId) ?? 0;
    const next = async (seq: number): Promise<NextEvents> => {
      const events = await this.webhooks.eventsAfter(ownerId, seq, AT_ONCE);
      return { events: events.map(streamed), isEnd: false };
    };
    await this.streams.send(response, { key: ownerId, ownerId, afterId, next });
  }
}

const streamed = (event: PipelineEvent) => ({ id: event.seq, type: event.type, data: toEventDto(event) });

const toEventDto = ({ type, at, data }: PipelineEvent): PipelineEventDto => ({
  type,
  timestamp: at.toISOString(),
  data: { ...data },
});
