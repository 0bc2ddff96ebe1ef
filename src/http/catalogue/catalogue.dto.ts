import { ApiProperty } from '@nestjs/swagger';
import type { StoredProperty } from '../../workflows/ports/catalogue.js';
import { BOUNDARY_KINDS } from './catalogue-filter.dto.js';

const INDICES = { type: 'array', items: { type: 'number' }, minItems: 3, maxItems: 3 } as const;
const PAIR_OF_INDICES = { type: 'array', items: INDICES, minItems: 2, maxItems: 2 } as const;
const UNKNOWN_NUMBER = { type: Number, nullable: true } as const;
const UNKNOWN_INTEGER = { type: 'integer', nullable: true } as const;
const UNKNOWN_TEXT = { type: String, nullable: true } as const;
const UNKNOWN_TIME = { type: String, format: 'date-time', nullable: true } as const;
const TIME = { type: String, format: 'date-time' } as const;
const NUMBERS = { type: 'object', additionalProperties: { type: 'number' } } as const;
const SOURCE = {
  type: 'object',
  additionalProperties: true,
  properties: { kind: { type: 'string', enum: ['search', 'import', 'user'] } },
  description: 'where it comes from: a search with its candidate, a row of an imported file, a person',
} as const;

export const METHOD_KINDS = [
  'experiment',
  'dft',
  'machine-learned-potential',
  'empirical-potential',
  'unknown',
] as const satisfies readonly StoredProperty['methodKind'][];

export class CatalogueCrystalDto {
  key!: string;
  /** 'fcc', 'rocksalt', … */
  name!: string;
  /** Reduced. */
  formula!: string;
  elements!: string[];
  @ApiProperty(UNKNOWN_INTEGER)
  spaceGroup!: number | null;
}

/** A boundary as tables and lists show it. */
export class CatalogueBoundarySummaryDto {
  id!: string;
  /** Equal for symmetry-equivalent descriptions. */
  key!: string;
  label!: string;
  @ApiProperty({ enum: BOUNDARY_KINDS, enumName: 'BoundaryKind' })
  kind!: string;
  /** 'Cu'; of two phases 'Al2O3/Cu'. */
  material!: string;
  /** Elements of both sides: 'Al-Cu-O'. */
  chemsys!: string;
  /** On either side. */
  crystals!: CatalogueCrystalDto[];
  /** null: no coincidence, or two phases. */
  @ApiProperty(UNKNOWN_INTEGER)
  sigma!: number | null;
  @ApiProperty({ ...INDICES, nullable: true })
  axis!: number[] | null;
  @ApiProperty(UNKNOWN_NUMBER)
  misorientationDeg!: number | null;
  /** The smallest equivalent angle. */
  @ApiProperty(UNKNOWN_NUMBER)
  disorientationDeg!: number | null;
  @ApiProperty(PAIR_OF_INDICES)
  planes!: number[][];
  /** 'm-3m {310}' on either side. */
  planeFamilies!: string[];
  @ApiProperty(UNKNOWN_TEXT)
  axisFamily!: string | null;
  /** Whether everybody may see it, by OPTIMADE. */
  isPublic!: boolean;
  /** By name of the column: current values, descriptors of the structure whose energy is shown, means of what was measured. */
  @ApiProperty(NUMBERS)
  numbers!: Record<string, number>;
  @ApiProperty(UNKNOWN_TEXT)
  energyMethod!: string | null;
  @ApiProperty({ type: 'integer' })
  nStructures!: number;
  /** Current ones. */
  @ApiProperty({ type: 'integer' })
  nProperties!: number;
  /** Assigned and accepted. */
  @ApiProperty({ type: 'integer' })
  nEvidence!: number;
  @ApiProperty(TIME)
  createdAt!: string;
  @ApiProperty(TIME)
  updatedAt!: string;
}

export class CatalogueListDto {
  items!: CatalogueBoundarySummaryDto[];
  @ApiProperty(UNKNOWN_TEXT)
  nextCursor!: string | null;
  /** Of all pages; null unless `count` was asked for. */
  @ApiProperty(UNKNOWN_INTEGER)
  total!: number | null;
}

/** A microscopic state of a boundary. */
export class CatalogueStructureDto {
  id!: string;
  boundaryId!: string;
  @ApiProperty({ type: 'integer' })
  nAtoms!: number;
  /** Share of a plane's atoms, [n]. */
  @ApiProperty(UNKNOWN_NUMBER)
  atomFraction!: number | null;
  @ApiProperty(UNKNOWN_TEXT)
  termination!: string | null;
  /** Of B against A: along x, normal, along z. */
  @ApiProperty({ ...INDICES, nullable: true })
  translationAngstrom!: number[] | null;
  @ApiProperty(UNKNOWN_NUMBER)
  energyJPerM2!: number | null;
  @ApiProperty(UNKNOWN_NUMBER)
  excessVolumeAngstrom!: number | null;
  /** Of its energy. */
  @ApiProperty(UNKNOWN_TEXT)
  method!: string | null;
  /** From 1, lowest energy first. */
  @ApiProperty(UNKNOWN_INTEGER)
  rank!: number | null;
  /** Of the boundary zone, by name. */
  @ApiProperty({ type: 'object', additionalProperties: { type: 'number', nullable: true } })
  descriptors!: Record<string, number | null>;
  hasAtomDescriptors!: boolean;
  @ApiProperty(SOURCE)
  source!: StoredProperty['source'];
  @ApiProperty(TIME)
  addedAt!: string;
  addedBy!: string;
}

