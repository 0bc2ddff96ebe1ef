import type { PgBoss } from 'pg-boss';
import type { EntityManager, EntityTarget, ObjectLiteral } from 'typeorm';
import type { Work } from '../../workflows/ports/batch-records.js';
import { AnalysisRow, JobEventRow, JobRow } from './entities.js';
import { enqueueMany } from './job-queue.js';
import { asNotFound } from './postgres-datasets.js';
import { analysisRow, newestEvent } from './rows.js';

/** Rows of one statement: far below the 65,535 parameters that PostgreSQL takes. */
const CHUNK = 500;

export async function insertInChunks<Row extends ObjectLiteral>(
  manager: EntityManager,
  table: EntityTarget<Row>,
  rows: readonly Row[],
): Promise<void> {
  for (let first = 0; first < rows.length; first += CHUNK)
    await manager.insert(table, rows.slice(first, first + CHUNK));
}

/** Analyses, their jobs, first events and queue entries, in the caller's transaction: a thousand in a few statements. */
export async function submitWork(boss: PgBoss, manager: EntityManager, work: Work): Promise<void> {
  const jobs = work.map(({ job }) => ({ ...job, lastSeq: 1 }));
  await insertInChunks(
    manager,
    AnalysisRow,
    work.map(({ analysis }) => analysisRow(analysis)),
  ).catch(asNotFound);
  await insertInChunks(manager, JobRow, jobs);
  await insertInChunks(
    manager,
    JobEventRow,
    jobs.map((job) => newestEvent(job, job.createdAt)),
  );
  for (let first = 0; first < jobs.length; first += CHUNK)
    await enqueueMany(boss, manager, jobs.slice(first, first + CHUNK));
}

/** As `changeLiveJob` for each of them, in one statement; rows are locked in the order of their ids. */
const CANCEL = `
  WITH live AS (
    SELECT j.id FROM batch_row r JOIN analysis a ON a.id = r.analysis_id JOIN job j ON j.id = a.job_id
    WHERE r.batch_id = $1 AND NOT r.reused AND j.state IN ('queued', 'running')
    ORDER BY j.id FOR UPDATE OF j
  ), ended AS (
    UPDATE job SET state = 'cancelled', stage = 'cancelled', finished_at = $2, last_seq = last_seq + 1
    FROM live WHERE job.id = live.id AND job.state IN ('queued', 'running')
    RETURNING job.id, job.last_seq, job.state, job.progress, job.stage
  ), told AS (
    INSERT INTO job_event (job_id, seq, state, progress, stage, at)
    SELECT id, last_seq, state, progress, stage, $2 FROM ended
  )
  SELECT count(*)::int AS n FROM ended`;

export async function cancelJobsOfBatch(manager: EntityManager, batchId: string, at: Date): Promise<number> {
  const [{ n }] = await manager.query<{ n: number }[]>(CANCEL, [batchId, at]);
  return n;
}
