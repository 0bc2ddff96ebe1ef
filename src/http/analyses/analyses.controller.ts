import { Body, Controller, Get, HttpCode, Inject, Param, Post, Query, Req } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Request } from 'express';
import { CancelJob } from '../../workflows/cancel-job.js';
import { FindRecords } from '../../workflows/find-records.js';
import { AnalysisRepository } from '../../workflows/ports/repositories.js';
import { SubmitAnalysis } from '../../workflows/submit-analysis.js';
import { Needs } from '../auth/needs.js';
import { OwnerId } from '../auth/principal.js';
import { QueuesJobs } from '../limits/queue-room.guard.js';
import { ApiProblems } from '../openapi/api-problems.js';
import { accepted } from '../requests/accepted.js';
import { PageQueryDto } from '../requests/page-query.dto.js';
import { RecordIdPipe } from '../requests/record-id.pipe.js';
import {
  AnalysisDto,
  AnalysisListDto,
  AnalysisQueryDto,
  SubmitAnalysisDto,
  SubmittedAnalysisDto,
} from './analysis.dto.js';
import { toAnalysisDto, toAnalysisRequest, toSubmittedAnalysisDto, withJobs } from './analysis.mapper.js';

@ApiTags('analyses')
@Controller('api/v1/analyses')
@Needs('analyses:read')
export class AnalysesController {
  constructor(
    @Inject(FindRecords) private readonly records: FindRecords,
    @Inject(AnalysisRepository) private readonly analyses: AnalysisRepository,
    @Inject(SubmitAnalysis) private readonly submitAnalysis: SubmitAnalysis,
    @Inject(CancelJob) private readonly cancelJob: CancelJob,
  ) {}

  /** Queues the interpretation of a scan. */
  @Post()
  @QueuesJobs()
  @Needs('analyses:write')
  @HttpCode(202)
  @ApiProblems(400, 401, 403, 404, 406, 409, 415, 422)
  async submit(
    @OwnerId() ownerId: string,
    @Body() body: SubmitAnalysisDto,
    @Req() request: Request,
  ): Promise<SubmittedAnalysisDto> {
    const submitted = await this.submitAnalysis.run(toAnalysisRequest(body, ownerId));
    accepted(request, `/api/v1/analyses/${submitted.analysis.id}`);
    return toSubmittedAnalysisDto(submitted);
  }

  /** Own analyses, newest first. */
  @Get()
  @ApiProblems(400, 401, 403, 406)
  async list(@OwnerId() ownerId: string, @Query() query: AnalysisQueryDto): Promise<AnalysisListDto> {
    const page = PageQueryDto.toPageRequest(query);
    const { items, nextCursor } = await this.analyses.list(ownerId, query.datasetId ?? null, page);
    return { items: await withJobs(this.records, items), nextCursor };
  }

  @Get(':id')
  @ApiProblems(401, 403, 404, 406)
  async show(@OwnerId() ownerId: string, @Param('id', RecordIdPipe) id: string): Promise<AnalysisDto> {
    const analysis = await this.records.analysis(ownerId, id);
    return toAnalysisDto(analysis, await this.records.job(ownerId, analysis.jobId));
  }

  /** Ends an analysis that is queued or running. */
  @Post(':id/cancel')
  @Needs('analyses:write')
  @HttpCode(202)
  @ApiProblems(401, 403, 404, 406, 409)
  async cancel(@OwnerId() ownerId: string, @Param('id', RecordIdPipe) id: string): Promise<AnalysisDto> {
    const analysis = await this.records.analysis(ownerId, id);
    return toAnalysisDto(analysis, await this.cancelJob.run(ownerId, analysis.jobId));
  }
}
