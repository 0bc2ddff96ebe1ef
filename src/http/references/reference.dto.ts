import { ApiProperty, ApiPropertyOptional, PartialType } from '@nestjs/swagger';
import { Transform, Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayMinSize,
  IsIn,
  IsInt,
  IsNumber,
  IsOptional,
  IsUUID,
  Length,
  Matches,
  Max,
  Min,
  ValidateNested,
} from 'class-validator';
import { EnergyAxisDto } from '../datasets/dataset.dto.js';
import { PageQueryDto } from '../requests/page-query.dto.js';

const KINDS = ['EELS', 'X-ray'] as const;
const RANGE = { type: 'array', items: { type: 'number' }, minItems: 2, maxItems: 2 } as const;
const UNKNOWN_TEXT = { type: String, nullable: true } as const;
const UNKNOWN_RANGE = { ...RANGE, nullable: true } as const;

/** What a user says of a reference. */
export class NamedFactsDto {
  @Length(1, 200)
  name!: string;

  @IsOptional()
  @Length(1, 200)
  compound?: string;

  /** Symbol. */
  @IsOptional()
  @Matches(/^[A-Z][a-z]?$/)
  element?: string;

  /** Shell: K, L3, M5. */
  @IsOptional()
  @Matches(/^(K|[LMN][1-7])$/)
  edge?: string;

  /** Who measured it, where it was published. */
  @IsOptional()
  @Length(1, 500)
  source?: string;

  @IsOptional()
  @Length(1, 200)
  licence?: string;

  @IsOptional()
  @IsIn(KINDS)
  @ApiPropertyOptional({ enum: KINDS, enumName: 'SpectrumKind' })
  kind?: 'EELS' | 'X-ray';
}

/** For a file: what is left out is taken from its title where it says so. */
export class FactsQueryDto extends PartialType(NamedFactsDto) {}

/** One of these; none is the mean of all pixels. */
export class SelectionDto {
  /** Of the clusters of the result. */
  @IsOptional()
  @IsInt()
  @Min(0)
  @ApiPropertyOptional({ type: 'integer' })
  cluster?: number;

  /** Of the components of the method of the recipe (NMF by default). */
  @IsOptional()
  @IsInt()
  @Min(0)
  @ApiPropertyOptional({ type: 'integer' })
  component?: number;

  /** [from, to) */
  @IsOptional()
  @ArrayMinSize(2)
  @ArrayMaxSize(2)
  @IsInt({ each: true })
  @Min(0, { each: true })
  @ApiPropertyOptional({ type: 'array', items: { type: 'integer' }, minItems: 2, maxItems: 2 })
  pixels?: [number, number];
}

export class KeepSelectionDto extends NamedFactsDto {
  @IsUUID()
  @ApiProperty({ type: String, format: 'uuid' })
  analysisId!: string;

  @IsOptional()
  @ValidateNested()
  @Type(() => SelectionDto)
  selection?: SelectionDto;
}

const energies = ({ value }: { value: unknown }): number[] =>
  String(value)
    .split(',')
    .map((word) => (/^-?\d{1,6}(\.\d{1,6})?$/.test(word) ? Number(word) : NaN));

export class ReferenceQueryDto extends PageQueryDto {
  @IsOptional()
  @Matches(/^[A-Z][a-z]?$/)
  element?: string;

  @IsOptional()
  @Matches(/^(K|[LMN][1-7])$/)
  edge?: string;

  @IsOptional()
  @IsIn(KINDS)
  @ApiPropertyOptional({ enum: KINDS, enumName: 'SpectrumKind' })
  kind?: 'EELS' | 'X-ray';

  /** Somewhere in its name, compound or source. */
  @IsOptional()
  @Length(1, 200)
  text?: string;

  @IsOptional()
  @Transform(energies)
  @ArrayMinSize(2)
  @ArrayMaxSize(2)
  @IsNumber({}, { each: true })
  @ApiPropertyOptional({ type: String, description: 'covers some of it, eV: 520,560' })
  energyRange?: [number, number];
}

