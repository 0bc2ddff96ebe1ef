import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { Problem, Sidecar } from '../../workflows/ports/records.js';
import type { Upload } from '../../workflows/ports/uploads.js';
import { asNumber, asNumberOrNull } from './bigint-columns.js';

/** Row as migrations/ defines it: a record whose fields are columns. */
@Entity('upload')
export class UploadRow implements Upload {
  @PrimaryColumn('uuid')
  id!: string;
  @Column('text', { name: 'owner_id' })
  ownerId!: string;
  @Column('text', { name: 'sent_by' })
  by!: string;
  @Column('text', { name: 'file_name' })
  fileName!: string;
  @Column('bigint', { name: 'size_bytes', transformer: asNumber })
  sizeBytes!: number;
  @Column('text', { nullable: true })
  sha256!: string | null;
  @Column('text', { nullable: true })
  instrument!: string | null;
  @Column('text', { nullable: true })
  session!: string | null;
  @Column({ type: 'timestamptz', name: 'modified_at', precision: 3, nullable: true })
  modifiedAt!: Date | null;
  @Column('json', { nullable: true })
  sidecar!: Sidecar | null;
  @Column('text')
  state!: Upload['state'];
  @Column('text', { name: 'content_sha256', nullable: true })
  contentSha256!: string | null;
  @Column('bigint', { name: 'received_bytes', nullable: true, transformer: asNumberOrNull })
  receivedBytes!: number | null;
  @Column('uuid', { name: 'dataset_id', nullable: true })
  datasetId!: string | null;
  @Column('json', { nullable: true })
  problem!: Problem | null;
  @Column({ type: 'timestamptz', name: 'created_at', precision: 3 })
  createdAt!: Date;
  @Column({ type: 'timestamptz', name: 'expires_at', precision: 3 })
  expiresAt!: Date;
  @Column({ type: 'timestamptz', name: 'ended_at', precision: 3, nullable: true })
  endedAt!: Date | null;
}
