import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayMinSize,
  IsIn,
  IsInt,
  IsOptional,
  IsPositive,
  IsUUID,
  Length,
} from 'class-validator';
import { PageQueryDto } from '../requests/page-query.dto.js';
import { QueryInteger } from '../requests/query-fields.js';
import { CRYSTAL_STRUCTURES, type CrystalStructureName } from '../searches/boundary-request.dto.js';

const INDICES = { type: 'array', items: { type: 'integer' }, minItems: 3, maxItems: 3 } as const;
const UNKNOWN_NUMBER = { type: Number, nullable: true } as const;

export class BoundaryQueryDto extends PageQueryDto {
  /** Only those of this search. */
  @IsOptional()
  @IsUUID()
  searchId?: string;

  @QueryInteger({ min: 1, max: 100_000, description: 'only those of this Σ' })
  sigma?: number;
}

export class GrainDto {
  crystal!: string;
  elements!: string[];
  @ApiProperty(INDICES)
  plane!: number[];
}

export class BoundaryDto {
  id!: string;
  searchId!: string;
  candidateIndex!: number;
  label!: string;
  kind!: string;
  @ApiProperty({ type: 'integer', nullable: true })
  sigma!: number | null;
  @ApiProperty({ ...INDICES, nullable: true })
  axis!: number[] | null;
  @ApiProperty(UNKNOWN_NUMBER)
  misorientationDeg!: number | null;
  grains!: GrainDto[];
  energyJPerM2!: number;
  @ApiProperty(UNKNOWN_NUMBER)
  excessVolumeAngstrom!: number | null;
  /** Atoms in the boundary plane over those of a bulk plane, modulo 1. */
  @ApiProperty(UNKNOWN_NUMBER)
  atomFraction!: number | null;
  @ApiProperty(UNKNOWN_NUMBER)
  minimumDistanceAngstrom!: number | null;
  @ApiProperty(UNKNOWN_NUMBER)
  meanBondAngstrom!: number | null;
  @ApiProperty(UNKNOWN_NUMBER)
  coordinationDeficit!: number | null;
  @ApiProperty(UNKNOWN_NUMBER)
  nAtoms!: number | null;
  /** How it was found: parameters of the candidate, engine with the checksum of its potential, protocol, evaluations. */
  @ApiProperty({ type: 'object', additionalProperties: true })
  origin!: Record<string, unknown>;
  hasStructure!: boolean;
  @ApiProperty({ type: String, format: 'date-time' })
  createdAt!: string;
}

export class BoundaryListDto {
  items!: BoundaryDto[];
  @ApiProperty({ type: String, nullable: true })
  nextCursor!: string | null;
}

/** '0,0,1' as numbers; what is none becomes NaN and is refused. */
const numbersIn = ({ value }: { value: unknown }): number[] =>
  String(value)
    .split(',')
    .map((word) => (/^-?\d{1,4}(\.\d{1,9})?$/.test(word) ? Number(word) : NaN));

export class PlanesQueryDto {
  @IsIn(CRYSTAL_STRUCTURES)
  @ApiProperty({ enum: CRYSTAL_STRUCTURES, enumName: 'CrystalStructure' })
  structure!: CrystalStructureName;

  @Transform(({ value }) => String(value).split(','))
  @ArrayMaxSize(8)
  @Length(1, 2, { each: true })
  @ApiProperty({ type: String, description: 'comma between them: Mg,O' })
  elements!: string[];

  @Transform(numbersIn)
  @ArrayMinSize(3)
  @ArrayMaxSize(3)
  @IsInt({ each: true })
  @ApiProperty({ type: String, description: 'rotation axis: 0,0,1' })
  axis!: [number, number, number];

  @IsOptional()
  @Transform(numbersIn)
  @ArrayMaxSize(2)
  @IsPositive({ each: true })
  @ApiPropertyOptional({ type: String, description: 'a, or a,c (Å); needed where c/a counts' })
  lattice?: number[];

  @QueryInteger({ min: 3, max: 100, default: 29 })
  maxSigma: number = 29;
}

export class PlaneDto {
  sigma!: number;
  misorientationDeg!: number;
  kind!: string;
  @ApiProperty(INDICES)
  planeA!: number[];
  @ApiProperty(INDICES)
  planeB!: number[];
  /** Of the common period in the plane, Å²; for a lattice of 4 Å where none was given. */
  areaAngstrom2!: number;
}

export class PlaneListDto {
  items!: PlaneDto[];
}
