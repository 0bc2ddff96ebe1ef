import { Body, Controller, Delete, Get, HttpCode, Inject, Param, Post, Put, Req } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Request } from 'express';
import { ManageRules } from '../../workflows/pipelines/manage-rules.js';
import { Needs } from '../auth/needs.js';
import { OwnerId } from '../auth/principal.js';
import { ApiProblems } from '../openapi/api-problems.js';
import { created } from '../requests/created.js';
import { RecordIdPipe } from '../requests/record-id.pipe.js';
import { RuleDto, RuleListDto, RulePreviewDto, SaveRuleDto } from './rule.dto.js';
import { toRuleDto, toRulePreviewDto, toRuleRequest } from './rule.mapper.js';

@ApiTags('pipelines')
@Controller('api/v1/rules')
@Needs('analyses:read')
export class RulesController {
  constructor(@Inject(ManageRules) private readonly rules: ManageRules) {}

  /** Says what is done with datasets that become ready from now on. */
  @Post()
  @Needs('analyses:write')
  @ApiProblems(400, 401, 403, 404, 406, 409, 415, 422)
  async create(
    @OwnerId() ownerId: string,
    @Body() body: SaveRuleDto,
    @Req() request: Request,
  ): Promise<RuleDto> {
    const shown = await this.rules.create(ownerId, toRuleRequest(body));
    created(request, `/api/v1/rules/${shown.rule.id}`);
    return toRuleDto(shown);
  }

  /** Own rules by name, with how often they ran. */
  @Get()
  @ApiProblems(401, 403, 406)
  async list(@OwnerId() ownerId: string): Promise<RuleListDto> {
    return { items: (await this.rules.list(ownerId)).map(toRuleDto) };
  }

  @Get(':id')
  @ApiProblems(401, 403, 404, 406)
  async show(@OwnerId() ownerId: string, @Param('id', RecordIdPipe) id: string): Promise<RuleDto> {
    return toRuleDto(await this.rules.show(ownerId, id));
  }

  /** Another rule in its place; it runs on what becomes ready afterwards. */
  @Put(':id')
  @Needs('analyses:write')
  @ApiProblems(400, 401, 403, 404, 406, 409, 415, 422)
  async replace(
    @OwnerId() ownerId: string,
    @Param('id', RecordIdPipe) id: string,
    @Body() body: SaveRuleDto,
  ): Promise<RuleDto> {
    return toRuleDto(await this.rules.replace(ownerId, id, toRuleRequest(body)));
  }

  /** With the record of its runs; what they began stays. */
  @Delete(':id')
  @Needs('analyses:write')
  @HttpCode(204)
  @ApiProblems(401, 403, 404)
  remove(@OwnerId() ownerId: string, @Param('id', RecordIdPipe) id: string): Promise<void> {
    return this.rules.remove(ownerId, id);
  }

  /** Which datasets that are there would match. Nothing is begun; a batch runs a recipe on them. */
  @Post(':id/preview')
  @HttpCode(200)
  @ApiProblems(401, 403, 404, 406)
  async preview(@OwnerId() ownerId: string, @Param('id', RecordIdPipe) id: string): Promise<RulePreviewDto> {
    return toRulePreviewDto(await this.rules.preview(ownerId, id));
  }
}
