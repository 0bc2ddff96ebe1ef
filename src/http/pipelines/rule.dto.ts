import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import {
  IsBoolean,
  IsIn,
  IsInt,
  IsNumber,
  IsObject,
  IsOptional,
  IsString,
  IsUUID,
  Length,
  Matches,
  Max,
  Min,
  ValidateNested,
} from 'class-validator';
import { ReasonDto } from '../problems/problem.dto.js';
import { QueryBoolean } from '../requests/query-fields.js';
import { PageQueryDto } from '../requests/page-query.dto.js';
import { ACQUISITIONS, METHODS } from '../searches/submit-search.dto.js';

/** Which datasets; every condition that is given has to hold. Without any: all. */
export class RuleMatchDto {
  /** Of the upload or the sidecar: `*` any characters, `?` one; case does not count. */
  @IsOptional()
  @Length(1, 200)
  @ApiPropertyOptional({ type: String, nullable: true })
  instrument?: string | null;

  /** `*` any characters, `?` one; case does not count. */
  @IsOptional()
  @Length(1, 200)
  @ApiPropertyOptional({ type: String, nullable: true })
  fileName?: string | null;

  /** As in the summary of a dataset, such as dm4. */
  @IsOptional()
  @Matches(/^[a-z0-9-]{1,40}$/)
  @ApiPropertyOptional({ type: String, nullable: true })
  format?: string | null;

  /** That of the sidecar, or of its boundary; case does not count. */
  @IsOptional()
  @Length(1, 200)
  @ApiPropertyOptional({ type: String, nullable: true })
  material?: string | null;

  /** Whether the sidecar names the boundary that the scan crosses. */
  @IsOptional()
  @IsBoolean()
  @ApiPropertyOptional({ type: Boolean, nullable: true })
  hasBoundary?: boolean | null;
}

/** A search of the sidecar's boundary, with the potential that is built in for its material. Equal ones are begun once. */
export class SearchTemplateDto {
  @IsOptional()
  @IsIn(['translations', 'full'])
  @ApiPropertyOptional({ enum: ['translations', 'full'], default: 'translations' })
  preset?: 'translations' | 'full';

  @IsOptional()
  @IsIn(METHODS)
  @ApiPropertyOptional({ enum: METHODS, enumName: 'SearchMethod', default: 'kriging' })
  method?: (typeof METHODS)[number];

  @IsOptional()
  @IsIn(ACQUISITIONS)
  @ApiPropertyOptional({ enum: ACQUISITIONS, enumName: 'Acquisition' })
  acquisition?: (typeof ACQUISITIONS)[number];

  @IsOptional()
  @IsInt()
  @Min(1)
  @Max(1000)
  @ApiPropertyOptional({ type: 'integer' })
  nInitial?: number;

  @IsOptional()
  @IsInt()
  @Min(1)
  @Max(10_000)
  @ApiPropertyOptional({ type: 'integer' })
  topK?: number;

  /** Evaluations at most; null: until the model expects nothing better. */
  @IsOptional()
  @IsInt()
  @Min(1)
  @Max(1_000_000)
  @ApiPropertyOptional({ type: 'integer', nullable: true })
  budget?: number | null;

  @IsOptional()
  @IsInt()
  @Min(0)
  @Max(4_294_967_295)
  @ApiPropertyOptional({ type: 'integer', default: 0 })
  seed?: number;

  @IsOptional()
  @IsNumber()
  @Min(0)
  @Max(10)
  @ApiPropertyOptional({ default: 0.0005 })
  toleranceJPerM2?: number;

  @IsOptional()
  @IsInt()
  @Min(1)
  @Max(64)
  @ApiPropertyOptional({ type: 'integer', default: 4 })
  parallel?: number;
}

/** What is done with a dataset when it is ready. */
export class RuleActionDto {
  /** A saved recipe; without it, or null, the default recipe. The recipe of a sidecar goes before it. */
  @IsOptional()
  @IsUUID()
  @ApiPropertyOptional({ type: String, format: 'uuid', nullable: true })
  recipeId?: string | null;

