import { Body, Controller, HttpCode, Inject, Param, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { FindSimilar } from '../../workflows/references/find-similar.js';
import { Needs } from '../auth/needs.js';
import { OwnerId } from '../auth/principal.js';
import { ApiProblems } from '../openapi/api-problems.js';
import { RecordIdPipe } from '../requests/record-id.pipe.js';
import { SimilarDto, SimilarRequestDto } from './reference.dto.js';
import { toSimilarDto, toSimilarRequest } from './reference.mapper.js';

@ApiTags('references')
@Controller('api/v1/analyses/:id/similar')
@Needs('analyses:read')
export class SimilarController {
  constructor(@Inject(FindSimilar) private readonly findSimilar: FindSimilar) {}

  /** The own references most like a part of the analysis: what was compared, and how close each came. */
  @Post()
  @HttpCode(200)
  @ApiProblems(400, 401, 403, 404, 406, 409, 415, 422)
  async similar(
    @OwnerId() ownerId: string,
    @Param('id', RecordIdPipe) id: string,
    @Body() body: SimilarRequestDto,
  ): Promise<SimilarDto> {
    return toSimilarDto(await this.findSimilar.run(ownerId, toSimilarRequest(id, body)));
  }
}
