import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { StopReason } from '../../science/search/search-types.js';
import type { SearchSettings } from '../../workflows/boundary-search/search-file-events.js';
import type {
  BoundaryIdentity,
  BoundaryOrigin,
  BoundaryProperties,
  Search,
  SearchRequestRecipe,
  StoredEvaluation,
} from '../../workflows/ports/search-records.js';

/** Rows as migrations/ defines them. */
@Entity('search')
export class SearchRow {
  @PrimaryColumn('uuid')
  id!: string;
  @Column('text', { name: 'owner_id' })
  ownerId!: string;
  @Column('text')
  label!: string;
  @Column('text')
  engine!: Search['engine'];
  @Column('json', { nullable: true })
  recipe!: SearchRequestRecipe | null;
  @Column('json')
  settings!: SearchSettings;
  @Column('uuid', { array: true, name: 'learn_from' })
  learnFrom!: string[];
  @Column('int')
  parallel!: number;
  @Column('text', { name: 'head_blob', nullable: true })
  headBlob!: string | null;
  @Column('int', { name: 'n_candidates', nullable: true })
  nCandidates!: number | null;
  @Column('double precision', { name: 'expected_improvement', nullable: true })
  expectedImprovementJPerM2!: number | null;
  @Column('text', { nullable: true })
  stopped!: StopReason | null;
  @Column('uuid', { name: 'job_id' })
  jobId!: string;
  @Column({ type: 'timestamptz', name: 'created_at', precision: 3 })
  createdAt!: Date;
}

@Entity('search_candidate')
export class SearchCandidateRow {
  @PrimaryColumn('uuid', { name: 'search_id' })
  searchId!: string;
  @PrimaryColumn('int', { name: 'candidate_index' })
  index!: number;
  @Column('int')
  position!: number;
  /** Its entry in the queue; null: energies come by tell, or it was told without having been asked for. */
  @Column('uuid', { name: 'task_id', nullable: true })
  taskId!: string | null;
  @Column({ type: 'timestamptz', name: 'told_at', precision: 3, nullable: true })
  toldAt!: Date | null;
  @Column('double precision', { name: 'energy', nullable: true })
  energyJPerM2!: number | null;
  @Column('text', { nullable: true })
  failed!: string | null;
  @Column('json', { nullable: true })
  evaluation!: StoredEvaluation | null;
  @Column('text', { name: 'structure_blob', nullable: true })
  structureBlob!: string | null;
}

@Entity('boundary')
export class BoundaryRow {
  @PrimaryColumn('uuid')
  id!: string;
  @Column('text', { name: 'owner_id' })
  ownerId!: string;
  @Column('uuid', { name: 'search_id' })
  searchId!: string;
  @Column('int', { name: 'candidate_index' })
  candidateIndex!: number;
  /** As in `identity`, to list by it. */
  @Column('int', { nullable: true })
  sigma!: number | null;
  @Column('json')
  identity!: BoundaryIdentity;
  @Column('json')
  properties!: BoundaryProperties;
  @Column('json')
  origin!: BoundaryOrigin;
  @Column('text', { name: 'structure_blob', nullable: true })
  structureBlob!: string | null;
  @Column({ type: 'timestamptz', name: 'created_at', precision: 3 })
  createdAt!: Date;
}
