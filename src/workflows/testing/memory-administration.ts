import { type AuditEvent, type AuditFilter, AuditLog, type KeptAuditEvent } from '../ports/audit-log.js';
import { type Instrument, InstrumentRepository } from '../ports/instruments.js';
import { jobAgain, JobRetries, type NextJob, type RetryRefusal, subjectAgain } from '../ports/job-retries.js';
import type { Job, Page, PageRequest } from '../ports/records.js';
import { seqOf } from '../ports/seq-cursor.js';
import { hasEnded, type MemoryDatabase } from './memory-database.js';

export class MemoryInstrumentRepository extends InstrumentRepository {
  constructor(private readonly db: MemoryDatabase) {
    super();
  }

  async put(instrument: Instrument): Promise<void> {
    this.db.instruments.set(instrument.id, instrument);
  }

  async list(ownerId: string | null): Promise<readonly Instrument[]> {
    return [...this.db.instruments.values()]
      .filter((instrument) => ownerId === null || instrument.ownerId === ownerId)
      .sort((a, b) => (`${a.name} ${a.ownerId} ${a.id}` < `${b.name} ${b.ownerId} ${b.id}` ? -1 : 1));
  }

  async remove(ownerId: string | null, name: string, id: string): Promise<boolean> {
    const found = this.db.instruments.get(id);
    const isIt = found?.name === name && (ownerId === null || found.ownerId === ownerId);
    return isIt && this.db.instruments.delete(id);
  }
}

export class MemoryAuditLog extends AuditLog {
  constructor(private readonly db: MemoryDatabase) {
    super();
  }

  async append(events: readonly AuditEvent[]): Promise<void> {
    for (const event of events) this.db.audit.push({ ...event, seq: (this.db.audit.at(-1)?.seq ?? 0) + 1 });
  }

  async list(filter: AuditFilter, { limit, cursor }: PageRequest): Promise<Page<KeptAuditEvent>> {
    const before = seqOf(cursor) ?? Infinity;
    const rest = this.db.audit.filter((event) => event.seq < before && fits(event, filter)).reverse();
    const items = rest.slice(0, limit);
    return { items, nextCursor: rest.length > limit ? String(items[items.length - 1].seq) : null };
  }

  async removeBefore(time: Date): Promise<number> {
    const kept = this.db.audit.filter(({ at }) => at >= time);
    const nRemoved = this.db.audit.length - kept.length;
    this.db.audit.splice(0, this.db.audit.length, ...kept);
    return nRemoved;
  }
}

const fits = (event: AuditEvent, { subject, actor, since, until }: AuditFilter): boolean =>
  (subject === null || event.subject === subject) &&
  (actor === null || event.actor === actor) &&
  (since === null || event.at >= since) &&
  (until === null || event.at < until);

export class MemoryJobRetries extends JobRetries {
  constructor(private readonly db: MemoryDatabase) {
    super();
  }

  async retry(ownerId: string, jobId: string, next: NextJob): Promise<Job | RetryRefusal | null> {
    const job = this.db.jobs.get(jobId);
    if (job?.ownerId !== ownerId) return null;
    if (!hasEnded(job.state)) return 'not-ended';
    if (job.state === 'succeeded') return 'succeeded';
    const refusal = this.begin(job, next.id);
    if (refusal !== null) return refusal;
    const made = jobAgain(job, next);
    const isExternal = this.db.searches.get(job.subjectId)?.engine === 'external';
    this.db.addJob(made, !isExternal);
    return made;
  }

  /** What it works for belongs to the new job now. */
  private begin({ id, kind, subjectId }: Job, jobId: string): RetryRefusal | null {
    const { datasets, analyses, searches, imports } = this.db;
    const table = {
      ingest: datasets,
      analysis: analyses,
      search: searches,
      import: imports,
    }[kind] as Map<string, { jobId: string | null }>;
    const subject = table.get(subjectId);
    if (subject === undefined) return 'subject-changed';
    if (subject.jobId !== id) return 'superseded';
    const change = { jobId, ...subjectAgain(kind, subject as { state?: string }) };
    table.set(subjectId, { ...subject, ...change });
    return null;
  }
}
