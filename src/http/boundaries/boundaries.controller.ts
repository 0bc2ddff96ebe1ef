import { Controller, Get, Inject, Param, Query, type StreamableFile } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { BoundaryRepository } from '../../workflows/ports/search-repositories.js';
import { FindSearches } from '../../workflows/searches/find-searches.js';
import { ReadSearches } from '../../workflows/searches/read-searches.js';
import { Needs } from '../auth/needs.js';
import { OwnerId } from '../auth/principal.js';
import { ApiProblems } from '../openapi/api-problems.js';
import { PageQueryDto } from '../requests/page-query.dto.js';
import { RecordIdPipe } from '../requests/record-id.pipe.js';
import { ProducesStructure, structureAnswer, StructureQueryDto } from '../searches/structure-answer.js';
import { BoundaryDto, BoundaryListDto, BoundaryQueryDto } from './boundary.dto.js';
import { toBoundaryDto } from './boundary.mapper.js';

@ApiTags('boundaries')
@Controller('api/v1/boundaries')
@Needs('searches:read')
export class BoundariesController {
  constructor(
    @Inject(FindSearches) private readonly records: FindSearches,
    @Inject(BoundaryRepository) private readonly boundaries: BoundaryRepository,
    @Inject(ReadSearches) private readonly reading: ReadSearches,
  ) {}

  /** Boundaries that own searches found, newest first. */
  @Get()
  @ApiProblems(400, 401, 403, 406)
  async list(@OwnerId() ownerId: string, @Query() query: BoundaryQueryDto): Promise<BoundaryListDto> {
    const filter = { searchId: query.searchId ?? null, sigma: query.sigma ?? null };
    const page = PageQueryDto.toPageRequest(query);
    const { items, nextCursor } = await this.boundaries.list(ownerId, filter, page);
    return { items: items.map(toBoundaryDto), nextCursor };
  }

  @Get(':id')
  @ApiProblems(401, 403, 404, 406)
  async show(@OwnerId() ownerId: string, @Param('id', RecordIdPipe) id: string): Promise<BoundaryDto> {
    return toBoundaryDto(await this.records.boundary(ownerId, id));
  }

  /** Its relaxed atoms. */
  @Get(':id/structure')
  @ProducesStructure()
  @ApiProblems(400, 401, 403, 404, 406)
  async structure(
    @OwnerId() ownerId: string,
    @Param('id', RecordIdPipe) id: string,
    @Query() { format }: StructureQueryDto,
  ): Promise<StreamableFile> {
    return structureAnswer(await this.reading.boundaryStructure(ownerId, id, format), 'boundary', format);
  }
}
