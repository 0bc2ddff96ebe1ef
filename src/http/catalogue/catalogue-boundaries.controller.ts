import { Controller, Get, Inject, Param, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { FindBoundaries } from '../../workflows/catalogue/find-boundaries.js';
import { SimilarBoundaries } from '../../workflows/catalogue/similar-boundaries.js';
import { Needs } from '../auth/needs.js';
import { OwnerId } from '../auth/principal.js';
import { ApiProblems } from '../openapi/api-problems.js';
import { RecordIdPipe } from '../requests/record-id.pipe.js';
import {
  CatalogueBoundaryDto,
  CatalogueHistoryDto,
  CatalogueListDto,
  SimilarBoundariesDto,
} from './catalogue.dto.js';
import { toBoundaryDto, toEventDto, toListDto, toSimilarDto } from './catalogue.mapper.js';
import { CatalogueQueryDto, SimilarQueryDto, toListRequest } from './catalogue-filter.dto.js';

@ApiTags('catalogue')
@Controller('api/v1/catalogue/boundaries')
@Needs('catalogue:read')
export class CatalogueBoundariesController {
  constructor(
    @Inject(FindBoundaries) private readonly find: FindBoundaries,
    @Inject(SimilarBoundaries) private readonly similarity: SimilarBoundaries,
  ) {}

  /** Own boundaries, filtered and sorted. */
  @Get()
  @ApiProblems(400, 401, 403, 406)
  async list(@OwnerId() ownerId: string, @Query() query: CatalogueQueryDto): Promise<CatalogueListDto> {
    return toListDto(await this.find.list(ownerId, toListRequest(query)));
  }

  /** All that is known of it: structures, values (superseded ones, too), evidence. */
  @Get(':id')
  @ApiProblems(401, 403, 404, 406)
  async show(
    @OwnerId() ownerId: string,
    @Param('id', RecordIdPipe) id: string,
  ): Promise<CatalogueBoundaryDto> {
    return toBoundaryDto(await this.find.one(ownerId, id));
  }

  /** What was done to it, oldest first. */
  @Get(':id/history')
  @ApiProblems(401, 403, 404, 406)
  async history(
    @OwnerId() ownerId: string,
    @Param('id', RecordIdPipe) id: string,
  ): Promise<CatalogueHistoryDto> {
    return { items: (await this.find.history(ownerId, id)).map(toEventDto) };
  }

  /** Own boundaries most like it, with the reasons: planes, Σ, axis, material, disorientation, energy. */
  @Get(':id/similar')
  @ApiProblems(400, 401, 403, 404, 406)
  async similar(
    @OwnerId() ownerId: string,
    @Param('id', RecordIdPipe) id: string,
    @Query() { limit }: SimilarQueryDto,
  ): Promise<SimilarBoundariesDto> {
    return { items: (await this.similarity.of(ownerId, id, limit)).map(toSimilarDto) };
  }
}
