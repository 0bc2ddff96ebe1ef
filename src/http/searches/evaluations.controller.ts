import { Controller, Get, Inject, Param, Query, Req, type StreamableFile } from '@nestjs/common';
import { ApiExtraModels, ApiOkResponse, ApiTags, getSchemaPath } from '@nestjs/swagger';
import { IsOptional, Matches } from 'class-validator';
import type { Request } from 'express';
import { ReadSearches } from '../../workflows/searches/read-searches.js';
import { Needs } from '../auth/needs.js';
import { OwnerId } from '../auth/principal.js';
import { ApiProblems } from '../openapi/api-problems.js';
import { binaryAnswer } from '../requests/binary-answer.js';
import { Produces } from '../requests/produces.js';
import { QueryInteger } from '../requests/query-fields.js';
import { RecordIdPipe } from '../requests/record-id.pipe.js';
import { CandidateMapDto, EvaluationListDto } from './search.dto.js';
import { toCandidateMapDto, toEvaluationDto, toIndex } from './search.mapper.js';
import { ProducesStructure, structureAnswer, StructureQueryDto } from './structure-answer.js';

const CSV = 'text/csv';
const TYPES = ['application/json', CSV];

export class EvaluationQueryDto {
  @QueryInteger({ min: 1, max: 1000, default: 200 })
  limit: number = 200;

  /** `nextCursor` of the page before. */
  @IsOptional()
  @Matches(/^\d{1,9}$/, { message: 'cursor must be one that a list gave out' })
  cursor?: string;
}

@ApiTags('searches')
@Controller('api/v1/searches/:id')
@Needs('searches:read')
export class EvaluationsController {
  constructor(@Inject(ReadSearches) private readonly reading: ReadSearches) {}

  /** What has come back, in the order in which it was handed out; as text/csv all of it. */
  @Get('evaluations')
  @Produces(...TYPES)
  @ApiExtraModels(EvaluationListDto)
  @ApiOkResponse({
    content: {
      'application/json': { schema: { $ref: getSchemaPath(EvaluationListDto) } },
      [CSV]: { schema: { type: 'string' } },
    },
  })
  @ApiProblems(400, 401, 403, 404, 406, 409)
  async list(
    @OwnerId() ownerId: string,
    @Param('id', RecordIdPipe) id: string,
    @Query() { limit, cursor }: EvaluationQueryDto,
    @Req() request: Request,
  ): Promise<EvaluationListDto | StreamableFile> {
    if (request.accepts(TYPES) === CSV) {
      const csv = await this.reading.csv(ownerId, id);
      return binaryAnswer(csv, { type: `${CSV}; charset=utf-8`, fileName: 'evaluations.csv' });
    }
    const after = cursor === undefined ? null : Number(cursor);
    const rows = await this.reading.evaluations(ownerId, id, { limit, after });
    const nextCursor = rows.length < limit ? null : String(rows[rows.length - 1].position);
    return { items: rows.map(toEvaluationDto), nextCursor };
  }

  /** All candidates, and what the model expects of each. */
  @Get('candidates')
  @ApiProblems(401, 403, 404, 406, 409)
  async map(@OwnerId() ownerId: string, @Param('id', RecordIdPipe) id: string): Promise<CandidateMapDto> {
    return toCandidateMapDto(await this.reading.map(ownerId, id));
  }

  /** Atoms of a candidate: relaxed where that was kept, else as it is made. */
  // eslint-disable-next-line max-params -- Nest hands over the parts of a request as parameters
  @Get('candidates/:index/structure')
  @ProducesStructure()
  @ApiProblems(400, 401, 403, 404, 406, 409, 422)
  async structure(
    @OwnerId() ownerId: string,
    @Param('id', RecordIdPipe) id: string,
    @Param('index') index: string,
    @Query() { format }: StructureQueryDto,
    @Req() request: Request,
  ): Promise<StreamableFile> {
    const { text, isRelaxed } = await this.reading.structure(ownerId, id, { index: toIndex(index), format });
    request.res!.setHeader('X-Kaimen-Structure', isRelaxed ? 'relaxed' : 'unrelaxed');
    return structureAnswer(text, `candidate-${index}`, format);
  }
}
