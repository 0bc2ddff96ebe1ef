import { decodeCursor, encodeCursor, type Position } from '../ports/cursor.js';
import type {
  Analysis,
  ApiKey,
  Dataset,
  Job,
  JobEvent,
  JobState,
  Page,
  PageRequest,
  Session,
} from '../ports/records.js';
import type { CatalogueImport } from '../ports/catalogue-imports.js';
import type { Batch, BatchRow } from '../ports/batch-records.js';
import type { Clock } from '../ports/clock.js';
import type { Instrument } from '../ports/instruments.js';
import type { KeptAuditEvent } from '../ports/audit-log.js';
import type { KeptAnswer } from '../ports/kept-answers.js';
import type { StoredReference } from '../ports/references.js';
import type { RecipeVersion, SavedRecipe } from '../ports/recipe-records.js';
import type { PipelineEvent, Webhook } from '../ports/webhooks.js';
import type { Rule, RuleRun } from '../ports/rules.js';
import type { Upload } from '../ports/uploads.js';
import { type MemoryDelivery, recordEnd } from './memory-events.js';
import type { BoundaryRecord, Search, SearchCandidate } from '../ports/search-records.js';

export const hasEnded = (state: JobState): boolean => state !== 'queued' && state !== 'running';

/** The tables behind the in-memory repositories. Changes are synchronous, so each method is a transaction. */
export class MemoryDatabase {
  readonly datasets = new Map<string, Dataset>();
  readonly uploads = new Map<string, Upload>();
  readonly analyses = new Map<string, Analysis>();
  readonly searches = new Map<string, Search>();
  /** By search, in the order of their positions. */
  readonly candidates = new Map<string, SearchCandidate[]>();
  readonly boundaries = new Map<string, BoundaryRecord>();
  readonly imports = new Map<string, CatalogueImport>();
  readonly references = new Map<string, StoredReference>();
  readonly recipes = new Map<string, SavedRecipe>();
  /** By recipe, newest first. */
  readonly recipeVersions = new Map<string, RecipeVersion[]>();
  readonly batches = new Map<string, Batch>();
  readonly batchRows = new Map<string, BatchRow[]>();
  readonly rules = new Map<string, Rule>();
  readonly ruleRuns: (RuleRun & { readonly searchKey: string | null })[] = [];
  /** Ids of datasets that rules have looked at. */
  readonly ruled = new Set<string>();
  readonly webhooks = new Map<string, Webhook>();
  readonly pipelineEvents: PipelineEvent[] = [];
  readonly deliveries = new Map<string, MemoryDelivery>();
  readonly jobs = new Map<string, Job>();
  readonly events = new Map<string, JobEvent[]>();
  readonly keys = new Map<string, ApiKey>();
  /** Bytes by key and day, `<key> <day>`. */
  readonly uploadDays = new Map<string, number>();
  readonly sessions = new Map<string, Session>();
  readonly instruments = new Map<string, Instrument>();
  readonly audit: KeptAuditEvent[] = [];
  /** By owner, sender and key. */
  readonly keptAnswers = new Map<string, KeptAnswer>();
  /** Ids of jobs that wait for a worker, oldest first. */
  readonly queue: string[] = [];
  /** Candidates that wait for a worker, oldest first, by task. */
  readonly tasks = new Map<string, { readonly searchId: string; readonly index: number }>();

  constructor(readonly clock: Clock) {}

  addJob(job: Job, isQueued = true): void {
    this.jobs.set(job.id, job);
    if (isQueued) this.queue.push(job.id);
    this.addEvent(job);
  }

  addTask(searchId: string, index: number): void {
    this.tasks.set(`${searchId}/${index}`, { searchId, index });
  }

  /** Applies a change to a job that has not ended, with its event; false when it has ended or is not there. */
  changeLiveJob(jobId: string, change: Partial<Job>): boolean {
    const job = this.jobs.get(jobId);
    if (job === undefined || hasEnded(job.state)) return false;
    const changed = { ...job, ...change };
    this.jobs.set(jobId, changed);
    const isNews =
      job.state !== changed.state || job.progress !== changed.progress || job.stage !== changed.stage;
    if (isNews) {
      this.addEvent(changed);
      recordEnd(this, changed);
    }
    return true;
  }

  removeJobsOf(subjectId: string): void {
    for (const job of this.jobs.values()) {
      if (job.subjectId !== subjectId) continue;
      this.jobs.delete(job.id);
      this.events.delete(job.id);
    }
  }

  private addEvent(job: Job): void {
    const events = this.events.get(job.id) ?? [];
    const seq = events.length + 1;
    const { state, progress, stage } = job;
    this.events.set(job.id, [
      ...events,
      { seq, jobId: job.id, state, progress, stage, at: this.clock.now() },
    ]);
  }
}

/** Newest first, by creation time and then id. */
export function pageOf<T extends Position>(records: Iterable<T>, request: PageRequest): Page<T> {
  const after = request.cursor === null ? null : decodeCursor(request.cursor);
  const rest = [...records]
    .sort(newestFirst)
    .filter((record) => after === null || newestFirst(after, record) < 0);
  const items = rest.slice(0, request.limit);
  const nextCursor = rest.length > items.length ? encodeCursor(items[items.length - 1]) : null;
  return { items, nextCursor };
}

function newestFirst(a: Position, b: Position): number {
  const byTime = b.createdAt.getTime() - a.createdAt.getTime();
  if (byTime !== 0) return byTime;
  return a.id < b.id ? 1 : a.id > b.id ? -1 : 0;
}
