import type { EntityManager } from 'typeorm';
import { eventData, type EventSubject, eventTypeOf } from '../../workflows/pipelines/event-of-job.js';
import type { Job } from '../../workflows/ports/records.js';
import type { PipelineEvent } from '../../workflows/ports/webhooks.js';
import { lockUntilCommit } from './advisory-locks.js';

/**
 * What the end of a job tells, in the transaction that ends it, with a delivery for each webhook that wants it. Events of an
 * owner take turns until they are committed, so that who reads them by their numbers misses none.
 */
export async function recordEnd(manager: EntityManager, job: Job, at: Date): Promise<void> {
  const type = eventTypeOf(job);
  if (type === null) return;
  const data = eventData(job, await subjectOf(manager, job));
  await recordEvent(manager, { ownerId: job.ownerId, type, at, data });
}

async function recordEvent(
  manager: EntityManager,
  { ownerId, type, at, data }: Omit<PipelineEvent, 'seq' | 'id'>,
): Promise<void> {
  await lockUntilCommit(manager, `events of ${ownerId}`);
  await manager.query(
    `WITH told AS (
       INSERT INTO pipeline_event (id, owner_id, type, at, data)
       VALUES (gen_random_uuid(), $1, $2, $3, $4) RETURNING id
     )
     INSERT INTO webhook_delivery (id, webhook_id, event_id, state, attempts, next_at, answers, created_at)
     SELECT gen_random_uuid(), w.id, told.id, 'waiting', 0, $3, '[]', $3
     FROM told, webhook w WHERE w.owner_id = $1 AND w.enabled AND $2 = ANY(w.types)`,
    [ownerId, type, at, JSON.stringify(data)],
  );
}

const SUBJECTS: Readonly<Record<'ingest' | 'analysis' | 'search', string>> = {
  ingest:
    'SELECT id AS "datasetId", file_name AS "fileName", sha256, NULL AS label FROM dataset WHERE id = $1',
  analysis: `SELECT d.id AS "datasetId", d.file_name AS "fileName", d.sha256, NULL AS label
             FROM analysis a JOIN dataset d ON d.id = a.dataset_id WHERE a.id = $1`,
  search: `SELECT NULL AS "datasetId", NULL AS "fileName", NULL AS sha256, label FROM search WHERE id = $1`,
};

async function subjectOf(manager: EntityManager, { kind, subjectId }: Job): Promise<EventSubject> {
  const sql = kind === 'import' ? null : SUBJECTS[kind];
  const [found]: EventSubject[] = sql === null ? [] : await manager.query(sql, [subjectId]);
  return found ?? { datasetId: null, fileName: null, sha256: null, label: null };
}
