import { Controller, Get, Inject, Param } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { FindBoundaries } from '../../workflows/catalogue/find-boundaries.js';
import { Needs } from '../auth/needs.js';
import { OwnerId } from '../auth/principal.js';
import { ApiProblems } from '../openapi/api-problems.js';
import { RecordIdPipe } from '../requests/record-id.pipe.js';
import { EvidenceListDto } from './catalogue.dto.js';
import { toEvidenceDto } from './catalogue.mapper.js';

@ApiTags('catalogue')
@Controller('api/v1/analyses')
@Needs('catalogue:read')
export class AnalysisEvidenceController {
  constructor(@Inject(FindBoundaries) private readonly find: FindBoundaries) {}

  /** Which boundaries this analysis is evidence for, suggested and rejected ones too. */
  @Get(':id/evidence')
  @ApiProblems(401, 403, 404, 406)
  async evidence(
    @OwnerId() ownerId: string,
    @Param('id', RecordIdPipe) id: string,
  ): Promise<EvidenceListDto> {
    return { items: (await this.find.evidenceOfAnalysis(ownerId, id)).map(toEvidenceDto) };
  }
}
