import type { PgBoss } from 'pg-boss';
import type { EntityManager } from 'typeorm';
import type { Job } from '../../workflows/ports/records.js';
import { JobEventRow, JobRow } from './entities.js';
import { enqueue } from './job-queue.js';
import { newestEvent } from './rows.js';

/** The job, its first event and its queue entry, in the caller's transaction. */
export async function submitJob(boss: PgBoss, manager: EntityManager, job: Job): Promise<void> {
  await keepJob(manager, job);
  await enqueue(boss, manager, job);
}

/** The job and its first event alone: for one that is not worked on here. */
export async function keepJob(manager: EntityManager, job: Job): Promise<void> {
  const row: JobRow = { ...job, lastSeq: 1 };
  await manager.insert(JobRow, row);
  await manager.insert(JobEventRow, newestEvent(row, job.createdAt));
}
