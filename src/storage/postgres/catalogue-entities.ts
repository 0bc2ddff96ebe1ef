import { Column, Entity, PrimaryColumn } from 'typeorm';
import type {
  CatalogueSource,
  MacroscopicBoundary,
  MethodKind,
} from '../../science/catalogue/catalogue-records.js';
import type {
  AddedBoundary,
  EvidenceKind,
  EvidenceState,
  ScanRegion,
} from '../../workflows/ports/catalogue.js';
import type { CatalogueImport, ImportFound, ImportTask } from '../../workflows/ports/catalogue-imports.js';
import type { Problem } from '../../workflows/ports/records.js';

type Numbers<T = number> = Readonly<Record<string, T>>;

/** Rows as migrations/ defines them. */
@Entity('catalogue_boundary')
export class CatalogueBoundaryRow {
  @PrimaryColumn('uuid')
  id!: string;
  @Column('text', { name: 'owner_id' })
  ownerId!: string;
  @Column('text')
  key!: string;
  @Column('text')
  label!: string;
  @Column('text')
  kind!: string;
  @Column('text')
  material!: string;
  @Column('text')
  chemsys!: string;
  @Column('text', { array: true })
  elements!: string[];
  @Column('int', { nullable: true })
  sigma!: number | null;
  @Column('int', { array: true, nullable: true })
  axis!: number[] | null;
  @Column('text', { name: 'axis_family', nullable: true })
  axisFamily!: string | null;
  @Column('int', { array: true, name: 'plane_a' })
  planeA!: number[];
  @Column('int', { array: true, name: 'plane_b' })
  planeB!: number[];
  @Column('text', { array: true, name: 'plane_families' })
  planeFamilies!: string[];
  @Column('json')
  boundary!: MacroscopicBoundary;
  @Column('boolean', { name: 'is_public' })
  isPublic!: boolean;
  @Column('jsonb')
  numbers!: Numbers;
  /** `packNumbers` of the numbers; columns are read from them, rows never. */
  @Column('text', { array: true, name: 'number_names', select: false })
  numberNames!: string[];
  @Column('bytea', { name: 'number_bytes', select: false })
  numberBytes!: Buffer;
  @Column('text', { name: 'energy_method', nullable: true })
  energyMethod!: string | null;
  @Column('text', { array: true })
  methods!: string[];
  @Column('int', { name: 'n_structures' })
  nStructures!: number;
  @Column('int', { name: 'n_properties' })
  nProperties!: number;
  @Column('int', { name: 'n_evidence' })
  nEvidence!: number;
  @Column({ type: 'timestamptz', name: 'created_at', precision: 3 })
  createdAt!: Date;
  @Column({ type: 'timestamptz', name: 'updated_at', precision: 3 })
  updatedAt!: Date;
}

@Entity('catalogue_structure')
export class CatalogueStructureRow {
  @PrimaryColumn('uuid')
  id!: string;
  @Column('uuid', { name: 'boundary_id' })
  boundaryId!: string;
  @Column('text')
  blob!: string;
  @Column('int', { name: 'n_atoms' })
  nAtoms!: number;
  @Column('double precision', { name: 'atom_fraction', nullable: true })
  atomFraction!: number | null;
  @Column('text', { nullable: true })
  termination!: string | null;
  @Column('double precision', { array: true, nullable: true })
  translation!: number[] | null;
  @Column('json')
  descriptors!: Numbers<number | null>;
  @Column('text', { name: 'descriptor_blob', nullable: true })
  descriptorBlob!: string | null;
  @Column('json')
  source!: CatalogueSource;
  @Column('double precision', { nullable: true })
  energy!: number | null;
  @Column('double precision', { name: 'excess_volume', nullable: true })
  excessVolume!: number | null;
  @Column('text', { name: 'energy_method', nullable: true })
  energyMethod!: string | null;
  @Column('int', { nullable: true })
  rank!: number | null;
  @Column('text', { array: true, name: 'optimade_elements', nullable: true })
  optimadeElements!: string[] | null;
  @Column('double precision', { array: true, name: 'optimade_ratios', nullable: true })
  optimadeRatios!: number[] | null;
  @Column('int', { name: 'optimade_sites', nullable: true })
  optimadeSites!: number | null;
  /** Descriptive, reduced, Hill, anonymous. */
  @Column('text', { array: true, name: 'optimade_formulas', nullable: true })
  optimadeFormulas!: string[] | null;
  @Column('int', { array: true, name: 'optimade_dimensions', nullable: true })
  optimadeDimensions!: number[] | null;
  @Column('text', { array: true, name: 'optimade_species', nullable: true })
  optimadeSpecies!: string[] | null;
  @Column('text', { name: 'optimade_blob', nullable: true })
  optimadeBlob!: string | null;
  @Column({ type: 'timestamptz', name: 'added_at', precision: 3 })
  addedAt!: Date;
  @Column('text', { name: 'added_by' })
  addedBy!: string;
}

