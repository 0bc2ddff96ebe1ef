import { Controller, Get, Head, Inject, Param, Query, Req, type StreamableFile } from '@nestjs/common';
import { ApiExcludeEndpoint, ApiOkResponse, ApiParam, ApiTags } from '@nestjs/swagger';
import type { Request } from 'express';
import {
  CatalogueTables,
  TABLE_RESOURCES,
  type TableResource,
} from '../../workflows/catalogue/tables/catalogue-tables.js';
import { TABLE_FORMATS } from '../../workflows/catalogue/tables/table-formats.js';
import { QuestionColumns } from '../../workflows/catalogue/tables/question-columns.js';
import { Needs } from '../auth/needs.js';
import { OwnerId } from '../auth/principal.js';
import { toCatalogueFilter } from '../catalogue/catalogue-filter.dto.js';
import { ApiProblems } from '../openapi/api-problems.js';
import { attachment, binaryAnswer } from '../requests/binary-answer.js';
import { Produces } from '../requests/produces.js';
import {
  ColumnListDto,
  DictionaryDto,
  type TableFile,
  TableFilePipe,
  TableQueryDto,
  TableResourcePipe,
} from './catalogue-table.dto.js';

const TYPES = Object.values(TABLE_FORMATS).map(({ type }) => type.split(';', 1)[0]);
const BINARY = { schema: { type: 'string', format: 'binary' } };

@ApiTags('catalogue')
@Controller('api/v1/catalogue')
@Needs('catalogue:read')
export class CatalogueTablesController {
  constructor(
    @Inject(CatalogueTables) private readonly tables: CatalogueTables,
    @Inject(QuestionColumns) private readonly questions: QuestionColumns,
  ) {}

  /** What questions can be about: numbers (filter, sort, correlate) and texts (group by). */
  @Get('columns')
  @ApiProblems(401, 403, 406)
  async columns(@OwnerId() ownerId: string): Promise<ColumnListDto> {
    return { items: [...(await this.questions.all(ownerId))] };
  }

  /** The data dictionary of a table. */
  @Get('tables/:resource/dictionary')
  @ApiParam({ name: 'resource', enum: TABLE_RESOURCES })
  @ApiProblems(401, 403, 404, 406)
  async dictionary(
    @OwnerId() ownerId: string,
    @Param('resource', TableResourcePipe) resource: TableResource,
  ): Promise<DictionaryDto> {
    return { resource, columns: await this.tables.dictionary(ownerId, resource) };
  }

  /** What a GET would say of itself, without making the table. */
  @Head('tables/:file')
  @ApiExcludeEndpoint()
  @Produces(...TYPES)
  head(@Param('file', TableFilePipe) file: TableFile, @Req() request: Request): void {
    request.res!.set({ 'Content-Type': TABLE_FORMATS[file.format].type, ...headersOf(file) }).end();
  }

  /**
   * A flat table: one row a record, one value a cell, unknown is empty (null). `file` is the table and the format: boundaries,
   * structures, properties, evidence or analyses, and .csv, .ndjson, .json or .parquet. The filter is of boundaries: tables of their
   * parts have all parts of those; a filter takes the analyses that are evidence of them.
   */
  @Get('tables/:file')
  @Produces(...TYPES)
  @ApiParam({ name: 'file', type: String, example: 'boundaries.csv' })
  @ApiOkResponse({ content: Object.fromEntries(TYPES.map((type) => [type, BINARY])) })
  @ApiProblems(400, 401, 403, 404, 406)
  async table(
    @OwnerId() ownerId: string,
    @Param('file', TableFilePipe) file: TableFile,
    @Query() query: TableQueryDto,
    @Req() request: Request,
  ): Promise<StreamableFile> {
    const { type, write } = TABLE_FORMATS[file.format];
    const filter = toCatalogueFilter(query);
    const { resource } = file;
    const table = await this.tables.read(ownerId, { resource, filter, columns: query.columns ?? null });
    request.res!.set(headersOf(file));
    return binaryAnswer(write(table), { type });
  }
}

const headersOf = ({ resource, format }: TableFile) => ({
  'Content-Disposition': attachment(`${resource}.${format}`),
  Link: `</api/v1/catalogue/tables/${resource}/dictionary>; rel="describedby"; type="application/json"`,
});
