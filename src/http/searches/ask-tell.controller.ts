import { Body, Controller, HttpCode, Inject, Param, Post } from '@nestjs/common';
import { ApiBody, ApiTags } from '@nestjs/swagger';
import { ExternalSearch } from '../../workflows/searches/external-search.js';
import { ReadSearches } from '../../workflows/searches/read-searches.js';
import { Needs } from '../auth/needs.js';
import { OwnerId } from '../auth/principal.js';
import { ApiProblems } from '../openapi/api-problems.js';
import { JsonValue } from '../requests/json-value.js';
import { RecordIdPipe } from '../requests/record-id.pipe.js';
import { AskDto, AskedDto, SearchDto, ToldCandidateDto } from './search.dto.js';
import { toSearchDto, toTold } from './search.mapper.js';

@ApiTags('searches')
@Controller('api/v1/searches/:id')
@Needs('searches:write')
export class AskTellController {
  constructor(
    @Inject(ExternalSearch) private readonly external: ExternalSearch,
    @Inject(ReadSearches) private readonly reading: ReadSearches,
  ) {}

  /** The next candidates of an external search; fewer than n, or none, when budget or candidates end. */
  @Post('ask')
  @HttpCode(200)
  @ApiProblems(400, 401, 403, 404, 406, 409, 415, 422)
  async ask(
    @OwnerId() ownerId: string,
    @Param('id', RecordIdPipe) id: string,
    @Body() { n }: AskDto,
  ): Promise<AskedDto> {
    const candidates = await this.external.ask(ownerId, id, n);
    return { candidates: candidates.map((candidate) => ({ ...candidate })) };
  }

  /** What came of candidates of an external search: all of it is taken, or nothing. The same told again changes nothing. */
  @Post('tell')
  @HttpCode(200)
  @ApiBody({ type: [ToldCandidateDto] })
  @ApiProblems(400, 401, 403, 404, 406, 409, 415, 422)
  async tell(
    @OwnerId() ownerId: string,
    @Param('id', RecordIdPipe) id: string,
    @JsonValue() body: unknown,
  ): Promise<SearchDto> {
    await this.external.tell(ownerId, id, toTold(body));
    return toSearchDto(await this.reading.show(ownerId, id));
  }
}
