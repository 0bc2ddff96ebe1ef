import type { PgBoss } from 'pg-boss';
import type { DataSource } from 'typeorm';
import type { CatalogueImportRepository } from '../../workflows/ports/catalogue-imports.js';
import type { JobRepository } from '../../workflows/ports/repositories.js';
import type { SearchRepository } from '../../workflows/ports/search-repositories.js';
import { problemOf } from '../../workflows/problems.js';
import { queueSchema } from './data-source.js';
import { JobRow } from './entities.js';
import { enqueue } from './job-queue.js';
import { jobOf } from './rows.js';
import { renewTask } from './search-candidates.js';

/**
 * Brings together what users see and what the queue knows: a job that has not ended but is no longer queued is
 * queued again, one that the queue gave up (its worker died too often) fails with `worker-lost`. With this no job
 * stays unfinished for ever, whatever was killed when. Nobody works on an external search: it waits to be told.
 */
export async function reconcileJobs(
  db: DataSource,
  ports: { boss: PgBoss; jobs: JobRepository; imports: CatalogueImportRepository; schema: string },
): Promise<void> {
  const rows: { id: string; queued: boolean }[] = await db.query(`
    SELECT j.id, q.id IS NOT NULL AS queued
    FROM job j LEFT JOIN ${queueSchema(ports.schema)}.job q ON q.id = j.id AND q.name = j.kind
    WHERE j.state IN ('queued', 'running')
      AND NOT EXISTS (SELECT FROM search s WHERE s.job_id = j.id AND s.engine = 'external')
      AND (q.id IS NULL OR q.state IN ('failed', 'cancelled', 'completed'))`);
  for (const { id, queued } of rows) {
    const row = await db.manager.findOneBy(JobRow, { id });
    if (row === null) continue;
    const problem = problemOf(
      'worker-lost',
      'The process that did this work ended too often before it was done.',
    );
    if (!queued) await db.transaction((manager) => enqueue(ports.boss, manager, jobOf(row)));
    else if (row.kind === 'ingest') await ports.jobs.finishIngest(id, { problem });
    else if (row.kind === 'import') await ports.imports.fail(id, problem);
    else if (row.kind === 'search') await ports.jobs.finishSearch(id, { problem });
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
    `SELECT id, name FROM ${queueSchema(ports.schema)}.job WHERE state = 'active'
     AND (name = 'evaluate' OR id IN (SELECT id FROM job))`,
  );
  for (const { id, name } of rows) await ports.boss.fail(name, id, { message: 'its process was killed' });
}

/**
 * The same for the candidates of searches: one that is out but no longer queued is queued again; one whose workers died too
 * often has failed.
 */
export async function reconcileEvaluations(
  db: DataSource,
  ports: { boss: PgBoss; searches: SearchRepository; schema: string },
): Promise<void> {
  const rows: { search_id: string; index: number; task_id: string; state: string | null }[] = await db.query(`
    SELECT c.search_id, c.candidate_index AS index, c.task_id, q.state
    FROM search_candidate c
    JOIN search s ON s.id = c.search_id
    JOIN job j ON j.id = s.job_id AND j.state IN ('queued', 'running')
    LEFT JOIN ${queueSchema(ports.schema)}.job q ON q.id = c.task_id AND q.name = 'evaluate'
    WHERE c.told_at IS NULL AND c.task_id IS NOT NULL
      AND (q.id IS NULL OR q.state IN ('failed', 'cancelled', 'completed'))`);
  for (const { search_id: searchId, index, task_id: taskId, state } of rows) {
    if (state === 'failed' || state === 'cancelled') {
      const failed = 'The process that evaluated it ended too often before it was done.';
      await ports.searches.tell(searchId, [
        { index, energyJPerM2: null, failed, evaluation: null, structureBlob: null },
      ]);
    } else await db.transaction((manager) => renewTask(ports.boss, manager, { searchId, index, taskId }));
  }
}
