import { Controller, Get, Inject, Param, Query, Req, type StreamableFile } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import type { Request } from 'express';
import { FindRecords, scanOf } from '../../workflows/find-records.js';
import { BlobStore } from '../../workflows/ports/blob-store.js';
import { ReadSpectra } from '../../workflows/read-spectra.js';
import { Needs } from '../auth/needs.js';
import { OwnerId } from '../auth/principal.js';
import { RequestMemory } from '../limits/request-memory.js';
import { ApiProblems } from '../openapi/api-problems.js';
import { binaryAnswer } from '../requests/binary-answer.js';
import { ProducesSpectra, spectraAnswer, toSpectraRequest } from '../spectra/spectra-answer.js';
import { type SpectraDto, SpectraQueryDto } from '../spectra/spectra.dto.js';
import { ScanAddressDto, ScanAddressPipe } from './scan-address.js';

@ApiTags('datasets')
@Controller('api/v1/datasets/:id/scans/:index')
@Needs('datasets:read')
export class ScansController {
  constructor(
    @Inject(FindRecords) private readonly records: FindRecords,
    @Inject(ReadSpectra) private readonly spectra: ReadSpectra,
    @Inject(BlobStore) private readonly blobs: BlobStore,
    private readonly memory: RequestMemory,
  ) {}

  /** Spectra of pixels as the file has them, or their sum. */
  @Get('spectra')
  @ProducesSpectra()
  @ApiProblems(400, 401, 403, 404, 406, 409, 422)
  async show(
    @OwnerId() ownerId: string,
    @Param(ScanAddressPipe) at: ScanAddressDto,
    @Query() query: SpectraQueryDto,
    @Req() request: Request,
  ): Promise<SpectraDto | StreamableFile> {
    const spectra = await this.spectra.ofDataset(ownerId, at, toSpectraRequest(query));
    return spectraAnswer(request, spectra, this.memory);
  }

  /** What the file says about the scan, whole and in the file's words. */
  @Get('metadata')
  @ApiOkResponse({ schema: { type: 'object', additionalProperties: true } })
  @ApiProblems(401, 403, 404, 406, 409)
  async metadata(
    @OwnerId() ownerId: string,
    @Param(ScanAddressPipe) at: ScanAddressDto,
  ): Promise<StreamableFile> {
    const { metadataBlob } = scanOf(await this.records.dataset(ownerId, at.id), at.index);
    return binaryAnswer(this.blobs.open(metadataBlob), { type: 'application/json' });
  }
}
