import { Controller, Get, Inject, Param, type StreamableFile } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { ExportSearch } from '../../workflows/searches/export-search.js';
import { Needs } from '../auth/needs.js';
import { OwnerId } from '../auth/principal.js';
import { ApiProblems } from '../openapi/api-problems.js';
import { bytesAnswer } from '../requests/binary-answer.js';
import { Produces } from '../requests/produces.js';
import { RecordIdPipe } from '../requests/record-id.pipe.js';

const ZIP = 'application/zip';

@ApiTags('searches')
@Controller('api/v1/searches/:id')
@Needs('searches:read')
export class SearchCrateController {
  constructor(@Inject(ExportSearch) private readonly exports: ExportSearch) {}

  /** The search as an RO-Crate: every evaluation, the lowest structures, engine, potential, parameters. */
  @Get('export/ro-crate.zip')
  @Produces(ZIP)
  @ApiOkResponse({ content: { [ZIP]: { schema: { type: 'string', format: 'binary' } } } })
  @ApiProblems(401, 403, 404, 406, 409)
  async crate(@OwnerId() ownerId: string, @Param('id', RecordIdPipe) id: string): Promise<StreamableFile> {
    const bytes = await this.exports.crate(ownerId, id);
    return bytesAnswer(bytes, { type: ZIP, fileName: 'ro-crate.zip' });
  }
}
