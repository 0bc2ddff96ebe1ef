import { Body, Controller, Delete, Get, HttpCode, Inject, Param, Post, Query, Req } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Request } from 'express';
import { ManageRecipes } from '../../workflows/recipes/manage-recipes.js';
import { Needs } from '../auth/needs.js';
import { OwnerId } from '../auth/principal.js';
import { ApiProblems } from '../openapi/api-problems.js';
import { PageQueryDto } from '../requests/page-query.dto.js';
import { RecordIdPipe } from '../requests/record-id.pipe.js';
import {
  RecipeHistoryDto,
  RecipeVersionDto,
  SavedRecipeDto,
  SavedRecipeListDto,
  SaveRecipeDto,
} from './recipe.dto.js';
import { toRecipeDocument, toRecipeVersionDto, toSavedRecipeDto } from './recipe.mapper.js';
import { VersionPipe } from './version.pipe.js';

@ApiTags('recipes')
@Controller('api/v1/recipes')
@Needs('analyses:read')
export class RecipesController {
  constructor(@Inject(ManageRecipes) private readonly recipes: ManageRecipes) {}

  /** Saves a recipe under its name, as version 1. */
  @Post()
  @Needs('analyses:write')
  @ApiProblems(400, 401, 403, 406, 409, 415, 422)
  async create(
    @OwnerId() ownerId: string,
    @Body() body: SaveRecipeDto,
    @Req() request: Request,
  ): Promise<SavedRecipeDto> {
    const saved = await this.recipes.create(ownerId, toRecipeDocument(body));
    request.res!.setHeader('Location', `/api/v1/recipes/${saved.id}`);
    return toSavedRecipeDto(saved);
  }

  /** Own recipes that are not archived, newest first. */
  @Get()
  @ApiProblems(400, 401, 403, 406)
  async list(@OwnerId() ownerId: string, @Query() query: PageQueryDto): Promise<SavedRecipeListDto> {
    const { items, nextCursor } = await this.recipes.list(ownerId, PageQueryDto.toPageRequest(query));
    return { items: items.map(toSavedRecipeDto), nextCursor };
  }

  @Get(':id')
  @ApiProblems(401, 403, 404, 406)
  async show(@OwnerId() ownerId: string, @Param('id', RecordIdPipe) id: string): Promise<SavedRecipeDto> {
    return toSavedRecipeDto(await this.recipes.find(ownerId, id));
  }

  /** Takes a recipe out of the list; its versions stay, and what was computed with them. */
  @Delete(':id')
  @Needs('analyses:write')
  @HttpCode(204)
  @ApiProblems(401, 403, 404)
  archive(@OwnerId() ownerId: string, @Param('id', RecordIdPipe) id: string): Promise<void> {
    return this.recipes.archive(ownerId, id);
  }

  /** Saves the next version (201); the same document as the latest adds none (200). */
  @Post(':id/versions')
  @Needs('analyses:write')
  @ApiProblems(400, 401, 403, 404, 406, 409, 415, 422)
  async addVersion(
    @OwnerId() ownerId: string,
    @Param('id', RecordIdPipe) id: string,
    @Body() body: SaveRecipeDto,
    @Req() request: Request,
  ): Promise<RecipeVersionDto> {
    const { version, isNew } = await this.recipes.addVersion(ownerId, id, toRecipeDocument(body));
    request.res!.status(isNew ? 201 : 200);
    return toRecipeVersionDto(version);
  }

  /** All versions, newest first. */
  @Get(':id/versions')
  @ApiProblems(401, 403, 404, 406)
  async history(
    @OwnerId() ownerId: string,
    @Param('id', RecordIdPipe) id: string,
  ): Promise<RecipeHistoryDto> {
    return { items: (await this.recipes.history(ownerId, id)).map(toRecipeVersionDto) };
  }

  @Get(':id/versions/:version')
  @ApiProblems(401, 403, 404, 406)
  async version(
    @OwnerId() ownerId: string,
    @Param('id', RecordIdPipe) id: string,
    @Param('version', VersionPipe) version: number,
  ): Promise<RecipeVersionDto> {
    return toRecipeVersionDto(await this.recipes.version(ownerId, id, version));
  }
}
