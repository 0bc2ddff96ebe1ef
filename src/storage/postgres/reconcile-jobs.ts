import type { PgBoss } from 'pg-boss';
import type { DataSource } from 'typeorm';
import type { JobRepository } from '../../workflows/ports/repositories.js';
import { problemOf } from '../../workflows/problems.js';
import { queueSchema } from './data-source.js';
import { JobRow } from './entities.js';
import { enqueue } from './job-queue.js';
import { jobOf } from './rows.js';

/**
 * Brings together what users see and what the queue knows: a job that has not ended but is no longer queued is
 * queued again, one that the queue gave up (its worker died too often) fails with `worker-lost`. With this no job
 * stays unfinished for ever, whatever was killed when.
 */
export async function reconcileJobs(
  db: DataSource,
  ports: { boss: PgBoss; jobs: JobRepository; schema: string },
): Promise<void> {
  const rows: { id: string; queued: boolean }[] = await db.query(`
    SELECT j.id, q.id IS NOT NULL AS queued
    FROM job j LEFT JOIN ${queueSchema(ports.schema)}.job q ON q.id = j.id AND q.name = j.kind
    WHERE j.state IN ('queued', 'running') AND (q.id IS NULL OR q.state IN ('failed', 'cancelled', 'completed'))`);
  for (const { id, queued } of rows) {
    const row = await db.manager.findOneBy(JobRow, { id });
    if (row === null) continue;
    const problem = problemOf(
      'worker-lost',
      'The process that did this work ended too often before it was done.',
    );
    if (!queued) await db.transaction((manager) => enqueue(ports.boss, manager, jobOf(row)));
    else if (row.kind === 'ingest') await ports.jobs.finishIngest(id, { problem });
    else await ports.jobs.finishAnalysis(id, { problem });
  }
}

/**
 * Gives the jobs that run now back to the queue. Only for a process that knows that it is the only worker (it holds
 * the data folder), at its start: what runs then died with the process before it.
 */
export async function reclaimRunningJobs(
  db: DataSource,
  ports: { boss: PgBoss; schema: string },
): Promise<void> {
  const rows: { id: string; name: string }[] = await db.query(
    `SELECT id, name FROM ${queueSchema(ports.schema)}.job WHERE state = 'active' AND id IN (SELECT id FROM job)`,
  );
  for (const { id, name } of rows) await ports.boss.fail(name, id, { message: 'its process was killed' });
}
