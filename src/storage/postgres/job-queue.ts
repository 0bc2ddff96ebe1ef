import { PgBoss } from 'pg-boss';
import type { EntityManager } from 'typeorm';
import type { Job } from '../../workflows/ports/records.js';
import { type DatabaseOptions, queueSchema } from './data-source.js';

/** The queue on the same database; its owner starts and stops it, and listens to its errors. */
export function createBoss(options: DatabaseOptions): PgBoss {
  return new PgBoss({
    connectionString: options.url,
    schema: queueSchema(options.schema),
    application_name: 'kaimen queue',
    max: 6,
    schedule: false,
    useListenNotify: true,
    superviseIntervalSeconds: 5,
    monitorIntervalSeconds: 5,
    instanceHeartbeatSeconds: 2,
    maintenanceIntervalSeconds: 600,
  });
}

/**
 * Queues the job within the caller's transaction: record, job and queue entry are there together or not at all.
 * The entry has the id of the job.
 */
export async function enqueue(boss: PgBoss, manager: EntityManager, job: Job): Promise<void> {
  await boss.send(job.kind, { subjectId: job.subjectId }, { id: job.id, db: within(manager) });
}

/** Behind the scan that somebody waits for at the microscope. */
const BATCH_PRIORITY = -1;

/** Many jobs of one kind at once; those of single requests go before them. */
export async function enqueueMany(boss: PgBoss, manager: EntityManager, jobs: readonly Job[]): Promise<void> {
  if (jobs.length === 0) return;
  const entries = jobs.map(({ id, subjectId }) => ({ id, data: { subjectId }, priority: BATCH_PRIORITY }));
  await boss.insert(jobs[0].kind, entries, { db: within(manager) });
}

/** Queues the evaluation of one candidate; its subject is the task itself. */
export async function enqueueTask(boss: PgBoss, manager: EntityManager, taskId: string): Promise<void> {
  await boss.send('evaluate', { subjectId: taskId }, { id: taskId, db: within(manager) });
}

const within = (manager: EntityManager) => ({
  executeSql: async (text: string, values: unknown[] = []) => {
    const result = await manager.queryRunner!.query(text, values, true);
    return { rows: result.records as unknown[] };
  },
});
