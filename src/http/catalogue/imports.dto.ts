import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { ArrayMaxSize, IsBoolean, IsIn, IsOptional, IsPositive, Length, Matches } from 'class-validator';
import type { StoredProperty } from '../../workflows/ports/catalogue.js';
import { READ_FORMATS } from '../../workflows/ports/catalogue-imports.js';
import { ReasonDto } from '../problems/problem.dto.js';
import { QueryInteger } from '../requests/query-fields.js';
import { METHOD_KINDS } from './catalogue.dto.js';
import { numbersIn, QueryAxes, QueryIndices } from './query-numbers.js';

const UNKNOWN_INTEGER = { type: 'integer', nullable: true } as const;
const UNKNOWN_TEXT = { type: String, nullable: true } as const;
const TIME = { type: String, format: 'date-time' } as const;

const IMPORT_STATES = ['reading', 'previewed', 'committing', 'committed', 'failed'] as const;

export class ImportFormDto {
  /** A table, a list or structures; several where they belong together. */
  @ApiProperty({ type: 'array', items: { type: 'string', format: 'binary' } })
  file!: unknown[];
}

/** What the files do not say themselves; what a row or a header says comes first. */
export class ImportQueryDto {
  /** Left out: told from the content. */
  @IsOptional()
  @IsIn(READ_FORMATS)
  @ApiPropertyOptional({ enum: READ_FORMATS, enumName: 'ImportFormat' })
  format?: (typeof READ_FORMATS)[number];

  /** 'fcc Cu', 'UO2'. */
  @IsOptional()
  @Length(1, 100)
  material?: string;

  @IsOptional()
  @Transform(numbersIn)
  @ArrayMaxSize(2)
  @IsPositive({ each: true })
  @ApiPropertyOptional({ type: String, description: 'a, or a,c (Å)' })
  lattice?: number[];

  @QueryInteger({ min: 1, max: 1_000_000 })
  sigma?: number;

  @QueryIndices('rotation axis: 0,0,1')
  axis?: [number, number, number];

  @QueryIndices('boundary plane of grain A: 3,1,0')
  plane?: [number, number, number];

  @QueryIndices('of grain B')
  planeB?: [number, number, number];

  @QueryAxes('instead of Σ, axis and plane: three axes in grain A, the normal first: 3,1,0,-1,3,0,0,0,1')
  axesA?: number[];

  @QueryAxes('the same axes in grain B')
  axesB?: number[];

  @IsOptional()
  @Length(1, 500)
  method?: string;

  @IsOptional()
  @IsIn(METHOD_KINDS)
  @ApiPropertyOptional({ enum: METHOD_KINDS, enumName: 'MethodKind' })
  methodKind?: StoredProperty['methodKind'];

  @IsOptional()
  @Length(1, 2000)
  citation?: string;

  @IsOptional()
  @Transform(({ value }) => String(value).split(','))
  @ArrayMaxSize(20)
  @Matches(/^[A-Z][a-z]?$/, { each: true })
  @ApiPropertyOptional({ type: String, description: 'of each atom type of a LAMMPS file in turn: Al,O' })
  elements?: string[];

  /** Which axis of a structure file stands on the boundary. */
  @IsOptional()
  @IsIn(['x', 'y', 'z'])
  @ApiPropertyOptional({ enum: ['x', 'y', 'z'] })
  normal?: 'x' | 'y' | 'z';
}

export class CommitImportDto {
  /** Takes in the rest where some rows could not be read. */
  @IsOptional()
  @IsBoolean()
  leaveOutProblems?: boolean;
}

export class ImportProblemDto {
  /** From 1; null: of the file as a whole. */
  @ApiProperty(UNKNOWN_INTEGER)
  row!: number | null;
  message!: string;
}

export class SampledPropertyDto {
  name!: string;
  value!: number;
  unit!: string;
  method!: string;
}

/** An entry of the files as it would come into the catalogue. */
export class ImportSampleDto {
  @ApiProperty(UNKNOWN_INTEGER)
  row!: number | null;
  label!: string;
  material!: string;
  kind!: string;
  @ApiProperty(UNKNOWN_INTEGER)
  sigma!: number | null;
  /** Of the boundary that is in the catalogue; null: it is new. */
  @ApiProperty(UNKNOWN_TEXT)
  boundaryId!: string | null;
  /** Of its structure; null: it has none. */
  @ApiProperty(UNKNOWN_INTEGER)
  nAtoms!: number | null;
  properties!: SampledPropertyDto[];
}

/** What became of an import. */
export class CommittedImportDto {
  @ApiProperty({ type: 'integer' })
  nNewBoundaries!: number;
  @ApiProperty({ type: 'integer' })
  nNewStructures!: number;
  @ApiProperty({ type: 'integer' })
  nNewProperties!: number;
  /** Older values in whose place new ones stand. */
  @ApiProperty({ type: 'integer' })
  nSuperseded!: number;
  @ApiProperty({ type: 'integer' })
  nKnownProperties!: number;
  /** The first of them. */
  boundaryIds!: string[];
  @ApiProperty(TIME)
  at!: string;
  by!: string;
}

export class CatalogueImportSummaryDto {
  id!: string;
  fileName!: string;
  /** Of several files: of the list that sha256sum prints. */
  sha256!: string;
  @ApiProperty({ enum: IMPORT_STATES, enumName: 'ImportState' })
  state!: (typeof IMPORT_STATES)[number];
  /** Of the job that reads it or takes it in, or did so last; null: it is older than these jobs. */
  @ApiProperty(UNKNOWN_TEXT)
  jobId!: string | null;
  /** Why it could not be read, or not be taken in when that was tried last. */
  @ApiProperty({ type: ReasonDto, nullable: true })
  problem!: ReasonDto | null;
  /** null, as all that follows: it is not read. */
  @ApiProperty({ enum: READ_FORMATS, enumName: 'ImportFormat', nullable: true })
  format!: string | null;
  @ApiProperty(UNKNOWN_INTEGER)
  nRows!: number | null;
  @ApiProperty(UNKNOWN_INTEGER)
  nDrafts!: number | null;
  /** When it was read. */
  @ApiProperty(UNKNOWN_INTEGER)
  nNewBoundaries!: number | null;
  @ApiProperty(UNKNOWN_INTEGER)
  nKnownBoundaries!: number | null;
  @ApiProperty(UNKNOWN_INTEGER)
  nProblems!: number | null;
  @ApiProperty({ type: CommittedImportDto, nullable: true })
  committed!: CommittedImportDto | null;
  @ApiProperty(TIME)
  createdAt!: string;
  createdBy!: string;
}

/** Something that a file does not say and its name does; a parameter of the request says it instead. */
export class NameFactDto {
  /** What it is, for people: 'material', 'potential'. */
  label!: string;
  value!: string;
  fileName!: string;
}

export class CatalogueImportDto extends CatalogueImportSummaryDto {
  /** The first of them. */
  problems!: ImportProblemDto[];
  takenFromNames!: NameFactDto[];
  /** The first entries. */
  sample!: ImportSampleDto[];
}

export class ImportListDto {
  items!: CatalogueImportSummaryDto[];
}
