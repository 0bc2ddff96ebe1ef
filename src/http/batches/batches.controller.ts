import {
  Body,
  Controller,
  Get,
  HttpCode,
  Inject,
  Param,
  Post,
  Query,
  Req,
  type StreamableFile,
} from '@nestjs/common';
import { ApiOkResponse, ApiProduces, ApiTags } from '@nestjs/swagger';
import type { Request } from 'express';
import { ChangeBatch } from '../../workflows/batches/change-batch.js';
import { ReadBatches } from '../../workflows/batches/read-batches.js';
import { SubmitBatch } from '../../workflows/batches/submit-batch.js';
import { Needs } from '../auth/needs.js';
import { OwnerId } from '../auth/principal.js';
import { QueuesJobs } from '../limits/queue-room.guard.js';
import { ApiProblems } from '../openapi/api-problems.js';
import { accepted } from '../requests/accepted.js';
import { bytesAnswer } from '../requests/binary-answer.js';
import { PageQueryDto } from '../requests/page-query.dto.js';
import { Produces } from '../requests/produces.js';
import { RecordIdPipe } from '../requests/record-id.pipe.js';
import { BatchDto, BatchListDto, BatchRowListDto, BatchRowQueryDto, SubmitBatchDto } from './batch.dto.js';
import { toBatchDto, toBatchRequest, toBatchRowDto } from './batch.mapper.js';

@ApiTags('batches')
@Controller('api/v1/batches')
@Needs('analyses:read')
export class BatchesController {
  constructor(
    @Inject(SubmitBatch) private readonly submitBatch: SubmitBatch,
    @Inject(ReadBatches) private readonly reading: ReadBatches,
    @Inject(ChangeBatch) private readonly changing: ChangeBatch,
  ) {}

  /**
   * Queues one recipe on many datasets. A dataset whose scan was analysed with the same recipe by the same version of the program
   * gets that analysis (`reused`).
   */
  @Post()
  @QueuesJobs()
  @Needs('analyses:write')
  @HttpCode(202)
  @ApiProblems(400, 401, 403, 404, 406, 409, 415, 422)
  async submit(
    @OwnerId() ownerId: string,
    @Body() body: SubmitBatchDto,
    @Req() request: Request,
  ): Promise<BatchDto> {
    const { id } = await this.submitBatch.run(toBatchRequest(body, ownerId));
    accepted(request, `/api/v1/batches/${id}`);
    return toBatchDto(await this.reading.show(ownerId, id));
  }

  /** Own batches, newest first. */
  @Get()
  @ApiProblems(400, 401, 403, 406)
  async list(@OwnerId() ownerId: string, @Query() query: PageQueryDto): Promise<BatchListDto> {
    const { items, nextCursor } = await this.reading.list(ownerId, PageQueryDto.toPageRequest(query));
    return { items: items.map(toBatchDto), nextCursor };
  }

  @Get(':id')
  @ApiProblems(401, 403, 404, 406)
  async show(@OwnerId() ownerId: string, @Param('id', RecordIdPipe) id: string): Promise<BatchDto> {
    return toBatchDto(await this.reading.show(ownerId, id));
  }

  /** The table, in the order of the datasets. */
  @Get(':id/rows')
  @ApiProblems(400, 401, 403, 404, 406)
  async rows(
    @OwnerId() ownerId: string,
    @Param('id', RecordIdPipe) id: string,
    @Query() { limit, cursor, state }: BatchRowQueryDto,
  ): Promise<BatchRowListDto> {
    const after = cursor === undefined ? null : Number(cursor);
    const lines = await this.reading.lines(ownerId, id, { limit, after, state: state ?? null });
    const nextCursor = lines.length < limit ? null : String(lines[lines.length - 1].position);
    return { items: lines.map(toBatchRowDto), nextCursor };
  }

  /** The whole table, with the mean of every descriptor. */
  @Get(':id/table.csv')
  @Produces('text/csv')
  @ApiProduces('text/csv')
  @ApiOkResponse({ schema: { type: 'string' } })
  @ApiProblems(401, 403, 404, 406)
  async csv(@OwnerId() ownerId: string, @Param('id', RecordIdPipe) id: string): Promise<StreamableFile> {
    const csv = await this.reading.csv(ownerId, id);
    const type = 'text/csv; charset=utf-8';
    return bytesAnswer(csv, { type, fileName: 'batch.csv' });
  }

  /** Ends the analyses that this batch queued; those that were there before go on. */
  @Post(':id/cancel')
  @Needs('analyses:write')
  @HttpCode(202)
  @ApiProblems(401, 403, 404, 406, 409)
  async cancel(@OwnerId() ownerId: string, @Param('id', RecordIdPipe) id: string): Promise<BatchDto> {
    return toBatchDto(await this.changing.cancel(ownerId, id));
  }

  /** Queues anew what failed or was cancelled. */
  @Post(':id/retry')
  @QueuesJobs()
  @Needs('analyses:write')
  @HttpCode(202)
  @ApiProblems(401, 403, 404, 406, 409)
  async retry(@OwnerId() ownerId: string, @Param('id', RecordIdPipe) id: string): Promise<BatchDto> {
    return toBatchDto(await this.changing.retry(ownerId, id));
  }
}
