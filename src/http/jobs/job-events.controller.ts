import { Controller, Get, Param, Req, Res } from '@nestjs/common';
import { ApiExtraModels, ApiHeader, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { Request, Response } from 'express';
import { Needs } from '../auth/needs.js';
import { OwnerId } from '../auth/principal.js';
import { ApiProblems } from '../openapi/api-problems.js';
import { Produces } from '../requests/produces.js';
import { RecordIdPipe } from '../requests/record-id.pipe.js';
import { JobEventDto } from './job.dto.js';
import { JobEventStreams } from './job-event-streams.js';

@ApiTags('jobs')
@Controller('api/v1/jobs/:id/events')
@Needs('datasets:read', 'analyses:read', 'searches:read', 'catalogue:read')
export class JobEventsController {
  constructor(private readonly streams: JobEventStreams) {}

  /** What happens to a job, as server-sent events; ends after the last one. 204 when there is nothing more. */
  @Get()
  @Produces('text/event-stream')
  @ApiExtraModels(JobEventDto)
  @ApiHeader({ name: 'Last-Event-ID', required: false, description: 'resume after this event' })
  @ApiResponse({
    status: 200,
    description: 'events of type `job` with a JobEventDto as data',
    content: { 'text/event-stream': { schema: { type: 'string' } } },
  })
  @ApiResponse({ status: 204, description: 'the job has ended and no event is left' })
  @ApiProblems(400, 401, 403, 404, 406)
  events(
    @OwnerId() ownerId: string,
    @Param('id', RecordIdPipe) id: string,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    return this.streams.send(request, response, { ownerId, id });
  }
}
