import { eventData, type EventSubject, eventTypeOf } from '../pipelines/event-of-job.js';
import type { Clock } from '../ports/clock.js';
import type { Analysis, Dataset, Job } from '../ports/records.js';
import type { Search } from '../ports/search-records.js';
import type { Delivery, PipelineEvent, Webhook } from '../ports/webhooks.js';

/** With the time of the next try also where there is none, as a row has it. */
export type MemoryDelivery = Omit<Delivery, 'nextAt'> & { readonly nextAt: Date };

/** What of the database events are about. */
export interface EventTables {
  readonly clock: Clock;
  readonly datasets: ReadonlyMap<string, Dataset>;
  readonly analyses: ReadonlyMap<string, Analysis>;
  readonly searches: ReadonlyMap<string, Search>;
  readonly webhooks: ReadonlyMap<string, Webhook>;
  readonly pipelineEvents: PipelineEvent[];
  readonly deliveries: Map<string, MemoryDelivery>;
}

/** What the end of a job tells, and a delivery for each webhook that wants it. */
export function recordEnd(db: EventTables, job: Job): void {
  const type = eventTypeOf(job);
  if (type === null) return;
  const { ownerId } = job;
  const event = addEvent(db, {
    ...{ id: nextId(db), ownerId, type, at: db.clock.now() },
    data: eventData(job, subjectOf(db, job)),
  });
  for (const webhook of db.webhooks.values()) {
    if (webhook.ownerId !== ownerId || !webhook.enabled || !webhook.types.includes(type)) continue;
    addDelivery(db, event, { id: nextId(db), webhookId: webhook.id });
  }
}

export function addEvent(db: EventTables, event: Omit<PipelineEvent, 'seq'>): PipelineEvent {
  const numbered = { ...event, seq: (db.pipelineEvents.at(-1)?.seq ?? 0) + 1 };
  db.pipelineEvents.push(numbered);
  return numbered;
}

export function addDelivery(
  db: EventTables,
  event: PipelineEvent,
  ids: { readonly id: string; readonly webhookId: string },
): MemoryDelivery {
  const delivery: MemoryDelivery = {
    ...{ ...ids, eventId: event.id, type: event.type, state: 'waiting', attempts: 0 },
    ...{ nextAt: event.at, answers: [], createdAt: event.at },
  };
  db.deliveries.set(ids.id, delivery);
  return delivery;
}

function subjectOf(db: EventTables, { kind, subjectId }: Job): EventSubject {
  const analysis = db.analyses.get(subjectId);
  const dataset = db.datasets.get(kind === 'analysis' ? (analysis?.coreLoss.datasetId ?? '') : subjectId);
  return {
    datasetId: dataset?.id ?? null,
    fileName: dataset?.fileName ?? null,
    sha256: dataset?.sha256 ?? null,
    label: db.searches.get(subjectId)?.label ?? null,
  };
}

const nextId = (db: EventTables): string => {
  const count = db.pipelineEvents.length * 1000 + db.deliveries.size + 1;
  return `00000000-0000-7000-9000-${String(count).padStart(12, '0')}`;
};
