import { type BeforeApplicationShutdown, Inject, Injectable } from '@nestjs/common';
import type { Request, Response } from 'express';
import { type PipelineEvent, WebhookRepository } from '../../workflows/ports/webhooks.js';
import { lastEventId, OpenStreams } from '../requests/event-stream.js';
import type { PipelineEventDto } from './webhook.dto.js';

const AT_ONCE = 500;

/** What ends of an owner's records, as server-sent events: from now on, or after the last one seen. */
@Injectable()
export class EventStreams implements BeforeApplicationShutdown {
  private readonly streams = new OpenStreams();

  constructor(@Inject(WebhookRepository) private readonly webhooks: WebhookRepository) {}

  beforeApplicationShutdown(): void {
    this.streams.endAll();
  }

  async send(request: Request, response: Response, ownerId: string): Promise<void> {
    const after = lastEventId(request) ?? (await this.webhooks.lastSeq(ownerId));
    await this.streams.send(response, after, async (seq) => {
      const events = await this.webhooks.eventsAfter(ownerId, seq, AT_ONCE);
      return { events: events.map(streamed), isEnd: false };
    });
  }
}

const streamed = (event: PipelineEvent) => ({ id: event.seq, type: event.type, data: toEventDto(event) });

const toEventDto = ({ type, at, data }: PipelineEvent): PipelineEventDto => ({
  type,
  timestamp: at.toISOString(),
  data: { ...data },
});
