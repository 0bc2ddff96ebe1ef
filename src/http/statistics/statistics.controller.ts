import { Controller, Get, Inject, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { AskCatalogue } from '../../workflows/catalogue/statistics/ask-catalogue.js';
import { Needs } from '../auth/needs.js';
import { OwnerId } from '../auth/principal.js';
import { ApiProblems } from '../openapi/api-problems.js';
import { CorrelationQueryDto, RegressionQueryDto, withStatistic } from './statistics-query.dto.js';
import { CorrelationsDto } from './correlation.dto.js';
import { RegressionDto } from './regression.dto.js';
import {
  toCorrelationQuestion,
  toCorrelationsDto,
  toRegressionDto,
  toRegressionQuestion,
} from './statistics.mapper.js';

@ApiTags('catalogue')
@Controller('api/v1/catalogue')
@Needs('catalogue:read')
export class StatisticsController {
  constructor(@Inject(AskCatalogue) private readonly asking: AskCatalogue) {}

  /**
   * What goes with what: each pair of columns over all rows, in each group, within groups and without each group. Values of several
   * methods are never mixed without saying so.
   */
  @Get('correlations')
  @ApiProblems(400, 401, 403, 406, 422)
  async correlations(
    @OwnerId() ownerId: string,
    @Query() query: CorrelationQueryDto,
  ): Promise<CorrelationsDto> {
    const asked = withStatistic(query);
    return toCorrelationsDto(await this.asking.correlations(ownerId, toCorrelationQuestion(asked)), asked);
  }

  /** How much of a column others explain: least squares with an intercept for each group, cross-validated, with bands to draw. */
  @Get('regression')
  @ApiProblems(400, 401, 403, 406, 422)
  async regression(@OwnerId() ownerId: string, @Query() query: RegressionQueryDto): Promise<RegressionDto> {
    return toRegressionDto(await this.asking.regression(ownerId, toRegressionQuestion(query)), query);
  }
}