export class ReferenceDto {
  id!: string;
  name!: string;
  @ApiProperty(UNKNOWN_TEXT)
  compound!: string | null;
  @ApiProperty(UNKNOWN_TEXT)
  element!: string | null;
  @ApiProperty(UNKNOWN_TEXT)
  edge!: string | null;
  @ApiProperty(UNKNOWN_TEXT)
  source!: string | null;
  @ApiProperty(UNKNOWN_TEXT)
  licence!: string | null;
  @ApiProperty({ enum: KINDS, enumName: 'SpectrumKind' })
  kind!: 'EELS' | 'X-ray';
  /** The file (name, hash, format) or the analysis and what of it. */
  @ApiProperty({ type: 'object', additionalProperties: true })
  origin!: Record<string, unknown>;
  energy!: EnergyAxisDto;
  @ApiProperty({ type: String, format: 'date-time' })
  createdAt!: string;
}

export class ReferenceListDto {
  items!: ReferenceDto[];
  @ApiProperty({ type: String, nullable: true })
  nextCursor!: string | null;
}

export class ReferenceSpectrumDto {
  energy!: EnergyAxisDto;
  /** One a channel. */
  @ApiProperty({ type: [Number] })
  values!: number[];
}

export class SimilarRequestDto {
  @IsOptional()
  @ValidateNested()
  @Type(() => SelectionDto)
  selection?: SelectionDto;

  /** Only this part is compared, eV, [from, to]. */
  @IsOptional()
  @ArrayMinSize(2)
  @ArrayMaxSize(2)
  @IsNumber({ allowNaN: false, allowInfinity: false }, { each: true })
  @ApiPropertyOptional(RANGE)
  energyRange?: [number, number];

  /** Only references of this element. */
  @IsOptional()
  @Matches(/^[A-Z][a-z]?$/)
  element?: string;

  @IsOptional()
  @Matches(/^(K|[LMN][1-7])$/)
  edge?: string;

  /** How far energies may be off, eV. */
  @IsOptional()
  @IsNumber({ allowNaN: false, allowInfinity: false })
  @Min(0)
  @Max(100)
  @ApiPropertyOptional({ default: 10 })
  maxShift?: number;

  @IsOptional()
  @IsInt()
  @Min(1)
  @Max(100)
  @ApiPropertyOptional({ type: 'integer', default: 10 })
  limit?: number;
}

export class SimilarityScoresDto {
  cosine!: number;
  euclidean!: number;
  ruzicka!: number;
}

/** What the votes saw: both without their background where one was told, above their floor, the reference moved by its shift. */
export class ComparedSpectraDto {
  /** Even steps through the middle of each of as many equal parts of `rangeEv`. */
  @ApiProperty({ type: [Number] })
  query!: number[];
  @ApiProperty({ type: [Number] })
  reference!: number[];
}

export class SimilarMatchDto {
  @ApiProperty({ type: 'integer' })
  rank!: number;
  reference!: ReferenceDto;
  /** What both have in common, on the axis of the query, eV. */
  @ApiProperty(RANGE)
  rangeEv!: number[];
  shareOfQuery!: number;
  shareOfReference!: number;
  /** What was added to the energies of the reference, eV. */
  shiftEv!: number;
  shiftAtLimit!: boolean;
  correlation!: number;
  /** Means over the eleven preparations; 1 is the same. */
  scores!: SimilarityScoresDto;
  bordaCount!: number;
  /** Of the largest possible count; null when it stands alone. */
  @ApiProperty({ type: Number, nullable: true })
  bordaShare!: number | null;
  /** Votes that put it first. */
  @ApiProperty({ type: 'integer' })
  firstVotes!: number;
  @ApiProperty({ type: [String] })
  bestMetrics!: string[];
  /** Orders rather than measures: nearly even among many. */
  probability!: number;
  /** Where a background was fitted and taken off; null when none was, with the reason in the notes. */
  @ApiProperty(UNKNOWN_RANGE)
  queryBackgroundEv!: number[] | null;
  @ApiProperty(UNKNOWN_RANGE)
  referenceBackgroundEv!: number[] | null;
  @ApiProperty({ type: [String] })
  backgroundNotes!: string[];
  compared!: ComparedSpectraDto;
}

export class ExcludedReferenceDto {
  id!: string;
  reason!: string;
}

export class SimilarDto {
  /** Closest first. */
  matches!: SimilarMatchDto[];
  excluded!: ExcludedReferenceDto[];
  @ApiProperty({ type: 'integer' })
  nCompared!: number;
  @ApiProperty({ type: 'integer' })
  nVotes!: number;
  alignment!: string;
  alpha!: number;
  /** Share of the count of the first less that of the second; null with fewer than two. */
  @ApiProperty({ type: Number, nullable: true })
  margin!: number | null;
  /** There are more references than are compared at once: only the newest were. */
  truncated!: boolean;
}
