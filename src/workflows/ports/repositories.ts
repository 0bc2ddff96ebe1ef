import type {
  Analysis,
  AnalysisOutcome,
  ApiKey,
  Dataset,
  DatasetSelection,
  DatasetSummary,
  Job,
  JobEvent,
  JobState,
  Page,
  PageRequest,
  Problem,
  Session,
  Sidecar,
} from './records.js';
import type { FinishedSearch } from './search-records.js';

export interface SubmittedRecord {
  readonly dataset: Dataset;
  readonly created: boolean;
}

/**
 * What was acknowledged is durable. Every read names the owner: another owner's record does not exist (null).
 * `submit…` writes the record, its job and the queue entry in one transaction: all or none.
 */ export abstract class DatasetRepository {
  /**
   * The existing one of the same owner, sha256 and file name when there is one (`created: false`, nothing queued). One
   * that was rejected for a reason that may have passed is read again: it gets this job, and counts as created.
   *
   * @param maxBytes  that its owner may hold with it and what is on its way, what is submitted or begun at the same time included; null, or left out: no limit
   * @throws WorkflowError quota-exceeded  nothing is added
   */
  abstract submit(dataset: Dataset, job: Job, maxBytes?: number | null): Promise<SubmittedRecord>;
  abstract find(ownerId: string, id: string): Promise<Dataset | null>;
  /** With `sha256`: those with these bytes. */
  abstract list(ownerId: string, page: PageRequest, sha256?: string): Promise<Page<Dataset>>;
  /** At most `limit`; ids that name nothing of this owner are left out. A filter leaves out what is not ready. */
  abstract select(ownerId: string, selection: DatasetSelection, limit: number): Promise<readonly Dataset[]>;
  /** Another sidecar in place of the one there; what was wrong with that one is no longer told. Null when there is no dataset. */
  abstract setSidecar(ownerId: string, id: string, sidecar: Sidecar): Promise<Dataset | null>;
  /** What is wrong with its sidecar now; null: nothing. Where the dataset was removed, nothing is written. */
  abstract noteSidecarProblem(ownerId: string, id: string, problem: Problem | null): Promise<void>;
  /** Also removes its analyses and their jobs. False when there is none. */
  abstract remove(ownerId: string, id: string): Promise<boolean>;
}

export abstract class AnalysisRepository {
  abstract submit(analysis: Analysis, job: Job): Promise<Analysis>;
  abstract find(ownerId: string, id: string): Promise<Analysis | null>;
  abstract list(ownerId: string, datasetId: string | null, page: PageRequest): Promise<Page<Analysis>>;
}

/**
 * Jobs as users see them. Delivery is at least once, so the first to reach a terminal state wins: each `finish…`
 * changes a job only while it is queued or running, in one transaction with what it produced, and says whether it did.
 */
export abstract class JobRepository {
  abstract find(ownerId: string, id: string): Promise<Job | null>;
  /** Newest first; of one state, or (null) of any. */
  abstract list(ownerId: string, page: PageRequest, state?: JobState | null): Promise<Page<Job>>;
  /** Events after `afterSeq`, oldest first. */
  abstract eventsAfter(ownerId: string, id: string, afterSeq: number): Promise<readonly JobEvent[]>;
  /** The number of the last event of each of these jobs that is there. */
  abstract lastSeqs(ids: readonly string[]): Promise<ReadonlyMap<string, number>>;
  /** For workers (no owner): the record and its job, or null when it was removed. */
  abstract loadDataset(datasetId: string): Promise<{ dataset: Dataset; job: Job } | null>;
  abstract loadAnalysis(analysisId: string): Promise<{ analysis: Analysis; job: Job } | null>;
  /**
   * The job is running and here is how far it is. A report that says nothing new writes no event.
   * False when the job has ended meanwhile (cancelled, removed): the worker stops.
   */
  abstract report(jobId: string, progress: number, stage: string): Promise<boolean>;
  abstract finishIngest(
    jobId: string,
    outcome: { summary: DatasetSummary } | { problem: Problem },
  ): Promise<boolean>;
  abstract finishAnalysis(jobId: string, outcome: AnalysisOutcome | { problem: Problem }): Promise<boolean>;
  abstract finishSearch(jobId: string, outcome: FinishedSearch | { problem: Problem }): Promise<boolean>;
  /** True when it was queued or running. The dataset of a cancelled ingest is rejected; an import is `interrupted`. */
  abstract cancel(ownerId: string, id: string): Promise<boolean>;
  /** A worker that shuts down gives its job back: running becomes queued. False when it has ended. */
  abstract returnToQueue(jobId: string): Promise<boolean>;
  /** How many wait for a worker, of all owners, counted up to `atMost`. */
  abstract countQueued(atMost: number): Promise<number>;
  /** For metrics: jobs of all owners. */
  abstract countByState(): Promise<Readonly<Record<JobState, number>>>;
}

export abstract class KeyRepository {
  abstract count(): Promise<number>;
  abstract add(key: ApiKey): Promise<void>;
  abstract findById(id: string): Promise<ApiKey | null>;
  abstract list(): Promise<readonly ApiKey[]>;
  abstract revoke(id: string, at: Date): Promise<boolean>;
  abstract touch(id: string, at: Date): Promise<void>;
  /**
   * Adds bytes to what a key has uploaded on a day ('2026-03-01'), unless it would be more than `atMost` then; null: no
   * limit. Negative bytes give back what was not sent. False when it would be more: nothing is added.
   */
  abstract addUploadBytes(id: string, day: string, bytes: number, atMost: number | null): Promise<boolean>;
}

export abstract class SessionRepository {
  abstract add(session: Session): Promise<void>;
  abstract find(tokenSha256: string): Promise<Session | null>;
  abstract remove(tokenSha256: string): Promise<void>;
  abstract removeExpired(now: Date): Promise<void>;
}

/** Every blob that a record points to: datasets' files, counts and metadata, results. */
export abstract class BlobReferences {
  abstract all(): Promise<ReadonlySet<string>>;
  /** Does the work while no backup is made and no other sweep runs, in whatever process; null, and nothing done, when one is. */
  abstract sweeping<T>(work: () => Promise<T>): Promise<T | null>;
}
