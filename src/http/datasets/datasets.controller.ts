import { Controller, Delete, Get, HttpCode, Inject, Param, Query, type StreamableFile } from '@nestjs/common';
import { ApiOkResponse, ApiProduces, ApiTags } from '@nestjs/swagger';
import { FindRecords } from '../../workflows/find-records.js';
import { BlobStore } from '../../workflows/ports/blob-store.js';
import { DatasetRepository } from '../../workflows/ports/repositories.js';
import { refuseBound } from '../auth/bound-instrument.js';
import { Needs } from '../auth/needs.js';
import { Caller, OwnerId, type Principal } from '../auth/principal.js';
import { ApiProblems } from '../openapi/api-problems.js';
import { binaryAnswer } from '../requests/binary-answer.js';
import { PageQueryDto } from '../requests/page-query.dto.js';
import { Produces } from '../requests/produces.js';
import { RecordIdPipe } from '../requests/record-id.pipe.js';
import { DatasetDto, DatasetListDto, DatasetQueryDto } from './dataset.dto.js';
import { toDatasetDto } from './dataset.mapper.js';

@ApiTags('datasets')
@Controller('api/v1/datasets')
@Needs('datasets:read')
export class DatasetsController {
  constructor(
    @Inject(FindRecords) private readonly records: FindRecords,
    @Inject(DatasetRepository) private readonly datasets: DatasetRepository,
    @Inject(BlobStore) private readonly blobs: BlobStore,
  ) {}

  /** Own datasets, newest first. */
  @Get()
  @ApiProblems(400, 401, 403, 406)
  async list(@OwnerId() ownerId: string, @Query() query: DatasetQueryDto): Promise<DatasetListDto> {
    const page = PageQueryDto.toPageRequest(query);
    const { items, nextCursor } = await this.datasets.list(ownerId, page, query.sha256?.toLowerCase());
    return { items: items.map(toDatasetDto), nextCursor };
  }

  @Get(':id')
  @ApiProblems(401, 403, 404, 406)
  async show(@OwnerId() ownerId: string, @Param('id', RecordIdPipe) id: string): Promise<DatasetDto> {
    return toDatasetDto(await this.records.dataset(ownerId, id));
  }

  /** Removes a dataset with its analyses; not by a key that is bound to an instrument. */
  @Delete(':id')
  @Needs('datasets:write')
  @HttpCode(204)
  @ApiProblems(401, 403, 404)
  remove(@Caller() caller: Principal, @Param('id', RecordIdPipe) id: string): Promise<void> {
    refuseBound(caller);
    return this.records.removeDataset(caller.ownerId, id);
  }

  /** The file as it was uploaded. */
  @Get(':id/file')
  @Produces('application/octet-stream')
  @ApiProduces('application/octet-stream')
  @ApiOkResponse({ schema: { type: 'string', format: 'binary' } })
  @ApiProblems(401, 403, 404, 406)
  async file(@OwnerId() ownerId: string, @Param('id', RecordIdPipe) id: string): Promise<StreamableFile> {
    const { sha256, sizeBytes, fileName } = await this.records.dataset(ownerId, id);
    return binaryAnswer(this.blobs.open(sha256), { type: 'application/octet-stream', sizeBytes, fileName });
  }
}
