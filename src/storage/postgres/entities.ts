import { AuditEventRow, InstrumentRow } from './administration-entities.js';
import {
  CatalogueBoundaryRow,
  CatalogueEventRow,
  CatalogueEvidenceRow,
  CatalogueImportRow,
  CataloguePropertyRow,
  CatalogueStructureRow,
} from './catalogue-entities.js';
import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { Headline } from '../../workflows/ports/headline.js';
import type {
  DatasetSummary,
  Job,
  JobState,
  Problem,
  Scope,
  Sidecar,
} from '../../workflows/ports/records.js';
import type { Recipe } from '../../science/interpretation/recipe.js';
import { asNumber, asNumberOrNull } from './bigint-columns.js';
import { KeptAnswerRow } from './kept-answer-entity.js';
import { PIPELINE_ENTITIES } from './pipeline-entities.js';
import { ReferenceRow } from './reference-entity.js';
import { BatchLineRow, BatchRecordRow, RecipeRow, RecipeVersionRow } from './batch-entities.js';
import { BoundaryRow, SearchCandidateRow, SearchRow } from './search-entities.js';
import { UploadRow } from './upload-entity.js';

/**
 * Rows as migrations/ defines them. Documents are `json`, not `jsonb`: titles in microscope files may hold NUL
 * characters, which jsonb refuses.
 */
@Entity('dataset')
export class DatasetRow {
  @PrimaryColumn('uuid')
  id!: string;
  @Column('text', { name: 'owner_id' })
  ownerId!: string;
  @Column('text')
  sha256!: string;
  @Column('text', { name: 'file_name' })
  fileName!: string;
  @Column('bigint', { name: 'size_bytes', transformer: asNumber })
  sizeBytes!: number;
  @Column('text')
  state!: 'ingesting' | 'ready' | 'rejected';
  @Column('json', { nullable: true })
  problem!: Problem | null;
  @Column('json', { nullable: true })
  summary!: DatasetSummary | null;
  /** As in `summary`, to select by it. */
  @Column('text', { nullable: true })
  format!: string | null;
  /** Blobs that `summary` names, so that the sweep need not look into documents. */
  @Column('text', { array: true, name: 'summary_blobs' })
  summaryBlobs!: string[];
  @Column('json', { nullable: true })
  sidecar!: Sidecar | null;
  @Column('json', { name: 'sidecar_problem', nullable: true })
  sidecarProblem!: Problem | null;
  @Column('text', { nullable: true })
  instrument!: string | null;
  @Column('text', { nullable: true })
  session!: string | null;
  @Column({ type: 'timestamptz', name: 'modified_at', precision: 3, nullable: true })
  modifiedAt!: Date | null;
  @Column('uuid', { name: 'job_id' })
  jobId!: string;
  @Column({ type: 'timestamptz', name: 'created_at', precision: 3 })
  createdAt!: Date;
}

@Entity('analysis')
export class AnalysisRow {
  @PrimaryColumn('uuid')
  id!: string;
  @Column('text', { name: 'owner_id' })
  ownerId!: string;
  @Column('uuid', { name: 'dataset_id' })
  datasetId!: string;
  @Column('int', { name: 'scan_index' })
  scanIndex!: number;
  @Column('uuid', { name: 'low_loss_dataset_id', nullable: true })
  lowLossDatasetId!: string | null;
  @Column('int', { name: 'low_loss_scan_index', nullable: true })
  lowLossScanIndex!: number | null;
  @Column('json')
  recipe!: Recipe;
  @Column('text', { name: 'recipe_sha256', nullable: true })
  recipeSha256!: string | null;
  @Column('uuid', { name: 'recipe_id', nullable: true })
  recipeId!: string | null;
  @Column('int', { name: 'recipe_version', nullable: true })
  recipeVersion!: number | null;
  @Column('uuid', { name: 'job_id' })
  jobId!: string;
  @Column('text', { name: 'result_blob', nullable: true })
  resultBlob!: string | null;
  @Column('text', { name: 'preprocessed_blob', nullable: true })
  preprocessedBlob!: string | null;
  @Column('json', { nullable: true })
  headline!: Headline | null;
  @Column('text', { name: 'software_version', nullable: true })
  softwareVersion!: string | null;
  @Column({ type: 'timestamptz', name: 'created_at', precision: 3 })
  createdAt!: Date;
}

