import { Controller, Get, Inject, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { ManageRules } from '../../workflows/pipelines/manage-rules.js';
import { Needs } from '../auth/needs.js';
import { OwnerId } from '../auth/principal.js';
import { ApiProblems } from '../openapi/api-problems.js';
import { PageQueryDto } from '../requests/page-query.dto.js';
import { RuleRunListDto, RuleRunQueryDto } from './rule.dto.js';
import { toRuleRunDto } from './rule.mapper.js';

@ApiTags('pipelines')
@Controller('api/v1/rule-runs')
@Needs('analyses:read')
export class RuleRunsController {
  constructor(@Inject(ManageRules) private readonly rules: ManageRules) {}

  /** What rules and sidecars have begun, newest first. */
  @Get()
  @ApiProblems(400, 401, 403, 406)
  async list(@OwnerId() ownerId: string, @Query() query: RuleRunQueryDto): Promise<RuleRunListDto> {
    const { ruleId, datasetId, problemsOnly } = query;
    const filter = { ruleId: ruleId ?? null, datasetId: datasetId ?? null, problemsOnly };
    const page = PageQueryDto.toPageRequest(query);
    const { items, nextCursor } = await this.rules.runs(ownerId, filter, page);
    return { items: items.map(toRuleRunDto), nextCursor };
  }
}
