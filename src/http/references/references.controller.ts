import { Body, Controller, Delete, Get, HttpCode, Inject, Param, Post, Query, Req } from '@nestjs/common';
import { ApiBody, ApiConsumes, ApiTags } from '@nestjs/swagger';
import type { Request } from 'express';
import { ReferenceRepository } from '../../workflows/ports/references.js';
import { ManageReferences } from '../../workflows/references/manage-references.js';
import { Needs } from '../auth/needs.js';
import { OwnerId } from '../auth/principal.js';
import { UploadFormDto } from '../datasets/dataset.dto.js';
import { receiveUpload } from '../datasets/receive-upload.js';
import { StreamsBody } from '../limits/request-memory.js';
import { ApiProblems } from '../openapi/api-problems.js';
import { PageQueryDto } from '../requests/page-query.dto.js';
import { RecordIdPipe } from '../requests/record-id.pipe.js';
import {
  FactsQueryDto,
  KeepSelectionDto,
  ReferenceDto,
  ReferenceListDto,
  ReferenceQueryDto,
  ReferenceSpectrumDto,
} from './reference.dto.js';
import { toFacts, toFilter, toReferenceDto, toSelection } from './reference.mapper.js';

@ApiTags('references')
@Controller('api/v1/references')
@Needs('analyses:read')
export class ReferencesController {
  constructor(
    @Inject(ManageReferences) private readonly manage: ManageReferences,
    @Inject(ReferenceRepository) private readonly references: ReferenceRepository,
  ) {}

  /** Keeps the spectrum of a text file (.msa as EELSDB gives it, .xdi, .csv, .tsv); facts in the query go before those of its title or header. */
  @Post()
  @StreamsBody()
  @Needs('analyses:write')
  @HttpCode(201)
  @ApiConsumes('multipart/form-data')
  @ApiBody({ type: UploadFormDto })
  @ApiProblems(400, 401, 403, 404, 406, 413, 415, 422)
  async upload(
    @OwnerId() ownerId: string,
    @Query() query: FactsQueryDto,
    @Req() request: Request,
  ): Promise<ReferenceDto> {
    const facts = toFacts(query);
    return toReferenceDto(
      await receiveUpload(request, (file) => this.manage.addFile({ ...file, ownerId, facts })),
    );
  }

  /** Keeps a spectrum of an analysis: the mean of a cluster, of pixels or of all, or a component. */
  @Post('from-analysis')
  @Needs('analyses:write')
  @HttpCode(201)
  @ApiProblems(400, 401, 403, 404, 406, 409, 415, 422)
  async keep(@OwnerId() ownerId: string, @Body() body: KeepSelectionDto): Promise<ReferenceDto> {
    const facts = { ...toFacts(body), name: body.name };
    const selection = toSelection(body.selection);
    return toReferenceDto(await this.manage.addSelection(ownerId, body.analysisId, selection, facts));
  }

  /** Own references, newest first. */
  @Get()
  @ApiProblems(400, 401, 403, 406)
  async list(@OwnerId() ownerId: string, @Query() query: ReferenceQueryDto): Promise<ReferenceListDto> {
    const page = PageQueryDto.toPageRequest(query);
    const { items, nextCursor } = await this.references.list(ownerId, toFilter(query), page);
    return { items: items.map(toReferenceDto), nextCursor };
  }

  @Get(':id')
  @ApiProblems(401, 403, 404, 406)
  async show(@OwnerId() ownerId: string, @Param('id', RecordIdPipe) id: string): Promise<ReferenceDto> {
    return toReferenceDto((await this.manage.find(ownerId, id)).reference);
  }

  @Get(':id/spectrum')
  @ApiProblems(401, 403, 404, 406)
  async spectrum(
    @OwnerId() ownerId: string,
    @Param('id', RecordIdPipe) id: string,
  ): Promise<ReferenceSpectrumDto> {
    const { reference, values } = await this.manage.find(ownerId, id);
    return { energy: { ...reference.energy }, values: [...values] };
  }

  @Delete(':id')
  @Needs('analyses:write')
  @HttpCode(204)
  @ApiProblems(401, 403, 404)
  async remove(@OwnerId() ownerId: string, @Param('id', RecordIdPipe) id: string): Promise<void> {
    await this.manage.remove(ownerId, id);
  }
}