/** What of a structure's atoms was computed. */
export class StructureDescriptorsDto {
  structureId!: string;
  /** Numbers of the boundary zone; null: could not be told. */
  @ApiProperty({ type: 'object', additionalProperties: { type: 'number', nullable: true } })
  zone!: Record<string, number | null>;
  /** Numbers of each atom, and profiles; null: none were made. */
  @ApiProperty({ type: 'object', additionalProperties: true, nullable: true })
  detail!: unknown;
}

export class CataloguePropertyDto {
  id!: string;
  /** null: of the boundary as such. */
  @ApiProperty(UNKNOWN_TEXT)
  structureId!: string | null;
  name!: string;
  unit!: string;
  value!: number;
  /** null: not told. */
  @ApiProperty(UNKNOWN_NUMBER)
  std!: number | null;
  @ApiProperty({ enum: METHOD_KINDS, enumName: 'MethodKind' })
  methodKind!: StoredProperty['methodKind'];
  method!: string;
  @ApiProperty({
    type: 'object',
    additionalProperties: { oneOf: [{ type: 'string' }, { type: 'number' }, { type: 'boolean' }] },
  })
  conditions!: Record<string, string | number | boolean>;
  @ApiProperty(SOURCE)
  source!: StoredProperty['source'];
  @ApiProperty(TIME)
  addedAt!: string;
  addedBy!: string;
  /** The value that stands in its place; null: it is current. */
  @ApiProperty(UNKNOWN_TEXT)
  supersededBy!: string | null;
}

/** Pixels [fromPixel, toPixel) of an analysed scan. */
export class ScanRegionDto {
  analysisId!: string;
  datasetId!: string;
  @ApiProperty({ type: 'integer' })
  fromPixel!: number;
  @ApiProperty({ type: 'integer' })
  toPixel!: number;
  @ApiProperty(UNKNOWN_NUMBER)
  changePointPixel!: number | null;
}

export const EVIDENCE_KINDS = ['scan-region', 'search', 'publication'] as const;
const EVIDENCE_STATES = ['assigned', 'suggested', 'accepted', 'rejected'] as const;

export class CatalogueEvidenceDto {
  id!: string;
  boundaryId!: string;
  @ApiProperty({ enum: EVIDENCE_KINDS, enumName: 'EvidenceKind' })
  kind!: string;
  /** Suggested ones wait for a decision and count for nothing. */
  @ApiProperty({ enum: EVIDENCE_STATES, enumName: 'EvidenceState' })
  state!: string;
  @ApiProperty({ type: ScanRegionDto, nullable: true })
  region!: ScanRegionDto | null;
  @ApiProperty(UNKNOWN_TEXT)
  searchId!: string | null;
  /** DOI or citation. */
  @ApiProperty(UNKNOWN_TEXT)
  publication!: string | null;
  /** Of a suggestion, 0 … 1. */
  @ApiProperty(UNKNOWN_NUMBER)
  score!: number | null;
  reasons!: string[];
  /** Read off the region by networks: means over the pixels inside their domains, by name of the column. */
  @ApiProperty(NUMBERS)
  measured!: Record<string, number>;
  @ApiProperty(UNKNOWN_TEXT)
  note!: string | null;
  @ApiProperty(TIME)
  addedAt!: string;
  addedBy!: string;
  @ApiProperty(UNKNOWN_TIME)
  decidedAt!: string | null;
  @ApiProperty(UNKNOWN_TEXT)
  decidedBy!: string | null;
}

export class EvidenceListDto {
  items!: CatalogueEvidenceDto[];
}

/** A boundary with all that is known of it, superseded values too. */
export class CatalogueBoundaryDto extends CatalogueBoundarySummaryDto {
  structures!: CatalogueStructureDto[];
  properties!: CataloguePropertyDto[];
  evidence!: CatalogueEvidenceDto[];
}

/** One line of the history; lines are only added. */
export class CatalogueEventDto {
  @ApiProperty({ type: 'integer' })
  seq!: number;
  /** 'boundary-added', 'structure-added', 'property-added', 'property-superseded', 'evidence-added', 'published', … */
  action!: string;
  subjectId!: string;
  @ApiProperty({ type: 'object', additionalProperties: true })
  detail!: Record<string, unknown>;
  @ApiProperty(TIME)
  at!: string;
  by!: string;
}

export class CatalogueHistoryDto {
  items!: CatalogueEventDto[];
}

export class SimilarBoundaryDto {
  boundary!: CatalogueBoundarySummaryDto;
  /** 0 … 1; it orders, it does not measure. */
  score!: number;
  reasons!: string[];
}

export class SimilarBoundariesDto {
  items!: SimilarBoundaryDto[];
}