@Entity('catalogue_property')
export class CataloguePropertyRow {
  @PrimaryColumn('uuid')
  id!: string;
  @Column('uuid', { name: 'boundary_id' })
  boundaryId!: string;
  @Column('uuid', { name: 'structure_id', nullable: true })
  structureId!: string | null;
  @Column('text')
  name!: string;
  @Column('double precision')
  value!: number;
  @Column('double precision', { nullable: true })
  std!: number | null;
  @Column('text', { name: 'method_kind' })
  methodKind!: MethodKind;
  @Column('text')
  method!: string;
  @Column('json')
  conditions!: Readonly<Record<string, string | number | boolean>>;
  @Column('json')
  source!: CatalogueSource;
  @Column('uuid', { name: 'superseded_by', nullable: true })
  supersededBy!: string | null;
  @Column({ type: 'timestamptz', name: 'added_at', precision: 3 })
  addedAt!: Date;
  @Column('text', { name: 'added_by' })
  addedBy!: string;
}

@Entity('catalogue_evidence')
export class CatalogueEvidenceRow {
  @PrimaryColumn('uuid')
  id!: string;
  @Column('uuid', { name: 'boundary_id' })
  boundaryId!: string;
  @Column('text')
  kind!: EvidenceKind;
  @Column('text')
  state!: EvidenceState;
  /** As in `region`, to ask by. */
  @Column('uuid', { name: 'analysis_id', nullable: true })
  analysisId!: string | null;
  @Column('json', { nullable: true })
  region!: ScanRegion | null;
  @Column('uuid', { name: 'search_id', nullable: true })
  searchId!: string | null;
  @Column('text', { nullable: true })
  publication!: string | null;
  @Column('double precision', { nullable: true })
  score!: number | null;
  @Column('json')
  reasons!: readonly string[];
  @Column('json')
  measured!: Numbers;
  @Column('text', { nullable: true })
  note!: string | null;
  @Column({ type: 'timestamptz', name: 'added_at', precision: 3 })
  addedAt!: Date;
  @Column('text', { name: 'added_by' })
  addedBy!: string;
  @Column({ type: 'timestamptz', name: 'decided_at', precision: 3, nullable: true })
  decidedAt!: Date | null;
  @Column('text', { name: 'decided_by', nullable: true })
  decidedBy!: string | null;
}

@Entity('catalogue_event')
export class CatalogueEventRow {
  /** bigint, given by the database. */
  @PrimaryColumn('bigint', { generated: 'identity' })
  seq!: string;
  @Column('uuid', { name: 'boundary_id' })
  boundaryId!: string;
  @Column('text')
  action!: string;
  @Column('uuid', { name: 'subject_id' })
  subjectId!: string;
  @Column('json')
  detail!: Readonly<Record<string, unknown>>;
  @Column({ type: 'timestamptz', precision: 3 })
  at!: Date;
  @Column('text')
  by!: string;
}

@Entity('catalogue_import')
export class CatalogueImportRow {
  @PrimaryColumn('uuid')
  id!: string;
  @Column('text', { name: 'owner_id' })
  ownerId!: string;
  @Column('text', { name: 'file_name' })
  fileName!: string;
  @Column('text')
  sha256!: string;
  @Column('json')
  task!: ImportTask;
  @Column('text')
  state!: CatalogueImport['state'];
  @Column('uuid', { name: 'job_id', nullable: true })
  jobId!: string | null;
  @Column('json', { nullable: true })
  problem!: Problem | null;
  /** From here to `draftsBlob` all are null before it is read. */
  @Column('text', { nullable: true })
  format!: string | null;
  @Column('int', { name: 'n_rows', nullable: true })
  nRows!: number | null;
  @Column('int', { name: 'n_drafts', nullable: true })
  nDrafts!: number | null;
  @Column('int', { name: 'n_new_boundaries', nullable: true })
  nNewBoundaries!: number | null;
  @Column('int', { name: 'n_known_boundaries', nullable: true })
  nKnownBoundaries!: number | null;
  @Column('json', { nullable: true })
  problems!: ImportFound['problems'] | null;
  @Column('json', { name: 'taken_from_names', nullable: true })
  takenFromNames!: ImportFound['takenFromNames'] | null;
  @Column('text', { name: 'drafts_blob', nullable: true })
  draftsBlob!: string | null;
  @Column('json', { nullable: true })
  added!: readonly AddedBoundary[] | null;
  @Column({ type: 'timestamptz', name: 'committed_at', precision: 3, nullable: true })
  committedAt!: Date | null;
  /** Set when it is asked for. */
  @Column('text', { name: 'committed_by', nullable: true })
  committedBy!: string | null;
  @Column({ type: 'timestamptz', precision: 3 })
  at!: Date;
  @Column('text')
  by!: string;
}
