import { type EntityManager, In } from 'typeorm';
import type { Job } from '../../workflows/ports/records.js';
import { JobEventRow, JobRow } from './entities.js';
import { recordEnd } from './pipeline-events.js';
import { jobOf, newestEvent } from './rows.js';

/**
 * Changes a job that has not ended, with its event, in the caller's transaction. The row is locked first, so of two
 * that want to end it the first wins. Null when it has ended or is not there.
 */
export async function changeLiveJob(
  manager: EntityManager,
  jobId: string,
  change: (job: JobRow) => Partial<Job>,
  now: Date,
): Promise<Job | null> {
  const row = await manager.findOne(JobRow, {
    where: { id: jobId, state: In(['queued', 'running']) },
    lock: { mode: 'pessimistic_write' },
  });
  if (row === null) return null;
  const changed = { ...row, ...change(row) };
  const isNews =
    row.state !== changed.state || row.progress !== changed.progress || row.stage !== changed.stage;
  if (!isNews) return jobOf(row);
  changed.lastSeq += 1;
  const { id, ...columns } = changed;
  await manager.update(JobRow, { id }, columns);
  await manager.insert(JobEventRow, newestEvent(changed, now));
  const job = jobOf(changed);
  await recordEnd(manager, job, now);
  return job;
}
