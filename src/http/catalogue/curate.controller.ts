import { Body, Controller, HttpCode, Inject, Param, Patch, Post, Req } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Request } from 'express';
import { CurateBoundaries } from '../../workflows/catalogue/curate-boundaries.js';
import { ManageEvidence } from '../../workflows/catalogue/manage-evidence.js';
import { Needs } from '../auth/needs.js';
import { Caller, type Principal } from '../auth/principal.js';
import { ApiProblems } from '../openapi/api-problems.js';
import { created } from '../requests/created.js';
import { RecordIdPipe } from '../requests/record-id.pipe.js';
import { CatalogueBoundaryDto, CatalogueBoundarySummaryDto, CatalogueEvidenceDto } from './catalogue.dto.js';
import { toBoundaryDto, toEvidenceDto, toSummaryDto } from './catalogue.mapper.js';
import { AddEvidenceDto, AddPropertyDto, ChangeBoundaryDto, NameBoundaryDto } from './curate.dto.js';
import { toEvidenceRequest, toNamedBoundary, toPropertyRequest } from './curate.mapper.js';

const BASE = '/api/v1/catalogue/boundaries';

/** What people write into the catalogue by hand. */
@ApiTags('catalogue')
@Controller('api/v1/catalogue')
@Needs('catalogue:write')
export class CurateController {
  constructor(
    @Inject(CurateBoundaries) private readonly curate: CurateBoundaries,
    @Inject(ManageEvidence) private readonly evidence: ManageEvidence,
  ) {}

  /** A boundary by its name: material, Σ, axis and plane. A symmetry-equivalent one that is there already is the answer. */
  @Post('boundaries')
  @HttpCode(201)
  @ApiProblems(400, 401, 403, 406, 415, 422)
  async name(
    @Caller() caller: Principal,
    @Body() body: NameBoundaryDto,
    @Req() request: Request,
  ): Promise<CatalogueBoundaryDto> {
    const { boundary, isNew } = await this.curate.name(caller, toNamedBoundary(body));
    created(request, `${BASE}/${boundary.id}`, isNew);
    return toBoundaryDto(boundary);
  }

  /** Shows a boundary to everybody (by OPTIMADE), or no longer. */
  @Patch('boundaries/:id')
  @ApiProblems(400, 401, 403, 404, 406, 415, 422)
  async change(
    @Caller() caller: Principal,
    @Param('id', RecordIdPipe) id: string,
    @Body() { isPublic }: ChangeBoundaryDto,
  ): Promise<CatalogueBoundarySummaryDto> {
    return toSummaryDto(await this.curate.publish(caller, id, isPublic));
  }

  /** Adds a value of a property; an older one of the same method and conditions is superseded and kept. */
  @Post('boundaries/:id/properties')
  @HttpCode(201)
  @ApiProblems(400, 401, 403, 404, 406, 415, 422)
  async addProperty(
    @Caller() caller: Principal,
    @Param('id', RecordIdPipe) id: string,
    @Body() body: AddPropertyDto,
    @Req() request: Request,
  ): Promise<CatalogueBoundaryDto> {
    const { boundary, isNew } = await this.curate.addProperty(caller, toPropertyRequest(id, body));
    created(request, `${BASE}/${id}`, isNew);
    return toBoundaryDto(boundary);
  }

  /** Ties a region of an analysed scan, a search or a publication to a boundary; what networks say in the region becomes numbers of it. */
  @Post('boundaries/:id/evidence')
  @HttpCode(201)
  @ApiProblems(400, 401, 403, 404, 406, 409, 415, 422)
  async addEvidence(
    @Caller() caller: Principal,
    @Param('id', RecordIdPipe) id: string,
    @Body() body: AddEvidenceDto,
  ): Promise<CatalogueEvidenceDto> {
    return toEvidenceDto(await this.evidence.assign(caller, id, toEvidenceRequest(body)));
  }

  /** Accepts a suggestion, or one that was rejected: it counts from now on. 404 as well when it counts already. */
  @Post('evidence/:id/accept')
  @HttpCode(200)
  @ApiProblems(401, 403, 404, 406)
  async accept(
    @Caller() caller: Principal,
    @Param('id', RecordIdPipe) id: string,
  ): Promise<CatalogueEvidenceDto> {
    return toEvidenceDto(await this.evidence.decide(caller, id, 'accepted'));
  }

  /** Rejects a suggestion, or takes back what was accepted or assigned; it is kept, and counts no more. 404 as well when it was rejected before. */
  @Post('evidence/:id/reject')
  @HttpCode(200)
  @ApiProblems(401, 403, 404, 406)
  async reject(
    @Caller() caller: Principal,
    @Param('id', RecordIdPipe) id: string,
  ): Promise<CatalogueEvidenceDto> {
    return toEvidenceDto(await this.evidence.decide(caller, id, 'rejected'));
  }
}
