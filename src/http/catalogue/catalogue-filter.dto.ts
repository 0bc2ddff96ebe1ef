import { ApiPropertyOptional } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { ArrayMaxSize, IsIn, IsNumber, IsOptional, IsUUID, Length, Matches, Max, Min } from 'class-validator';
import { askedMaterial } from '../../workflows/catalogue/asked-material.js';
import type { BoundaryListRequest } from '../../workflows/catalogue/find-boundaries.js';
import type { CatalogueFilter } from '../../workflows/ports/catalogue.js';
import { HttpProblem } from '../problems/http-problem.js';
import { QueryBoolean, QueryInteger } from '../requests/query-fields.js';
import { numberOf, QueryIndices } from './query-numbers.js';

export const BOUNDARY_KINDS = [
  'symmetric-tilt',
  'asymmetric-tilt',
  'twist',
  'mixed',
  'coherent-heterophase',
  'semi-coherent-heterophase',
] as const;

const words = ({ value }: { value: unknown }): string[] => String(value).split(',');
const oneNumber = ({ value }: { value: unknown }): number => numberOf(String(value));

/** 'gb_energy_J_m2:0.2,excess_volume_angstrom:0'. */
const BOUNDS = /^[a-z][A-Za-z0-9_]{0,62}:[^,:]{1,40}(,[a-z][A-Za-z0-9_]{0,62}:[^,:]{1,40}){0,19}$/;

/** Left out, either will do. */
const ANY = { default: undefined };

/** Which boundaries are asked for; a part that is left out asks for nothing. */
export class CatalogueFilterQueryDto {
  @IsOptional()
  @Matches(/^(general|[1-9]\d{0,6}(,[1-9]\d{0,6}){0,49})$/, {
    message: "sigma must be whole numbers with commas between them, or 'general'",
  })
  @ApiPropertyOptional({ description: "5, or 5,9,13; 'general': no Σ up to 49" })
  sigma?: string;

  @QueryInteger({ min: 1, max: 1_000_000 })
  sigma_min?: number;

  @QueryInteger({ min: 1, max: 1_000_000 })
  sigma_max?: number;

  /** Reduced formula, 'Cu'; of two phases 'Al2O3/Cu'. */
  @IsOptional()
  @Length(1, 200)
  material?: string;

  /** The same as `material`. */
  @IsOptional()
  @Length(1, 200)
  pretty_formula?: string;

  /** Exactly these elements: 'Al-O'. */
  @IsOptional()
  @Matches(/^[A-Z][a-z]?(-[A-Z][a-z]?){0,19}$/, { message: 'chemsys must be elements with - between them' })
  chemsys?: string;

  @IsOptional()
  @Transform(words)
  @ArrayMaxSize(20)
  @Matches(/^[A-Z][a-z]?$/, { each: true })
  @ApiPropertyOptional({ type: String, description: 'at least these elements: Al,O' })
  elements?: string[];

  @QueryIndices('or an equivalent one: 0,0,1')
  rotation_axis?: [number, number, number];

  @QueryIndices('on either side, or an equivalent one: 3,1,0')
  gb_plane?: [number, number, number];

  @IsOptional()
  @Transform(words)
  @IsIn(BOUNDARY_KINDS, { each: true })
  @ApiPropertyOptional({ type: String, description: `some of ${BOUNDARY_KINDS.join(', ')}` })
  type?: string[];

  @IsOptional()
  @Transform(oneNumber)
  @IsNumber()
  @Min(0)
  @Max(180)
  @ApiPropertyOptional({ description: 'of the misorientation, degrees' })
  angle_min?: number;

  @IsOptional()
  @Transform(oneNumber)
  @IsNumber()
  @Min(0)
  @Max(180)
  @ApiPropertyOptional({ description: 'of the misorientation, degrees' })
  angle_max?: number;

  /** Of a value that it has; then numbers are of this method. */
  @IsOptional()
  @Length(1, 500)
  method?: string;

  @QueryBoolean('whether something measured, computed or published is tied to it', ANY)
  has_evidence?: boolean;

  @QueryBoolean('whether its atoms are known', ANY)
  has_structure?: boolean;

  @QueryBoolean('whether everybody may see it', ANY)
  is_public?: boolean;

  @IsOptional()
  @IsUUID()
  search_id?: string;

