import { Controller, Get, HttpCode, Inject, Param, Post, Query, Req } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Request } from 'express';
import { CancelJob } from '../../workflows/cancel-job.js';
import { FindRecords } from '../../workflows/find-records.js';
import { JobRepository } from '../../workflows/ports/repositories.js';
import { RetryJob } from '../../workflows/retry-job.js';
import { refuseBound } from '../auth/bound-instrument.js';
import { Needs } from '../auth/needs.js';
import { Caller, OwnerId, type Principal } from '../auth/principal.js';
import { QueuesJobs } from '../limits/queue-room.guard.js';
import { ApiProblems } from '../openapi/api-problems.js';
import { accepted } from '../requests/accepted.js';
import { PageQueryDto } from '../requests/page-query.dto.js';
import { RecordIdPipe } from '../requests/record-id.pipe.js';
import { JobDto, JobListDto, JobQueryDto } from './job.dto.js';
import { toJobDto } from './job.mapper.js';

@ApiTags('jobs')
@Controller('api/v1/jobs')
@Needs('datasets:read', 'analyses:read', 'searches:read', 'catalogue:read')
export class JobsController {
  constructor(
    @Inject(FindRecords) private readonly records: FindRecords,
    @Inject(JobRepository) private readonly jobs: JobRepository,
    @Inject(CancelJob) private readonly cancelJob: CancelJob,
    @Inject(RetryJob) private readonly retryJob: RetryJob,
  ) {}

  /** Own jobs, newest first. */
  @Get()
  @ApiProblems(400, 401, 403, 406)
  async list(@OwnerId() ownerId: string, @Query() query: JobQueryDto): Promise<JobListDto> {
    const page = PageQueryDto.toPageRequest(query);
    const { items, nextCursor } = await this.jobs.list(ownerId, page, query.state ?? null);
    return { items: items.map(toJobDto), nextCursor };
  }

  @Get(':id')
  @ApiProblems(401, 403, 404, 406)
  async show(@OwnerId() ownerId: string, @Param('id', RecordIdPipe) id: string): Promise<JobDto> {
    return toJobDto(await this.records.job(ownerId, id));
  }

  /** Ends a job that is queued or running. */
  @Post(':id/cancel')
  @HttpCode(202)
  @Needs('datasets:write', 'analyses:write', 'searches:write', 'catalogue:write')
  @ApiProblems(401, 403, 404, 406, 409)
  async cancel(@Caller() caller: Principal, @Param('id', RecordIdPipe) id: string): Promise<JobDto> {
    refuseBound(caller);
    return toJobDto(await this.cancelJob.run(caller.ownerId, id));
  }

  /** Runs what failed or was cancelled once more, as a new job; a search goes on where it was. */
  @Post(':id/retry')
  @QueuesJobs()
  @HttpCode(202)
  @Needs('datasets:write', 'analyses:write', 'searches:write', 'catalogue:write')
  @ApiProblems(401, 403, 404, 406, 409)
  async retry(
    @Caller() caller: Principal,
    @Param('id', RecordIdPipe) id: string,
    @Req() request: Request,
  ): Promise<JobDto> {
    refuseBound(caller);
    const job = await this.retryJob.run(caller.ownerId, id);
    accepted(request, `/api/v1/jobs/${job.id}`);
    return toJobDto(job);
  }
}
