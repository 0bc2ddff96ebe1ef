import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayMinSize,
  IsArray,
  IsBoolean,
  IsIn,
  IsInt,
  IsNumber,
  IsOptional,
  IsPositive,
  IsString,
  Length,
  Max,
  MaxLength,
  Min,
  ValidateNested,
} from 'class-validator';
import { applyDecorators } from '@nestjs/common';

export const CRYSTAL_STRUCTURES = [
  'fcc',
  'bcc',
  'hcp',
  'diamond',
  'zincblende',
  'wurtzite',
  'rocksalt',
  'fluorite',
  'perovskite',
] as const;
export type CrystalStructureName = (typeof CRYSTAL_STRUCTURES)[number];

/** Three whole numbers: [h, k, l] or [u, v, w]. */
const Indices = (description: string, required = true): PropertyDecorator =>
  applyDecorators(
    ...(required ? [] : [IsOptional()]),
    IsArray(),
    ArrayMinSize(3),
    ArrayMaxSize(3),
    IsInt({ each: true }),
    Min(-100, { each: true }),
    Max(100, { each: true }),
    ApiProperty({ type: [Number], minItems: 3, maxItems: 3, description, required }),
  );

/** A prototype (`structure`, `elements`, perhaps `latticeAngstrom`) or a file (`file`, `text`). */
export class CrystalRequestDto {
  @IsOptional()
  @IsIn(CRYSTAL_STRUCTURES)
  @ApiPropertyOptional({ enum: CRYSTAL_STRUCTURES, enumName: 'CrystalStructure' })
  structure?: CrystalStructureName;

  /** In the order of the prototype's sites: ["Cu"], ["Mg", "O"], ["Sr", "Ti", "O"]. */
  @IsOptional()
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(8)
  @IsString({ each: true })
  @Length(1, 2, { each: true })
  @ApiPropertyOptional({ type: [String] })
  elements?: string[];

  /** [a] or [a, c], Å; without it the engine's own. */
  @IsOptional()
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(2)
  @IsPositive({ each: true })
  @ApiPropertyOptional({ type: [Number] })
  latticeAngstrom?: number[];

  @IsOptional()
  @IsIn(['cif', 'poscar'])
  @ApiPropertyOptional({ enum: ['cif', 'poscar'] })
  file?: 'cif' | 'poscar';

  /** The file's text. */
  @IsOptional()
  @IsString()
  @MaxLength(1_000_000)
  text?: string;
}

/** Which boundary: a grain boundary has an axis and Σ, a pair of crystals another crystal. */
export class BoundaryRequestDto {
  @ValidateNested()
  @Type(() => CrystalRequestDto)
  crystal!: CrystalRequestDto;

  @IsOptional()
  @ValidateNested()
  @Type(() => CrystalRequestDto)
  otherCrystal?: CrystalRequestDto;

  @Indices('rotation axis [u, v, w]', false)
  axis?: [number, number, number];

  @IsOptional()
  @IsInt()
  @Min(1)
  @Max(1000)
  @ApiPropertyOptional({ type: 'integer' })
  sigma?: number;

  @Indices('boundary plane [h, k, l] in the first grain')
  plane!: [number, number, number];

  @Indices('the plane in the second grain, where it is not the equivalent one', false)
  otherPlane?: [number, number, number];

  /** Of a pair of crystals: largest strain of either. */
  @IsOptional()
  @IsNumber()
  @Min(0)
  @Max(0.2)
  strainLimit?: number;
}

/** How a candidate becomes an energy; what is left out: free surfaces, all atoms free. */
export class ProtocolRequestDto {
  @IsOptional()
  @IsIn(['free-surfaces', 'periodic'])
  @ApiPropertyOptional({ enum: ['free-surfaces', 'periodic'] })
  cell?: 'free-surfaces' | 'periodic';

  @IsOptional()
  @IsNumber()
  @Min(5)
  @Max(200)
  grainThicknessAngstrom?: number;

  /** Atoms farther than this from the boundary do not move, Å; without it, or null, all are free. */
  @IsOptional()
  @IsNumber()
  @Min(1)
  @Max(200)
  @ApiPropertyOptional({ type: Number, nullable: true })
  freeZoneAngstrom?: number | null;

  /** eV/Å */
  @IsOptional()
  @IsNumber()
  @Min(1e-6)
  @Max(1)
  forceTolerance?: number;

  @IsOptional()
  @IsInt()
  @Min(1)
  @Max(100_000)
  @ApiPropertyOptional({ type: 'integer' })
  maxEvaluations?: number;

  @IsOptional()
  @IsNumber()
  @Min(0)
  @Max(1)
  minimumDistanceShare?: number;
}

/** Which candidates; what is left out is as the preset has it. */
export class CandidatesRequestDto {
  /** Translations, gaps and overlaps; or the full search: twice the period, rattled, with an atom missing, a sample of it. */
  @IsOptional()
  @IsIn(['translations', 'full'])
  @ApiPropertyOptional({ enum: ['translations', 'full'], default: 'translations' })
  preset?: 'translations' | 'full';

  /** Longest step over the cell of non-identical displacements, Å. */
  @IsOptional()
  @IsNumber()
  @Min(0.01)
  @Max(10)
  translationStepAngstrom?: number;

  @IsOptional()
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(200)
  @IsNumber({}, { each: true })
  @ApiPropertyOptional({ type: [Number] })
  gapsAngstrom?: number[];

  @IsOptional()
  @IsIn(['all', 'first'])
  @ApiPropertyOptional({ enum: ['all', 'first'] })
  terminations?: 'all' | 'first';

  /** Cut-offs of overlapping atoms, as shares of the bond length; 0 keeps all. */
  @IsOptional()
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(20)
  @Min(0, { each: true })
  @Max(1, { each: true })
  @ApiPropertyOptional({ type: [Number] })
  overlapShares?: number[];

  @IsOptional()
  @IsIn(['remove', 'merge'])
  @ApiPropertyOptional({ enum: ['remove', 'merge'] })
  overlap?: 'remove' | 'merge';

  /** Atoms taken out beyond the overlapping ones: 0 up to this. */
  @IsOptional()
  @IsInt()
  @Min(0)
  @Max(20)
  @ApiPropertyOptional({ type: 'integer' })
  removedAtMost?: number;

  /** [along x, along z] each. */
  @IsOptional()
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(16)
  @IsArray({ each: true })
  @ApiPropertyOptional({
    type: 'array',
    items: { type: 'array', items: { type: 'integer' }, minItems: 2, maxItems: 2 },
  })
  replications?: [number, number][];

  @IsOptional()
  @IsNumber()
  @Min(0)
  @Max(2)
  rattleAngstrom?: number;

  @IsOptional()
  @IsInt()
  @Min(0)
  @Max(10_000)
  @ApiPropertyOptional({ type: 'integer' })
  rattleSeeds?: number;

  /** Whether symmetry-equivalent ones are left out. */
  @IsOptional()
  @IsBoolean()
  unique?: boolean;

  /** So many, drawn with the seed; without it all. */
  @IsOptional()
  @IsInt()
  @Min(1)
  @Max(200_000)
  @ApiPropertyOptional({ type: 'integer', nullable: true })
  sample?: number | null;
}
