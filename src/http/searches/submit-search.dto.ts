import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayMinSize,
  ArrayUnique,
  IsArray,
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
  MaxLength,
  Min,
  ValidateNested,
} from 'class-validator';
import { BoundaryRequestDto, CandidatesRequestDto, ProtocolRequestDto } from './boundary-request.dto.js';

export const METHODS = ['exhaustive', 'random', 'kriging', 'screening', 'transfer'] as const;
export const ACQUISITIONS = [
  'probability-of-improvement',
  'expected-improvement',
  'thompson',
  'lower-confidence-bound',
] as const;
export const ENGINES = ['eam', 'lammps', 'external', 'table'] as const;

/** Candidates of any kind: rows of a CSV with a header, or `columns` and `values`. */
export class TableRequestDto {
  /** For people. */
  @IsOptional()
  @IsString()
  @Length(1, 200)
  name?: string;

  /** Comma, semicolon or tab between the cells; candidate 0 is the row below the header. */
  @IsOptional()
  @IsString()
  @MaxLength(16_000_000)
  csv?: string;

  @IsOptional()
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(100)
  @IsString({ each: true })
  @Length(1, 100, { each: true })
  @ApiPropertyOptional({ type: [String] })
  columns?: string[];

  /** A row for each candidate. */
  @IsOptional()
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(200_000)
  @IsArray({ each: true })
  @ApiPropertyOptional({ type: 'array', items: { type: 'array', items: { type: 'number' } } })
  values?: number[][];

  /** Column -> period, in the column's unit. */
  @IsOptional()
  @IsObject()
  @ApiPropertyOptional({ type: 'object', additionalProperties: { type: 'number' } })
  periodic?: Record<string, number>;

  /** Columns in which the energy is the same at −value. */
  @Names()
  symmetric?: string[];

  /** Columns whose values are equal or not, nothing else. */
  @Names()
  categorical?: string[];

  @Names()
  ignore?: string[];

  /** Columns that are parameters although their names or values speak against it. */
  @Names()
  parameters?: string[];

  /** Columns with energies that were predicted, for screening and transfer. */
  @Names()
  priors?: string[];

  /** Column with the energies to replay (engine "table"); without it the one that is called so. */
  @IsOptional()
  @IsString()
  energy?: string;
}

function Names(): PropertyDecorator {
  return (target, key) => {
    for (const decorate of [
      IsOptional(),
      IsArray(),
      ArrayMaxSize(100),
      IsString({ each: true }),
      ApiPropertyOptional({ type: [String] }),
    ])
      decorate(target, key);
  };
}

/** Who gives the energies: the built-in engine, LAMMPS, the table itself, or whoever tells them. */
export class EngineRequestDto {
  @IsIn(ENGINES)
  @ApiProperty({ enum: ENGINES, enumName: 'EngineName' })
  name!: (typeof ENGINES)[number];

  /** Of "eam": mishin-cu-2001, or a file of the service's folder of potentials. */
  @IsOptional()
  @IsString()
  @Length(1, 300)
  potential?: string;

  /** What that file must hash to (hex). */
  @IsOptional()
  @Matches(/^[0-9a-f]{64}$/)
  sha256?: string;

  /** Of "lammps": type i of the commands is elements[i − 1]. */
  @Names()
  elements?: string[];

  /** Of "lammps", units metal: pair_style, pair_coeff, pair_modify, mass, set, kspace_…, neigh… */
  @Names()
  commands?: string[];

  /** Of "lammps": files of the service's folder of potentials. */
  @Names()
  files?: string[];
}

/** A search of a `boundary`, or of a `table`. */
export class SubmitSearchDto {
  @IsOptional()
  @ValidateNested()
  @Type(() => BoundaryRequestDto)
  boundary?: BoundaryRequestDto;

  @IsOptional()
  @ValidateNested()
  @Type(() => ProtocolRequestDto)
  protocol?: ProtocolRequestDto;

  @IsOptional()
  @ValidateNested()
  @Type(() => CandidatesRequestDto)
  candidates?: CandidatesRequestDto;

  @IsOptional()
  @ValidateNested()
  @Type(() => TableRequestDto)
  table?: TableRequestDto;

  @ValidateNested()
  @Type(() => EngineRequestDto)
  engine!: EngineRequestDto;

  @IsOptional()
  @IsIn(METHODS)
  @ApiPropertyOptional({ enum: METHODS, enumName: 'SearchMethod', default: 'kriging' })
  method?: (typeof METHODS)[number];

  @IsOptional()
  @IsIn(ACQUISITIONS)
  @ApiPropertyOptional({ enum: ACQUISITIONS, enumName: 'Acquisition' })
  acquisition?: (typeof ACQUISITIONS)[number];

  /** Candidates spread evenly before the model chooses. */
  @IsOptional()
  @IsInt()
  @Min(1)
  @Max(1000)
  @ApiPropertyOptional({ type: 'integer' })
  nInitial?: number;

  /** Of screening: so many best predicted ones are evaluated. */
  @IsOptional()
  @IsInt()
  @Min(1)
  @Max(10_000)
  @ApiPropertyOptional({ type: 'integer' })
  topK?: number;

  /** Searches done before: their energies are known to transfer, and screening learns from them. */
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(50)
  @ArrayUnique()
  @IsUUID(undefined, { each: true })
  @ApiPropertyOptional({ type: [String] })
  learnFrom?: string[];

  /** Evaluations at most; without it until the model expects nothing better, or no candidate is left. */
  @IsOptional()
  @IsInt()
  @Min(1)
  @Max(1_000_000)
  @ApiPropertyOptional({ type: 'integer' })
  budget?: number;

  @IsOptional()
  @IsInt()
  @Min(0)
  @Max(4_294_967_295)
  @ApiPropertyOptional({ type: 'integer', default: 0 })
  seed?: number;

  /** It is done when the best candidate left promises less than this, J/m². */
  @IsOptional()
  @IsNumber()
  @Min(0)
  @Max(10)
  @ApiPropertyOptional({ default: 0.0005 })
  toleranceJPerM2?: number;

  /** Candidates that are evaluated at the same time. The same number gives the same search. */
  @IsOptional()
  @IsInt()
  @Min(1)
  @Max(64)
  @ApiPropertyOptional({ type: 'integer', default: 4 })
  parallel?: number;
}
