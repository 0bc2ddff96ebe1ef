import { Controller, Get, Inject, Param, Query, Req, type StreamableFile } from '@nestjs/common';
import { ApiOkResponse, ApiParam, ApiTags } from '@nestjs/swagger';
import type { Request } from 'express';
import { ExportAnalysis } from '../../workflows/export-analysis.js';
import { ReadResults } from '../../workflows/read-results.js';
import { ReadSpectra } from '../../workflows/read-spectra.js';
import { Needs } from '../auth/needs.js';
import { OwnerId } from '../auth/principal.js';
import { RequestMemory } from '../limits/request-memory.js';
import { ApiProblems } from '../openapi/api-problems.js';
import { binaryAnswer } from '../requests/binary-answer.js';
import { Produces } from '../requests/produces.js';
import { RecordIdPipe } from '../requests/record-id.pipe.js';
import { ProducesSpectra, spectraAnswer, toSpectraRequest } from '../spectra/spectra-answer.js';
import { type SpectraDto, SpectraQueryDto } from '../spectra/spectra.dto.js';
import { EXPORT_NAMES, exportAnswer, exportBytes, ExportNamePipe, holdsScan } from './export-answer.js';
import type { ExportName } from '../../workflows/export-analysis.js';
import { MAPS_SCHEMA, RESULT_SCHEMA } from './result.schema.js';

@ApiTags('analyses')
@Controller('api/v1/analyses/:id')
@Needs('analyses:read')
export class ResultsController {
  constructor(
    @Inject(ReadResults) private readonly results: ReadResults,
    @Inject(ReadSpectra) private readonly spectra: ReadSpectra,
    @Inject(ExportAnalysis) private readonly exports: ExportAnalysis,
    private readonly memory: RequestMemory,
  ) {}

  /** All that the analysis found. */
  @Get('result')
  @ApiOkResponse({ schema: RESULT_SCHEMA })
  @ApiProblems(401, 403, 404, 406, 409)
  async result(@OwnerId() ownerId: string, @Param('id', RecordIdPipe) id: string): Promise<StreamableFile> {
    const bytes = await this.results.bytesOfAnalysis(ownerId, id);
    return binaryAnswer(bytes, { type: 'application/json; charset=utf-8' });
  }

  /** Spectra after preprocessing, on the calibrated energy axis. */
  @Get('spectra')
  @ProducesSpectra()
  @ApiProblems(400, 401, 403, 404, 406, 409, 422)
  async showSpectra(
    @OwnerId() ownerId: string,
    @Param('id', RecordIdPipe) id: string,
    @Query() query: SpectraQueryDto,
    @Req() request: Request,
  ): Promise<SpectraDto | StreamableFile> {
    const spectra = await this.spectra.ofAnalysis(ownerId, id, toSpectraRequest(query));
    return spectraAnswer(request, spectra, this.memory);
  }

  /** The maps of all pixels there are, of a scan that was too large for memory; its result is of summed pixels. */
  @Get('maps')
  @ApiOkResponse({ schema: MAPS_SCHEMA })
  @ApiProblems(401, 403, 404, 406, 409)
  async listMaps(@OwnerId() ownerId: string, @Param('id', RecordIdPipe) id: string): Promise<object> {
    return this.results.mapsOfAnalysis(ownerId, id);
  }

  /** A map of all pixels: little-endian float32, in C order of the navigation axes; NaN where there is no value. */
  @Get('maps/:plane')
  @Produces('application/octet-stream')
  @ApiOkResponse({
    content: { 'application/octet-stream': { schema: { type: 'string', format: 'binary' } } },
  })
  @ApiProblems(401, 403, 404, 406, 409)
  async showMap(
    @OwnerId() ownerId: string,
    @Param('id', RecordIdPipe) id: string,
    @Param('plane') plane: string,
  ): Promise<StreamableFile> {
    const { sizeBytes, chunks } = await this.results.mapOfAnalysis(ownerId, id, plane);
    return binaryAnswer(chunks, { type: 'application/octet-stream', sizeBytes });
  }

  /** A file to take away. */
  @Get('export/:name')
  @Produces(
    'application/octet-stream',
    'text/csv',
    'application/json',
    'text/html',
    'application/x-hdf5',
    'application/zip',
  )
  @ApiParam({ name: 'name', enum: EXPORT_NAMES, enumName: 'ExportName' })
  @ApiOkResponse({
    description: 'the file, as an attachment',
    content: { 'application/octet-stream': { schema: { type: 'string', format: 'binary' } } },
  })
  @ApiProblems(401, 403, 404, 406, 409, 422)
  async download(
    @OwnerId() ownerId: string,
    @Param('id', RecordIdPipe) id: string,
    @Param('name', ExportNamePipe) name: ExportName,
    @Req() request: Request,
  ): Promise<StreamableFile> {
    if (holdsScan(name))
      this.memory.hold(request.res!, exportBytes(await this.results.spectraOfAnalysis(ownerId, id)));
    return exportAnswer(name, await this.exports.run(ownerId, id, name));
  }
}
