import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayMinSize,
  IsArray,
  IsIn,
  IsISO8601,
  IsObject,
  IsOptional,
  IsString,
  IsUUID,
  Length,
  Matches,
  MaxLength,
  ValidateNested,
} from 'class-validator';
import { ReasonDto } from '../problems/problem.dto.js';
import { RecipeChoiceDto } from '../recipes/recipe-choice.dto.js';
import { QueryInteger } from '../requests/query-fields.js';

export const JOB_STATES = ['queued', 'running', 'succeeded', 'failed', 'cancelled'] as const;
type State = (typeof JOB_STATES)[number];

/** Own datasets that have been read: all, or those that fit every condition given. */
export class DatasetFilterDto {
  /** File names: `*` any characters, `?` one; case does not count. */
  @IsOptional()
  @IsString()
  @Length(1, 200)
  @ApiPropertyOptional({ type: String, maxLength: 200 })
  name?: string;

  /** Only those that were uploaded at or after this time, ISO 8601. */
  @IsOptional()
  @IsISO8601({ strict: true })
  @ApiPropertyOptional({ type: String, format: 'date-time' })
  uploadedSince?: string;

  /** As in the summary of a dataset, such as dm4. */
  @IsOptional()
  @Matches(/^[a-z0-9-]{1,40}$/)
  @ApiPropertyOptional({ type: String })
  format?: string;

  /** The instrument that sent it, or that its sidecar names where none was told: `*` any characters, `?` one; case does not count. */
  @IsOptional()
  @IsString()
  @Length(1, 200)
  @ApiPropertyOptional({ type: String, maxLength: 200 })
  instrument?: string;

  /** The session at the instrument, exactly. */
  @IsOptional()
  @IsString()
  @Length(1, 200)
  @ApiPropertyOptional({ type: String, maxLength: 200 })
  session?: string;
}

/** One recipe on many datasets. */
export class SubmitBatchDto extends RecipeChoiceDto {
  /** What it is called; without it the name of the recipe. */
  @IsOptional()
  @IsString()
  @Length(1, 200)
  @ApiPropertyOptional({ type: String, maxLength: 200 })
  name?: string;

  /** These datasets. Either this or `filter`. */
  @IsOptional()
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(10_000)
  @IsUUID(undefined, { each: true })
  @ApiPropertyOptional({ type: [String], maxItems: 10_000 })
  datasetIds?: string[];

  /** Datasets that fit; an empty filter: all that have been read. */
  @IsOptional()
  @IsObject()
  @ValidateNested()
  @Type(() => DatasetFilterDto)
  filter?: DatasetFilterDto;
}

/** Rows by the state of their analysis. */
export class BatchCountsDto {
  queued!: number;
  running!: number;
  succeeded!: number;
  failed!: number;
  cancelled!: number;
  total!: number;
  /** Those whose analysis was there before and is the same: nothing was computed for them. */
  reused!: number;
}

export class SavedRecipeReferenceDto {
  id!: string;
  @ApiProperty({ type: 'integer' })
  version!: number;
}

export class BatchDto {
  id!: string;
  name!: string;
  /** The whole recipe (kaimen.recipe/1). */
  @ApiProperty({ type: 'object', additionalProperties: true })
  recipe!: Record<string, unknown>;
  recipeSha256!: string;
  /** Which saved recipe it was, if any. */
  @ApiProperty({ type: SavedRecipeReferenceDto, nullable: true })
  savedRecipe!: SavedRecipeReferenceDto | null;
  counts!: BatchCountsDto;
  @ApiProperty({ type: String, format: 'date-time' })
  createdAt!: string;
}

export class BatchListDto {
  items!: BatchDto[];
  /** Hand it back as `cursor` for the next page; null at the end. */
  @ApiProperty({ type: String, nullable: true })
  nextCursor!: string | null;
}

/** Mean of a descriptor over the positions that have a value. */
export class HeadlineDescriptorDto {
  id!: string;
  label!: string;
  unit!: string;
  mean!: number;
  /** Standard deviation of the mean; null when it is unknown. */
  @ApiProperty({ type: Number, nullable: true })
  std!: number | null;
  /** Standard deviation of the values over positions; null for a single one. */
  @ApiProperty({ type: Number, nullable: true })
  spread!: number | null;
  nPositions!: number;
}

export class HeadlineChangeDto {
  position!: number;
  unit!: string;
}

/** What was found, in short. */
export class HeadlineDto {
  @ApiProperty({ type: 'integer', nullable: true })
  rank!: number | null;
  /** Ids such as Mn_L3. */
  @ApiProperty({ type: [String] })
  edges!: string[];
  @ApiProperty({ type: [String] })
  elements!: string[];
  @ApiProperty({ type: 'integer', nullable: true })
  nClusters!: number | null;
  changePoints!: HeadlineChangeDto[];
  descriptors!: HeadlineDescriptorDto[];
}

/** One dataset of a batch. */
export class BatchRowDto {
  @ApiProperty({ type: 'integer' })
  position!: number;
  datasetId!: string;
  fileName!: string;
  /** Null: the dataset could not be analysed at all. */
  @ApiProperty({ type: String, nullable: true })
  analysisId!: string | null;
  reused!: boolean;
  @ApiProperty({ enum: JOB_STATES, enumName: 'JobState' })
  state!: State;
  progress!: number;
  stage!: string;
  @ApiProperty({ type: ReasonDto, nullable: true })
  problem!: ReasonDto | null;
  @ApiProperty({ type: HeadlineDto, nullable: true })
  headline!: HeadlineDto | null;
}

export class BatchRowListDto {
  items!: BatchRowDto[];
  /** Hand it back as `cursor` for the next page; null at the end. */
  @ApiProperty({ type: String, nullable: true })
  nextCursor!: string | null;
}

export class BatchRowQueryDto {
  @QueryInteger({ min: 1, max: 1000, default: 200 })
  limit: number = 200;

  /** `nextCursor` of the page before. */
  @IsOptional()
  @Matches(/^\d{1,9}$/, { message: 'cursor must be one that a list gave out' })
  cursor?: string;

  /** Only rows in this state. */
  @IsOptional()
  @IsIn(JOB_STATES)
  @MaxLength(20)
  @ApiPropertyOptional({ enum: JOB_STATES, enumName: 'JobState' })
  state?: State;
}