  /** Its version; without it, or null, the latest at the time. */
  @IsOptional()
  @IsInt()
  @Min(1)
  @Max(999_999_999)
  @ApiPropertyOptional({ type: 'integer', minimum: 1, nullable: true })
  recipeVersion?: number | null;

  /** Whether what is found becomes evidence for the sidecar's boundary. */
  @IsOptional()
  @IsBoolean()
  @ApiPropertyOptional({ type: Boolean, default: true })
  link?: boolean;

  @IsOptional()
  @IsObject()
  @ValidateNested()
  @Type(() => SearchTemplateDto)
  @ApiPropertyOptional({ type: () => SearchTemplateDto, nullable: true })
  search?: SearchTemplateDto | null;
}

/** All of a rule: what is left out is not as it was, but as without it. */
export class SaveRuleDto {
  @IsString()
  @Length(1, 200)
  name!: string;

  @IsOptional()
  @IsBoolean()
  @ApiPropertyOptional({ type: Boolean, default: true })
  enabled?: boolean;

  @IsOptional()
  @IsObject()
  @ValidateNested()
  @Type(() => RuleMatchDto)
  @ApiPropertyOptional({ type: () => RuleMatchDto })
  match?: RuleMatchDto;

  @IsOptional()
  @IsObject()
  @ValidateNested()
  @Type(() => RuleActionDto)
  @ApiPropertyOptional({ type: () => RuleActionDto })
  run?: RuleActionDto;
}

export class RuleCountsDto {
  @ApiProperty({ type: 'integer' })
  nRuns!: number;
  /** Of which something could not be begun. */
  @ApiProperty({ type: 'integer' })
  nProblems!: number;
  @ApiProperty({ type: String, format: 'date-time', nullable: true })
  lastRunAt!: string | null;
}

export class RuleDto {
  id!: string;
  name!: string;
  enabled!: boolean;
  match!: RuleMatchDto;
  run!: RuleActionDto;
  counts!: RuleCountsDto;
  @ApiProperty({ type: String, format: 'date-time' })
  createdAt!: string;
  @ApiProperty({ type: String, format: 'date-time' })
  changedAt!: string;
}

export class RuleListDto {
  items!: RuleDto[];
}

export class PreviewedDatasetDto {
  id!: string;
  fileName!: string;
  @ApiProperty({ type: String, format: 'date-time' })
  createdAt!: string;
}

export class RulePreviewDto {
  /** Datasets that were looked at: the newest 10,000 that are ready and fit file name and format. */
  @ApiProperty({ type: 'integer' })
  nChecked!: number;
  @ApiProperty({ type: 'integer' })
  nMatching!: number;
  /** The newest 100 that match. */
  datasets!: PreviewedDatasetDto[];
}

export class RuleRunDto {
  id!: string;
  /** Null: the sidecar asked for it, no rule. */
  @ApiProperty({ type: String, nullable: true })
  ruleId!: string | null;
  @ApiProperty({ type: String, nullable: true })
  ruleName!: string | null;
  datasetId!: string;
  fileName!: string;
  @ApiProperty({ type: String, nullable: true })
  analysisId!: string | null;
  @ApiProperty({ type: String, nullable: true })
  searchId!: string | null;
  /** What of it could not be begun, and why. */
  @ApiProperty({ type: ReasonDto, nullable: true })
  problem!: ReasonDto | null;
  @ApiProperty({ type: String, format: 'date-time' })
  createdAt!: string;
}

export class RuleRunListDto {
  items!: RuleRunDto[];
  /** Hand it back as `cursor` for the next page; null at the end. */
  @ApiProperty({ type: String, nullable: true })
  nextCursor!: string | null;
}

export class RuleRunQueryDto extends PageQueryDto {
  @IsOptional()
  @IsUUID()
  @ApiPropertyOptional({ type: String, format: 'uuid' })
  ruleId?: string;

  @IsOptional()
  @IsUUID()
  @ApiPropertyOptional({ type: String, format: 'uuid' })
  datasetId?: string;

  @QueryBoolean('only runs of which something could not be begun')
  problemsOnly: boolean = false;
}
