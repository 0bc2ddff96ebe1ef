import { Column, Entity, PrimaryColumn } from 'typeorm';

/** Row as migrations/ defines it. */
@Entity('kept_answer')
export class KeptAnswerRow {
  @PrimaryColumn('text', { name: 'owner_id' })
  ownerId!: string;
  @PrimaryColumn('text')
  by!: string;
  @PrimaryColumn('text')
  key!: string;
  @Column('text')
  fingerprint!: string;
  @Column('int')
  status!: number;
  @Column('json')
  headers!: Readonly<Record<string, string>>;
  @Column('bytea', { nullable: true })
  body!: Uint8Array | null;
  @Column({ type: 'timestamptz', precision: 3 })
  at!: Date;
}
