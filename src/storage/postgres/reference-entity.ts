import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { ReferenceOrigin, SpectrumReference } from '../../workflows/ports/references.js';

/** Row as migrations/ defines it. */
@Entity('spectrum_reference')
export class ReferenceRow {
  @PrimaryColumn('uuid')
  id!: string;
  @Column('text', { name: 'owner_id' })
  ownerId!: string;
  @Column('text')
  name!: string;
  @Column('text', { nullable: true })
  compound!: string | null;
  @Column('text', { nullable: true })
  element!: string | null;
  @Column('text', { nullable: true })
  edge!: string | null;
  @Column('text', { nullable: true })
  source!: string | null;
  @Column('text', { nullable: true })
  licence!: string | null;
  @Column('text')
  kind!: SpectrumReference['kind'];
  @Column('json')
  origin!: ReferenceOrigin;
  @Column('double precision', { name: 'offset_ev' })
  offsetEv!: number;
  @Column('double precision', { name: 'scale_ev' })
  scaleEv!: number;
  /** Centre of the last channel, to ask by range. */
  @Column('double precision', { name: 'last_ev' })
  lastEv!: number;
  @Column('int', { name: 'n_channels' })
  nChannels!: number;
  /** Left out of lists. */
  @Column('double precision', { array: true, select: false })
  spectrum!: number[];
  @Column({ type: 'timestamptz', name: 'created_at', precision: 3 })
  createdAt!: Date;
}
