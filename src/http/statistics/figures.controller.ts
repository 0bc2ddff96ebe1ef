import { Controller, Get, Inject, Query } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { type DrawnFigure, DrawFigures } from '../../workflows/catalogue/figures/draw-figures.js';
import type { Figure } from '../../workflows/catalogue/figures/figure-data.js';
import { Needs } from '../auth/needs.js';
import { OwnerId } from '../auth/principal.js';
import { toCatalogueFilter } from '../catalogue/catalogue-filter.dto.js';
import { ApiProblems } from '../openapi/api-problems.js';
import { permalink, type QueryValues } from './permalink.js';
import { dataOf } from './statistics.mapper.js';
import {
  type GroupedQueryDto,
  groupNames,
  PairsQueryDto,
  ScatterQueryDto,
  ViolinQueryDto,
} from './statistics-query.dto.js';

const IsFigure = (): MethodDecorator =>
  ApiOkResponse({
    description: 'Vega-Lite 5; what it shows and where its data are stands in usermeta.kaimen',
    schema: { type: 'object', additionalProperties: true },
  });

const asked = (query: GroupedQueryDto) => ({
  filter: toCatalogueFilter(query),
  groupBy: groupNames(query),
});

@ApiTags('catalogue')
@Controller('api/v1/catalogue/figures')
@Needs('catalogue:read')
export class FiguresController {
  constructor(@Inject(DrawFigures) private readonly drawing: DrawFigures) {}

  /** One column against another, with a fit for each group. */
  @Get('scatter')
  @IsFigure()
  @ApiProblems(400, 401, 403, 406, 422)
  async scatter(@OwnerId() ownerId: string, @Query() query: ScatterQueryDto): Promise<Figure> {
    const { x, y } = query;
    return answer('scatter', await this.drawing.scatter(ownerId, { ...asked(query), x, y }), query);
  }

  /** Each column against each. */
  @Get('pairs')
  @IsFigure()
  @ApiProblems(400, 401, 403, 406, 422)
  async pairs(@OwnerId() ownerId: string, @Query() query: PairsQueryDto): Promise<Figure> {
    return answer('pairs', await this.drawing.pairs(ownerId, { ...asked(query), numbers: query.x }), query);
  }

  /** How a column is distributed in each group. */
  @Get('violin')
  @IsFigure()
  @ApiProblems(400, 401, 403, 406, 422)
  async violin(@OwnerId() ownerId: string, @Query() query: ViolinQueryDto): Promise<Figure> {
    return answer('violin', await this.drawing.violin(ownerId, { ...asked(query), y: query.y }), query);
  }
}

function answer(name: string, { figure, rows, data }: DrawnFigure, query: GroupedQueryDto): Figure {
  const values = { ...query } as QueryValues;
  const { nRows, groupBy, warnings } = rows;
  const kaimen = {
    permalink: permalink(`figures/${name}`, values),
    ...{ rows: nRows, drawable: data.nRows, points: data.values.length, sampled: data.isSampled },
    ...{ groupBy, warnings, data: dataOf(rows, values) },
  };
  return { ...figure, usermeta: { kaimen } };
}
