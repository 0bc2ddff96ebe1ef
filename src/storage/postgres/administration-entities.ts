import { Column, Entity, PrimaryColumn, PrimaryGeneratedColumn } from 'typeorm';
import type { InstrumentReport } from '../../workflows/ports/instruments.js';

/** What a watcher said last; times as text of ISO 8601. */
export interface InstrumentTold extends Omit<InstrumentReport, 'lastFileAt' | 'at'> {
  readonly lastFileAt: string | null;
  readonly at: string;
}

/** Rows as migrations/ defines them. */
@Entity('instrument')
export class InstrumentRow {
  @PrimaryColumn('text')
  id!: string;
  @Column('text', { name: 'owner_id' })
  ownerId!: string;
  @Column('text')
  name!: string;
  @Column({ type: 'timestamptz', name: 'last_seen_at', precision: 3 })
  lastSeenAt!: Date;
  @Column('json')
  told!: InstrumentTold;
}

@Entity('audit_event')
export class AuditEventRow {
  /** bigint comes as text. */
  @PrimaryGeneratedColumn('identity', { type: 'bigint', generatedIdentity: 'ALWAYS' })
  seq!: string;
  @Column({ type: 'timestamptz', precision: 3 })
  at!: Date;
  @Column('text', { name: 'owner_id', nullable: true })
  ownerId!: string | null;
  @Column('text')
  actor!: string;
  @Column('text')
  action!: string;
  @Column('text', { nullable: true })
  subject!: string | null;
  @Column('int')
  status!: number;
  @Column('text', { nullable: true })
  address!: string | null;
  @Column('text', { name: 'request_id', nullable: true })
  requestId!: string | null;
}