  @IsOptional()
  @IsUUID()
  analysis_id?: string;

  @IsOptional()
  @Matches(BOUNDS, { message: 'min must be NAME:NUMBER, several with commas between them' })
  @ApiPropertyOptional({
    description: 'numbers that are at least: gb_energy_J_m2:0.2,excess_volume_angstrom:0',
  })
  min?: string;

  @IsOptional()
  @Matches(BOUNDS, { message: 'max must be NAME:NUMBER, several with commas between them' })
  @ApiPropertyOptional({ description: 'numbers that are at most' })
  max?: string;

  /** In label, material or method. */
  @IsOptional()
  @Length(1, 200)
  text?: string;
}

/** A page of boundaries. */
export class CatalogueQueryDto extends CatalogueFilterQueryDto {
  @IsOptional()
  @Matches(/^-?[A-Za-z][A-Za-z0-9_]{0,62}$/, {
    message: 'sort must be the name of a column, - before it for descending',
  })
  @ApiPropertyOptional({
    default: '-createdAt',
    description: 'a number, createdAt or label; - before it: descending',
  })
  sort: string = '-createdAt';

  @QueryInteger({ min: 1, max: 200, default: 50 })
  limit: number = 50;

  /** `nextCursor` of the page before, with the same filter and order. */
  @IsOptional()
  @Length(1, 2100)
  cursor?: string;

  @QueryBoolean('whether `total` is wanted')
  count?: boolean;
}

export class SimilarQueryDto {
  @QueryInteger({ min: 1, max: 100, default: 10 })
  limit: number = 10;
}

const asked = <T>(value: T | undefined): T | null => value ?? null;

/** @throws HttpProblem invalid-parameter  a bound that is no number */
export const toCatalogueFilter = (query: CatalogueFilterQueryDto): CatalogueFilter => ({
  ...toIdentity(query),
  ranges: toRanges(query),
  method: asked(query.method),
  hasEvidence: asked(query.has_evidence),
  hasStructure: asked(query.has_structure),
  isPublic: asked(query.is_public),
  searchId: asked(query.search_id),
  analysisId: asked(query.analysis_id),
  text: asked(query.text),
});

function toIdentity(query: CatalogueFilterQueryDto): CatalogueFilter {
  const isGeneral = query.sigma === 'general' ? true : null;
  const sigmas = isGeneral ? undefined : query.sigma?.split(',').map(Number);
  return {
    ...{ material: askedMaterial(query.material ?? query.pretty_formula), elements: asked(query.elements) },
    chemsys: query.chemsys?.split('-').sort().join('-') ?? null,
    ...{ sigma: asked(sigmas), sigmaMin: asked(query.sigma_min), sigmaMax: asked(query.sigma_max) },
    ...{ isGeneral, axis: direction(query, 'rotation_axis'), plane: direction(query, 'gb_plane') },
    kind: asked(query.type),
    ...{ angleMinDeg: asked(query.angle_min), angleMaxDeg: asked(query.angle_max) },
  };
}

function direction(
  query: CatalogueFilterQueryDto,
  name: 'rotation_axis' | 'gb_plane',
): NonNullable<CatalogueFilter['axis']> | null {
  const indices = query[name];
  if (indices?.every((index) => index === 0))
    throw new HttpProblem('invalid-parameter', `${name}=0,0,0 names nothing.`);
  return indices ?? null;
}

function toRanges({ min, max }: CatalogueFilterQueryDto): NonNullable<CatalogueFilter['ranges']> {
  const ranges: Record<string, [number | null, number | null]> = {};
  for (const [side, text] of [min, max].entries()) {
    for (const part of text?.split(',') ?? []) {
      const [name, word] = part.split(':');
      const bound = numberOf(word);
      if (!Number.isFinite(bound)) throw new HttpProblem('invalid-parameter', `${part} names no number.`);
      ranges[name] ??= [null, null];
      ranges[name][side] = bound;
    }
  }
  return ranges;
}

export function toListRequest(query: CatalogueQueryDto): BoundaryListRequest {
  const { sort, limit, cursor, count } = query;
  return {
    filter: toCatalogueFilter(query),
    order: { by: sort.replace(/^-/, ''), descending: sort.startsWith('-') },
    limit,
    cursor: cursor ?? null,
    isCounted: count ?? false,
  };
}
