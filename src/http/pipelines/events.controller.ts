import { Controller, Get, Req, Res } from '@nestjs/common';
import { ApiExtraModels, ApiHeader, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { Request, Response } from 'express';
import { Needs } from '../auth/needs.js';
import { OwnerId } from '../auth/principal.js';
import { ApiProblems } from '../openapi/api-problems.js';
import { Produces } from '../requests/produces.js';
import { EventStreams } from './event-streams.js';
import { PipelineEventDto } from './webhook.dto.js';

@ApiTags('pipelines')
@Controller('api/v1/events')
@Needs('analyses:read')
export class EventsController {
  constructor(private readonly streams: EventStreams) {}

  /**
   * What becomes ready, is rejected, succeeds or fails of all own records, as server-sent events: from now on, or after
   * Last-Event-ID (0: all of the last 30 days). It does not end.
   */
  @Get()
  @Produces('text/event-stream')
  @ApiExtraModels(PipelineEventDto)
  @ApiHeader({ name: 'Last-Event-ID', required: false, description: 'resume after this event' })
  @ApiResponse({
    status: 200,
    description: 'events of the types of webhooks with a PipelineEventDto as data',
    content: { 'text/event-stream': { schema: { type: 'string' } } },
  })
  @ApiProblems(400, 401, 403, 406)
  events(@OwnerId() ownerId: string, @Req() request: Request, @Res() response: Response): Promise<void> {
    return this.streams.send(request, response, ownerId);
  }
}
