import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { Recipe } from '../../science/interpretation/recipe.js';
import type { Problem } from '../../workflows/ports/records.js';

@Entity('recipe')
export class RecipeRow {
  @PrimaryColumn('uuid')
  id!: string;
  @Column('text', { name: 'owner_id' })
  ownerId!: string;
  @Column('text')
  name!: string;
  @Column('int', { name: 'latest_version' })
  latestVersion!: number;
  @Column({ type: 'timestamptz', name: 'created_at', precision: 3 })
  createdAt!: Date;
  @Column({ type: 'timestamptz', name: 'archived_at', precision: 3, nullable: true })
  archivedAt!: Date | null;
}

@Entity('recipe_version')
export class RecipeVersionRow {
  @PrimaryColumn('uuid', { name: 'recipe_id' })
  recipeId!: string;
  @PrimaryColumn('int')
  version!: number;
  @Column('json')
  recipe!: Recipe;
  @Column('text')
  sha256!: string;
  @Column('text', { nullable: true })
  note!: string | null;
  @Column({ type: 'timestamptz', name: 'created_at', precision: 3 })
  createdAt!: Date;
}

@Entity('batch')
export class BatchRecordRow {
  @PrimaryColumn('uuid')
  id!: string;
  @Column('text', { name: 'owner_id' })
  ownerId!: string;
  @Column('text')
  name!: string;
  @Column('json')
  recipe!: Recipe;
  @Column('text', { name: 'recipe_sha256' })
  recipeSha256!: string;
  @Column('uuid', { name: 'recipe_id', nullable: true })
  recipeId!: string | null;
  @Column('int', { name: 'recipe_version', nullable: true })
  recipeVersion!: number | null;
  @Column({ type: 'timestamptz', name: 'created_at', precision: 3 })
  createdAt!: Date;
}

/** A dataset of a batch. */
@Entity('batch_row')
export class BatchLineRow {
  @PrimaryColumn('uuid', { name: 'batch_id' })
  batchId!: string;
  @PrimaryColumn('int')
  position!: number;
  @Column('uuid', { name: 'dataset_id' })
  datasetId!: string;
  @Column('uuid', { name: 'analysis_id', nullable: true })
  analysisId!: string | null;
  @Column('boolean')
  reused!: boolean;
  @Column('json', { nullable: true })
  problem!: Problem | null;
}
