import { ApiPropertyOptional } from '@nestjs/swagger';
import { IsInt, IsObject, IsOptional, IsUUID, Max, Min } from 'class-validator';

/** By which recipe something is analysed: given, saved, or the default one. */
export class RecipeChoiceDto {
  /** A recipe, whole or in part (kaimen.recipe/1); what it leaves out, and all without it and recipeId, is as in the default recipe. */
  @IsOptional()
  @IsObject()
  @ApiPropertyOptional({ type: 'object', additionalProperties: true })
  recipe?: Record<string, unknown>;

  /** A saved recipe, in place of `recipe`. */
  @IsOptional()
  @IsUUID()
  @ApiPropertyOptional({ type: String, format: 'uuid' })
  recipeId?: string;

  /** Its version; without it the latest. */
  @IsOptional()
  @IsInt()
  @Min(1)
  @Max(999_999_999)
  @ApiPropertyOptional({ type: 'integer', minimum: 1 })
  recipeVersion?: number;
}
