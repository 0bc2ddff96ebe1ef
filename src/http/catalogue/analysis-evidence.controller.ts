import { Controller, Get, HttpCode, Inject, Param, Post, Query, Req } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Request } from 'express';
import { FindBoundaries } from '../../workflows/catalogue/find-boundaries.js';
import { SuggestBoundaries } from '../../workflows/catalogue/suggest-boundaries.js';
import { Clock } from '../../workflows/ports/clock.js';
import { Needs } from '../auth/needs.js';
import { Caller, OwnerId, type Principal } from '../auth/principal.js';
import { ApiProblems } from '../openapi/api-problems.js';
import { HttpProblem } from '../problems/http-problem.js';
import { RecordIdPipe } from '../requests/record-id.pipe.js';
import { EvidenceListDto } from './catalogue.dto.js';
import { toEvidenceDto } from './catalogue.mapper.js';
import { KeepQueryDto, RegionQueryDto, SuggestionListDto } from './suggestion.dto.js';
import { toSuggestionDto } from './suggestion.mapper.js';

@ApiTags('catalogue')
@Controller('api/v1/analyses')
@Needs('catalogue:read')
export class AnalysisEvidenceController {
  constructor(
    @Inject(FindBoundaries) private readonly find: FindBoundaries,
    @Inject(SuggestBoundaries) private readonly suggest: SuggestBoundaries,
    @Inject(Clock) private readonly clock: Clock,
  ) {}

  /** Which boundaries this analysis is evidence for, suggested and rejected ones too. */
  @Get(':id/evidence')
  @ApiProblems(401, 403, 404, 406)
  async evidence(
    @OwnerId() ownerId: string,
    @Param('id', RecordIdPipe) id: string,
  ): Promise<EvidenceListDto> {
    return { items: (await this.find.evidenceOfAnalysis(ownerId, id)).map(toEvidenceDto) };
  }

  /** Which boundaries of the catalogue a part of the scan may be, best first, with reasons; nothing is accepted by it. */
  @Get(':id/suggestions')
  @ApiProblems(400, 401, 403, 404, 406, 409)
  async suggestions(
    @OwnerId() ownerId: string,
    @Param('id', RecordIdPipe) analysisId: string,
    @Query() { from: fromPixel, to }: RegionQueryDto,
  ): Promise<SuggestionListDto> {
    const ranked = await this.suggest.rank(ownerId, { analysisId, fromPixel, toPixel: to ?? null });
    return { items: ranked.map(toSuggestionDto) };
  }

  /** Keeps them, or the one that is named, as suggestions that wait for somebody to accept or reject them. */
  @Post(':id/suggestions')
  @Needs('catalogue:write')
  @HttpCode(201)
  @ApiProblems(400, 401, 403, 404, 406, 409)
  async keep(
    @Caller() { ownerId, by }: Principal,
    @Param('id', RecordIdPipe) analysisId: string,
    @Query() { from: fromPixel, to, boundary: boundaryId }: KeepQueryDto,
    @Req() { body }: Request,
  ): Promise<EvidenceListDto> {
    if (Object.keys((body ?? {}) as object).length > 0)
      throw new HttpProblem('invalid-parameter', 'Say from and to in the address: ?from=10&to=14.');
    const stamp = { at: this.clock.now(), by };
    const region = { analysisId, fromPixel, toPixel: to ?? null, boundaryId: boundaryId ?? null };
    const kept = await this.suggest.keep(ownerId, region, stamp);
    return { items: kept.map(toEvidenceDto) };
  }
}
