import { Body, Controller, Delete, Get, HttpCode, Inject, Param, Post, Query, Req } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Request } from 'express';
import { CancelJob } from '../../workflows/cancel-job.js';
import { SearchRepository } from '../../workflows/ports/search-repositories.js';
import { FindSearches } from '../../workflows/searches/find-searches.js';
import { ReadSearches } from '../../workflows/searches/read-searches.js';
import { SubmitSearch } from '../../workflows/searches/submit-search.js';
import { Needs } from '../auth/needs.js';
import { OwnerId } from '../auth/principal.js';
import { toJobDto } from '../jobs/job.mapper.js';
import { QueuesJobs } from '../limits/queue-room.guard.js';
import { ApiProblems } from '../openapi/api-problems.js';
import { accepted } from '../requests/accepted.js';
import { PageQueryDto } from '../requests/page-query.dto.js';
import { RecordIdPipe } from '../requests/record-id.pipe.js';
import { SearchDto, SearchListDto, SubmittedSearchDto } from './search.dto.js';
import { toSearchDto } from './search.mapper.js';
import { toSearchRequest } from './search-request.js';
import { SubmitSearchDto } from './submit-search.dto.js';

@ApiTags('searches')
@Controller('api/v1/searches')
@Needs('searches:read')
export class SearchesController {
  // eslint-disable-next-line max-params -- one parameter a workflow
  constructor(
    @Inject(FindSearches) private readonly records: FindSearches,
    @Inject(SearchRepository) private readonly searches: SearchRepository,
    @Inject(SubmitSearch) private readonly submitSearch: SubmitSearch,
    @Inject(ReadSearches) private readonly reading: ReadSearches,
    @Inject(CancelJob) private readonly cancelJob: CancelJob,
  ) {}

  /** Begins a search: with an engine of the service it runs as a job, an external one waits to be asked and told. */
  @Post()
  @QueuesJobs()
  @Needs('searches:write')
  @HttpCode(202)
  @ApiProblems(400, 401, 403, 406, 413, 415, 422)
  async submit(
    @OwnerId() ownerId: string,
    @Body() body: SubmitSearchDto,
    @Req() request: Request,
  ): Promise<SubmittedSearchDto> {
    const submitted = await this.submitSearch.run(toSearchRequest(body, ownerId));
    accepted(request, `/api/v1/searches/${submitted.search.id}`);
    return { search: toSearchDto(await this.reading.view(submitted)), job: toJobDto(submitted.job) };
  }

  /** Own searches, newest first. */
  @Get()
  @ApiProblems(400, 401, 403, 406)
  async list(@OwnerId() ownerId: string, @Query() query: PageQueryDto): Promise<SearchListDto> {
    const { items, nextCursor } = await this.searches.list(ownerId, PageQueryDto.toPageRequest(query));
    const views = items.map(({ id }) => this.reading.show(ownerId, id));
    return { items: (await Promise.all(views)).map(toSearchDto), nextCursor };
  }

  @Get(':id')
  @ApiProblems(401, 403, 404, 406)
  async show(@OwnerId() ownerId: string, @Param('id', RecordIdPipe) id: string): Promise<SearchDto> {
    return toSearchDto(await this.reading.show(ownerId, id));
  }

  /** Hands out no more candidates; what was found stays. */
  @Post(':id/cancel')
  @Needs('searches:write')
  @HttpCode(202)
  @ApiProblems(401, 403, 404, 406, 409)
  async cancel(@OwnerId() ownerId: string, @Param('id', RecordIdPipe) id: string): Promise<SearchDto> {
    const search = await this.records.search(ownerId, id);
    const job = await this.cancelJob.run(ownerId, search.jobId);
    return toSearchDto(await this.reading.view({ search, job }));
  }

  /** With its evaluations and the boundaries it found. */
  @Delete(':id')
  @Needs('searches:write')
  @HttpCode(204)
  @ApiProblems(401, 403, 404, 406)
  async remove(@OwnerId() ownerId: string, @Param('id', RecordIdPipe) id: string): Promise<void> {
    await this.records.remove(ownerId, id);
  }
}
