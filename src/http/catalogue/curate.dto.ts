import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import {
  ArrayMaxSize,
  ArrayMinSize,
  IsBoolean,
  IsIn,
  IsInt,
  IsNumber,
  IsObject,
  IsOptional,
  IsPositive,
  IsUUID,
  Length,
  Matches,
  Max,
  Min,
} from 'class-validator';
import type { StoredProperty } from '../../workflows/ports/catalogue.js';
import { EVIDENCE_KINDS, METHOD_KINDS } from './catalogue.dto.js';

const INDICES = { type: 'array', items: { type: 'integer' }, minItems: 3, maxItems: 3 } as const;

/** A boundary of one crystal by its name. */
export class NameBoundaryDto {
  /** Structure and formula, 'fluorite UO2'; the formula alone where its common structure is known. */
  @Length(1, 100)
  material!: string;

  /** a, or a and c (Å); needed for crystals whose c/a counts. */
  @IsOptional()
  @ArrayMinSize(1)
  @ArrayMaxSize(2)
  @IsPositive({ each: true })
  @ApiPropertyOptional({ type: [Number] })
  latticeAngstrom?: number[];

  @IsInt()
  @Min(1)
  @Max(2000)
  @ApiProperty({ type: 'integer' })
  sigma!: number;

  @ArrayMinSize(3)
  @ArrayMaxSize(3)
  @IsInt({ each: true })
  @ApiProperty(INDICES)
  axis!: [number, number, number];

  /** Of grain A. */
  @ArrayMinSize(3)
  @ArrayMaxSize(3)
  @IsInt({ each: true })
  @ApiProperty(INDICES)
  plane!: [number, number, number];

  /** Of grain B, where there is a choice. */
  @IsOptional()
  @ArrayMinSize(3)
  @ArrayMaxSize(3)
  @IsInt({ each: true })
  @ApiPropertyOptional(INDICES)
  planeB?: [number, number, number];
}

export class ChangeBoundaryDto {
  /** Whether everybody may see it, by OPTIMADE. */
  @IsBoolean()
  isPublic!: boolean;
}

export class AddPropertyDto {
  /** As in the registry, with its unit: 'gb_energy_J_m2'. */
  @Matches(/^[a-z][A-Za-z0-9_]{0,62}$/)
  name!: string;

  @IsNumber()
  value!: number;

  /** Standard deviation; left out: not known. */
  @IsOptional()
  @IsNumber()
  @Min(0)
  std?: number;

  @IsIn(METHOD_KINDS)
  @ApiProperty({ enum: METHOD_KINDS, enumName: 'MethodKind' })
  methodKind!: StoredProperty['methodKind'];

  /** Values of different methods stand side by side; one of the same method and conditions supersedes the older. */
  @Length(1, 500)
  method!: string;

  /** What it depends on: { "temperature_K": 300 }. */
  @IsOptional()
  @IsObject()
  @ApiPropertyOptional({
    type: 'object',
    additionalProperties: { oneOf: [{ type: 'string' }, { type: 'number' }, { type: 'boolean' }] },
  })
  conditions?: Record<string, unknown>;

  /** Left out: of the boundary as such. */
  @IsOptional()
  @IsUUID()
  structureId?: string;

  @IsOptional()
  @Length(1, 2000)
  note?: string;
}

/** What is evidence for the boundary: a region of an analysed scan, a search, or a publication. */
export class AddEvidenceDto {
  @IsIn(EVIDENCE_KINDS)
  @ApiProperty({ enum: EVIDENCE_KINDS, enumName: 'EvidenceKind' })
  kind!: 'scan-region' | 'search' | 'publication';

  /** Of a region. */
  @IsOptional()
  @IsUUID()
  analysisId?: string;

  /** Of a region: its first pixel. */
  @IsOptional()
  @IsInt()
  @Min(0)
  @ApiPropertyOptional({ type: 'integer' })
  fromPixel?: number;

  /** Of a region: the pixel after its last. */
  @IsOptional()
  @IsInt()
  @Min(1)
  @ApiPropertyOptional({ type: 'integer' })
  toPixel?: number;

  /** The change point that is the boundary: 31.5 lies between pixel 31 and 32. */
  @IsOptional()
  @IsNumber()
  @Min(0)
  changePointPixel?: number;

  @IsOptional()
  @IsUUID()
  searchId?: string;

  /** DOI or citation. */
  @IsOptional()
  @Length(1, 2000)
  publication?: string;

  @IsOptional()
  @Length(1, 2000)
  note?: string;
}
