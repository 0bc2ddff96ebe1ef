import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsObject, IsOptional, IsString, MaxLength } from 'class-validator';

/** A recipe to save. */
export class SaveRecipeDto {
  /** Whole or in part (kaimen.recipe/1); what it leaves out is as in the default recipe. Its name is the name it is saved under. */
  @IsObject()
  @ApiProperty({ type: 'object', additionalProperties: true })
  recipe!: Record<string, unknown>;

  /** What is different in this version. */
  @IsOptional()
  @IsString()
  @MaxLength(1000)
  @ApiPropertyOptional({ type: String, maxLength: 1000 })
  note?: string;
}

/** One state of a saved recipe; it never changes. */
export class RecipeVersionDto {
  /** 1, 2, … */
  @ApiProperty({ type: 'integer' })
  version!: number;
  /** The whole recipe (kaimen.recipe/1). */
  @ApiProperty({ type: 'object', additionalProperties: true })
  recipe!: Record<string, unknown>;
  /** Of the recipe as canonical JSON (RFC 8785), hex: the same recipe has the same hash wherever it is. */
  sha256!: string;
  @ApiProperty({ type: String, nullable: true })
  note!: string | null;
  @ApiProperty({ type: String, format: 'date-time' })
  createdAt!: string;
}

/** A recipe under a name, in versions. */
export class SavedRecipeDto {
  id!: string;
  name!: string;
  latest!: RecipeVersionDto;
  @ApiProperty({ type: String, format: 'date-time' })
  createdAt!: string;
  /** When it was taken out of the list; null: it is in it. */
  @ApiProperty({ type: String, format: 'date-time', nullable: true })
  archivedAt!: string | null;
}

export class SavedRecipeListDto {
  items!: SavedRecipeDto[];
  /** Hand it back as `cursor` for the next page; null at the end. */
  @ApiProperty({ type: String, nullable: true })
  nextCursor!: string | null;
}

/** All versions, newest first. */
export class RecipeHistoryDto {
  items!: RecipeVersionDto[];
}
