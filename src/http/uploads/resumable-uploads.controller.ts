import {
  Controller,
  Delete,
  Get,
  Head,
  Inject,
  Options,
  Param,
  Patch,
  Post,
  Query,
  Req,
  Res,
} from '@nestjs/common';
import { ApiHeader, ApiNoContentResponse, ApiOkResponse, ApiResponse, ApiTags } from '@nestjs/swagger';
import { SkipThrottle } from '@nestjs/throttler';
import type { Request, Response } from 'express';
import { UploadBytes } from '../../workflows/ports/upload-bytes.js';
import { UploadRepository } from '../../workflows/ports/uploads.js';
import { WorkflowError } from '../../workflows/workflow-error.js';
import { Needs } from '../auth/needs.js';
import { Caller, OwnerId, type Principal } from '../auth/principal.js';
import { SubmittedDatasetDto } from '../datasets/dataset.dto.js';
import { HttpOptions } from '../http-options.js';
import { QueuesJobs } from '../limits/queue-room.guard.js';
import { StreamsBody } from '../limits/request-memory.js';
import { ApiProblems } from '../openapi/api-problems.js';
import { PageQueryDto } from '../requests/page-query.dto.js';
import { Produces } from '../requests/produces.js';
import { RecordIdPipe } from '../requests/record-id.pipe.js';
import { TusProtocol } from './tus-protocol.js';
import { UploadDto, UploadListDto } from './upload.dto.js';
import { toUploadDto } from './upload.mapper.js';

const AnyAnswer = Produces('application/json', 'text/plain', 'application/octet-stream');
const text = { schema: { type: 'string' as const } };
const TUS = { name: 'Tus-Resumable', schema: { ...text.schema, enum: ['1.0.0'] }, required: true };

/** Files in pieces, by the protocol tus 1.0: what arrived before a connection broke is not sent again. */
@ApiTags('uploads')
@Controller('api/v1/uploads')
@Needs('datasets:write')
export class ResumableUploadsController {
  constructor(
    private readonly protocol: TusProtocol,
    @Inject(UploadRepository) private readonly uploads: UploadRepository,
    @Inject(UploadBytes) private readonly bytes: UploadBytes,
    private readonly options: HttpOptions,
  ) {}

  /** What of the protocol is spoken here. */
  @Options()
  @Needs('nothing')
  @AnyAnswer
  @ApiNoContentResponse({
    headers: { 'Tus-Version': text, 'Tus-Extension': text, 'Tus-Max-Size': text },
  })
  describe(@Res() response: Response): void {
    response
      .status(204)
      .set({ 'Tus-Resumable': '1.0.0', 'Tus-Version': '1.0.0', 'Tus-Extension': TusProtocol.EXTENSIONS })
      .set('Tus-Max-Size', String(this.options.maxUploadBytes))
      .end();
  }

  /**
   * Begins an upload. Upload-Metadata holds `filename` and, where known, `sha256` (hex), `instrument`, `session`, `modified`
   * (ISO 8601 with offset) and `sidecar` (JSON, at most 16 kB), each in base64.
   */
  @Post()
  @QueuesJobs()
  @StreamsBody()
  @AnyAnswer
  @ApiHeader(TUS)
  @ApiHeader({ name: 'Upload-Length', schema: { type: 'integer' }, required: true })
  @ApiHeader({ name: 'Upload-Metadata', schema: { type: 'string' }, required: true })
  @ApiResponse({ status: 201, headers: { Location: text, 'Upload-Expires': text } })
  @ApiProblems(400, 401, 403, 406, 412, 413, 422, 507)
  begin(@Req() request: Request, @Res() response: Response, @Caller() caller: Principal): Promise<void> {
    return this.protocol.serve(request, response, caller);
  }

  /** How much of it is here. */
  @Head(':id')
  @AnyAnswer
  @ApiHeader(TUS)
  @ApiOkResponse({ headers: { 'Upload-Offset': text, 'Upload-Length': text, 'Upload-Expires': text } })
  @ApiProblems(401, 403, 404, 410, 412, 423)
  async offset(
    @Param('id', RecordIdPipe) _id: string,
    @Req() request: Request,
    @Res() response: Response,
    @Caller() caller: Principal,
  ): Promise<void> {
    await this.protocol.serve(request, response, caller);
  }

  /**
   * Adds bytes at Upload-Offset. The last ones are answered with 200 and the dataset; again, without bytes, the same answer.
   * Bytes that do not hash to what was told, or are no file that is read here, are refused, and nothing is kept.
   */
  @Patch(':id')
  @StreamsBody()
  @SkipThrottle() // a file may come in thousands of pieces
  @AnyAnswer
  @ApiHeader(TUS)
  @ApiHeader({ name: 'Upload-Offset', schema: { type: 'integer' }, required: true })
  @ApiOkResponse({ type: SubmittedDatasetDto })
  @ApiNoContentResponse({ headers: { 'Upload-Offset': text, 'Upload-Expires': text } })
  @ApiProblems(400, 401, 403, 404, 409, 410, 412, 413, 415, 422, 423, 507)
  async append(
    @Param('id', RecordIdPipe) _id: string,
    @Req() request: Request,
    @Res() response: Response,
    @Caller() caller: Principal,
  ): Promise<void> {
    await this.protocol.serve(request, response, caller);
  }

  /** Gives it up: what came of it is removed. */
  @Delete(':id')
  @AnyAnswer
  @ApiHeader(TUS)
  @ApiNoContentResponse()
  @ApiProblems(401, 403, 404, 409, 410, 412, 423)
  async remove(
    @Param('id', RecordIdPipe) _id: string,
    @Req() request: Request,
    @Res() response: Response,
    @Caller() caller: Principal,
  ): Promise<void> {
    await this.protocol.serve(request, response, caller);
  }

  /** Own uploads in pieces, newest first; those that ended are kept for 30 days. */
  @Get()
  @ApiProblems(400, 401, 403, 406)
  async list(@OwnerId() ownerId: string, @Query() query: PageQueryDto): Promise<UploadListDto> {
    const { items, nextCursor } = await this.uploads.list(ownerId, PageQueryDto.toPageRequest(query));
    return { items: await Promise.all(items.map((one) => toUploadDto(one, this.bytes))), nextCursor };
  }

  /** What became of it: for whom the last answer was lost. */
  @Get(':id')
  @ApiProblems(401, 403, 404, 406)
  async show(@OwnerId() ownerId: string, @Param('id', RecordIdPipe) id: string): Promise<UploadDto> {
    const upload = await this.uploads.find(ownerId, id);
    if (upload === null) throw new WorkflowError('not-found', `There is no upload ${id}.`);
    return toUploadDto(upload, this.bytes);
  }
}
