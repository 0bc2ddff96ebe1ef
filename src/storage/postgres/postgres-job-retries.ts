import type { PgBoss } from 'pg-boss';
import type { DataSource, EntityManager, EntityTarget, ObjectLiteral } from 'typeorm';
import {
  jobAgain,
  JobRetries,
  type NextJob,
  type RetryRefusal,
  subjectAgain,
} from '../../workflows/ports/job-retries.js';
import type { Job } from '../../workflows/ports/records.js';
import { CatalogueImportRow } from './catalogue-entities.js';
import { AnalysisRow, DatasetRow, JobRow } from './entities.js';
import { jobOf } from './rows.js';
import { SearchRow } from './search-entities.js';
import { keepJob, submitJob } from './submit-job.js';

type Subject = { jobId: string | null; state?: string; engine?: string };

const TABLES: Readonly<Record<Job['kind'], EntityTarget<ObjectLiteral>>> = {
  ingest: DatasetRow,
  analysis: AnalysisRow,
  search: SearchRow,
  import: CatalogueImportRow,
};

export class PostgresJobRetries extends JobRetries {
  constructor(
    private readonly db: DataSource,
    private readonly boss: PgBoss,
  ) {
    super();
  }

  /** The job is locked before what it worked for, as by whoever ends one; of two that retry, one finds it superseded. */
  async retry(ownerId: string, jobId: string, next: NextJob): Promise<Job | RetryRefusal | null> {
    return this.db.transaction(async (manager) => {
      const lock = { mode: 'pessimistic_write' } as const;
      const job = await manager.findOne(JobRow, { where: { ownerId, id: jobId }, lock });
      if (job === null) return null;
      if (job.finishedAt === null) return 'not-ended';
      if (job.state === 'succeeded') return 'succeeded';
      const { kind, subjectId } = job;
      const subject = (await manager.findOne(TABLES[kind], {
        where: { id: subjectId },
        lock,
      })) as Subject | null;
      if (subject === null) return 'subject-changed';
      if (subject.jobId !== jobId) return 'superseded';
      await begin(manager, { kind, subjectId, jobId: next.id }, subject);
      const made = jobAgain(jobOf(job), next);
      if (subject.engine === 'external') await keepJob(manager, made);
      else await submitJob(this.boss, manager, made);
      return made;
    });
  }
}

/** What it works for belongs to the new job now, and waits for it. */
async function begin(
  manager: EntityManager,
  { kind, subjectId, jobId }: { kind: Job['kind']; subjectId: string; jobId: string },
  subject: Subject,
): Promise<void> {
  await manager.update(TABLES[kind], { id: subjectId }, { jobId, ...subjectAgain(kind, subject) });
}