@Entity('job')
export class JobRow {
  @PrimaryColumn('uuid')
  id!: string;
  @Column('text', { name: 'owner_id' })
  ownerId!: string;
  @Column('text')
  kind!: Job['kind'];
  @Column('uuid', { name: 'subject_id' })
  subjectId!: string;
  @Column('text')
  state!: JobState;
  @Column('double precision')
  progress!: number;
  @Column('text')
  stage!: string;
  @Column('json', { nullable: true })
  problem!: Problem | null;
  /** `seq` of its newest event. */
  @Column('int', { name: 'last_seq' })
  lastSeq!: number;
  @Column({ type: 'timestamptz', name: 'created_at', precision: 3 })
  createdAt!: Date;
  @Column({ type: 'timestamptz', name: 'started_at', precision: 3, nullable: true })
  startedAt!: Date | null;
  @Column({ type: 'timestamptz', name: 'finished_at', precision: 3, nullable: true })
  finishedAt!: Date | null;
}

@Entity('job_event')
export class JobEventRow {
  @PrimaryColumn('uuid', { name: 'job_id' })
  jobId!: string;
  @PrimaryColumn('int')
  seq!: number;
  @Column('text')
  state!: JobState;
  @Column('double precision')
  progress!: number;
  @Column('text')
  stage!: string;
  @Column({ type: 'timestamptz', precision: 3 })
  at!: Date;
}

@Entity('api_key')
export class ApiKeyRow {
  @PrimaryColumn('text')
  id!: string;
  @Column('text', { name: 'owner_id' })
  ownerId!: string;
  @Column('text')
  name!: string;
  @Column('text', { array: true })
  scopes!: Scope[];
  @Column('text', { nullable: true })
  instrument!: string | null;
  @Column('int', { name: 'requests_per_minute', nullable: true })
  requestsPerMinute!: number | null;
  @Column('bigint', { name: 'upload_bytes_per_day', nullable: true, transformer: asNumberOrNull })
  uploadBytesPerDay!: number | null;
  @Column('text', { name: 'secret_sha256' })
  secretSha256!: string;
  @Column({ type: 'timestamptz', name: 'created_at', precision: 3 })
  createdAt!: Date;
  @Column({ type: 'timestamptz', name: 'expires_at', precision: 3, nullable: true })
  expiresAt!: Date | null;
  @Column({ type: 'timestamptz', name: 'revoked_at', precision: 3, nullable: true })
  revokedAt!: Date | null;
  @Column({ type: 'timestamptz', name: 'last_used_at', precision: 3, nullable: true })
  lastUsedAt!: Date | null;
}

@Entity('session')
export class SessionRow {
  @PrimaryColumn('text', { name: 'token_sha256' })
  tokenSha256!: string;
  @Column('text', { name: 'owner_id' })
  ownerId!: string;
  @Column('text', { array: true })
  scopes!: Scope[];
  @Column({ type: 'timestamptz', name: 'created_at', precision: 3 })
  createdAt!: Date;
  @Column({ type: 'timestamptz', name: 'expires_at', precision: 3 })
  expiresAt!: Date;
}

export const ENTITIES = [
  DatasetRow,
  UploadRow,
  AnalysisRow,
  RecipeRow,
  RecipeVersionRow,
  BatchRecordRow,
  BatchLineRow,
  SearchRow,
  SearchCandidateRow,
  BoundaryRow,
  ReferenceRow,
  JobRow,
  JobEventRow,
  ApiKeyRow,
  SessionRow,
  InstrumentRow,
  AuditEventRow,
  CatalogueBoundaryRow,
  CatalogueStructureRow,
  CataloguePropertyRow,
  CatalogueEvidenceRow,
  CatalogueEventRow,
  CatalogueImportRow,
  KeptAnswerRow,
  ...PIPELINE_ENTITIES,
];
