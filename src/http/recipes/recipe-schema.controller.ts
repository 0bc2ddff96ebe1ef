import { Controller, Get } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { RECIPE_SCHEMA } from '../../workflows/recipes/recipe-schema.js';
import { Needs } from '../auth/needs.js';
import { ApiProblems } from '../openapi/api-problems.js';

@ApiTags('recipes')
@Controller('api/v1/recipe-schema')
@Needs('analyses:read')
export class RecipeSchemaController {
  /** JSON Schema (draft 2020-12) of a recipe, with the default, the range and the help of every field. */
  @Get()
  @ApiOkResponse({ schema: { type: 'object', additionalProperties: true } })
  @ApiProblems(401, 403, 406)
  show(): Readonly<Record<string, unknown>> {
    return RECIPE_SCHEMA;
  }
}
