import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { Problem } from '../../workflows/ports/records.js';
import type { RuleAction, RuleMatch } from '../../workflows/ports/rules.js';
import type { Delivery, DeliveryAnswer, EventData, EventType } from '../../workflows/ports/webhooks.js';

@Entity('rule')
export class RuleRow {
  @PrimaryColumn('uuid')
  id!: string;
  @Column('text', { name: 'owner_id' })
  ownerId!: string;
  @Column('text')
  name!: string;
  @Column('boolean')
  enabled!: boolean;
  @Column('json')
  match!: RuleMatch;
  @Column('json')
  run!: RuleAction;
  @Column({ type: 'timestamptz', name: 'created_at', precision: 3 })
  createdAt!: Date;
  @Column({ type: 'timestamptz', name: 'changed_at', precision: 3 })
  changedAt!: Date;
}

@Entity('rule_run')
export class RuleRunRow {
  @PrimaryColumn('uuid')
  id!: string;
  @Column('text', { name: 'owner_id' })
  ownerId!: string;
  @Column('uuid', { name: 'rule_id', nullable: true })
  ruleId!: string | null;
  @Column('uuid', { name: 'dataset_id' })
  datasetId!: string;
  @Column('uuid', { name: 'analysis_id', nullable: true })
  analysisId!: string | null;
  @Column('uuid', { name: 'search_id', nullable: true })
  searchId!: string | null;
  @Column('text', { name: 'search_key', nullable: true })
  searchKey!: string | null;
  @Column('boolean')
  link!: boolean;
  @Column('json', { nullable: true })
  problem!: Problem | null;
  @Column({ type: 'timestamptz', name: 'created_at', precision: 3 })
  createdAt!: Date;
}

@Entity('webhook')
export class WebhookRow {
  @PrimaryColumn('uuid')
  id!: string;
  @Column('text', { name: 'owner_id' })
  ownerId!: string;
  @Column('text')
  url!: string;
  @Column('text', { nullable: true })
  description!: string | null;
  @Column('text', { array: true })
  types!: EventType[];
  @Column('boolean')
  enabled!: boolean;
  @Column('text', { name: 'disabled_reason', nullable: true })
  disabledReason!: string | null;
  @Column({ type: 'timestamptz', name: 'paused_until', precision: 3, nullable: true })
  pausedUntil!: Date | null;
  @Column('text')
  secret!: string;
  @Column('text', { name: 'previous_secret', nullable: true })
  previousSecret!: string | null;
  @Column({ type: 'timestamptz', name: 'previous_until', precision: 3, nullable: true })
  previousUntil!: Date | null;
  @Column({ type: 'timestamptz', name: 'created_at', precision: 3 })
  createdAt!: Date;
}

@Entity('pipeline_event')
export class PipelineEventRow {
  /** A bigint, which comes as text. */
  @PrimaryColumn('bigint', { generated: 'increment' })
  seq!: string;
  @Column('uuid')
  id!: string;
  @Column('text', { name: 'owner_id' })
  ownerId!: string;
  @Column('text')
  type!: EventType | 'webhook.ping';
  @Column({ type: 'timestamptz', precision: 3 })
  at!: Date;
  @Column('json')
  data!: EventData;
}

/** As the document holds it. */
interface StoredAnswer extends Omit<DeliveryAnswer, 'at'> {
  readonly at: string;
}

@Entity('webhook_delivery')
export class WebhookDeliveryRow {
  @PrimaryColumn('uuid')
  id!: string;
  @Column('uuid', { name: 'webhook_id' })
  webhookId!: string;
  @Column('uuid', { name: 'event_id' })
  eventId!: string;
  @Column('text')
  state!: Delivery['state'];
  @Column('int')
  attempts!: number;
  @Column({ type: 'timestamptz', name: 'next_at', precision: 3 })
  nextAt!: Date;
  @Column('json')
  answers!: StoredAnswer[];
  @Column({ type: 'timestamptz', name: 'created_at', precision: 3 })
  createdAt!: Date;
}

export const PIPELINE_ENTITIES = [RuleRow, RuleRunRow, WebhookRow, PipelineEventRow, WebhookDeliveryRow];
