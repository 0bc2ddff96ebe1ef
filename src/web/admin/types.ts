import type { components } from '../../api-client/schema.js';

type Schemas = components['schemas'];

export type Scope = Schemas['Scope'];
export type Session = Schemas['SessionDto'];
export type Instrument = Schemas['InstrumentDto'];
export type Key = Schemas['KeyDto'];
export type CreatedKey = Schemas['CreatedKeyDto'];
export type AuditEvent = Schemas['AuditEventDto'];
export type Storage = Schemas['StorageDto'];
export type SweepReport = Schemas['SweepReportDto'];
export type Rule = Schemas['RuleDto'];
export type RulePreview = Schemas['RulePreviewDto'];
export type RuleRun = Schemas['RuleRunDto'];
export type Webhook = Schemas['WebhookDto'];
export type WebhookWithSecret = Schemas['WebhookWithSecretDto'];
export type Delivery = Schemas['DeliveryDto'];
export type EventType = Schemas['EventType'];

export interface Items<T> {
  readonly items: readonly T[];
}

export interface TabProps {
  /** What the session may. */
  readonly can: (scope: Scope) => boolean;
}
