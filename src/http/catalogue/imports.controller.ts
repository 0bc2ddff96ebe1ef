import { Body, Controller, Get, HttpCode, Inject, Param, Post, Query, Req } from '@nestjs/common';
import { ApiBody, ApiConsumes, ApiTags } from '@nestjs/swagger';
import type { Request } from 'express';
import { ManageImports } from '../../workflows/catalogue/manage-imports.js';
import { Needs } from '../auth/needs.js';
import { Caller, OwnerId, type Principal } from '../auth/principal.js';
import { HttpOptions } from '../http-options.js';
import { QueuesJobs } from '../limits/queue-room.guard.js';
import { StreamsBody } from '../limits/request-memory.js';
import { ApiProblems } from '../openapi/api-problems.js';
import { accepted } from '../requests/accepted.js';
import { RecordIdPipe } from '../requests/record-id.pipe.js';
import {
  CatalogueImportDto,
  CommitImportDto,
  ImportFormDto,
  ImportListDto,
  ImportQueryDto,
} from './imports.dto.js';
import { toImportDto, toImportOptions, toImportSummaryDto } from './imports.mapper.js';
import { receiveFiles } from './receive-files.js';

@ApiTags('catalogue')
@Controller('api/v1/catalogue/imports')
@Needs('catalogue:write')
export class ImportsController {
  constructor(
    @Inject(ManageImports) private readonly imports: ManageImports,
    @Inject(HttpOptions) private readonly options: HttpOptions,
  ) {}

  /** Has files read by a job: entries, which boundaries are new, problems by row. Nothing comes in before it is committed. */
  @Post()
  @QueuesJobs()
  @StreamsBody()
  @HttpCode(202)
  @ApiConsumes('multipart/form-data')
  @ApiBody({ type: ImportFormDto })
  @ApiProblems(400, 401, 403, 406, 413, 415, 422)
  async submit(
    @Caller() caller: Principal,
    @Query() query: ImportQueryDto,
    @Req() request: Request,
  ): Promise<CatalogueImportDto> {
    const { maxUploadBytes } = this.options;
    const files = await receiveFiles(request, maxUploadBytes, (file) => this.imports.keep(file));
    const view = await this.imports.submit(caller, files, toImportOptions(query));
    accepted(request, `/api/v1/catalogue/imports/${view.record.id}`);
    return toImportDto(view);
  }

  /** Newest first. */
  @Get()
  @Needs('catalogue:read')
  @ApiProblems(401, 403, 406)
  async list(@OwnerId() ownerId: string): Promise<ImportListDto> {
    return { items: (await this.imports.list(ownerId)).map(toImportSummaryDto) };
  }

  @Get(':id')
  @Needs('catalogue:read')
  @ApiProblems(401, 403, 404, 406)
  async show(@OwnerId() ownerId: string, @Param('id', RecordIdPipe) id: string): Promise<CatalogueImportDto> {
    return toImportDto(await this.imports.show(ownerId, id));
  }

  /** Has it taken in by a job, all in one transaction; refused while there are problems, unless these are left out. */
  @Post(':id/commit')
  @QueuesJobs()
  @HttpCode(202)
  @ApiProblems(400, 401, 403, 404, 406, 409, 415, 422)
  async commit(
    @Caller() caller: Principal,
    @Param('id', RecordIdPipe) id: string,
    @Body() { leaveOutProblems = false }: CommitImportDto,
  ): Promise<CatalogueImportDto> {
    return toImportDto(await this.imports.commit(caller, id, leaveOutProblems));
  }
}
