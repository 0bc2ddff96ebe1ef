import type { Job, Page, PageRequest } from './records.js';
import type {
  BoundaryFilter,
  BoundaryRecord,
  CandidateState,
  EvaluationTask,
  PreparedSearch,
  Search,
  SearchCandidate,
  SearchCounts,
  SearchOutlook,
  ToldCandidate,
} from './search-records.js';

/** Candidates of a search are listed by position; `after` is the position of the last one seen. */
export interface CandidatePage {
  readonly limit: number;
  readonly after: number | null;
}

/**
 * Searches and their candidates. What was acknowledged is durable; a change of candidates happens under the lock of their
 * search, so that two who ask or tell at once see one another.
 */
export abstract class SearchRepository {
  /** The record and its job; the job is queued unless the search is external: nobody works on it here. */
  abstract submit(search: Search, job: Job): Promise<void>;
  abstract find(ownerId: string, id: string): Promise<Search | null>;
  abstract list(ownerId: string, page: PageRequest): Promise<Page<Search>>;
  /** With its candidates, job and the boundaries it found. False when there is none. */
  abstract remove(ownerId: string, id: string): Promise<boolean>;
  /** For workers (no owner): the record and its job, or null when it was removed. */
  abstract load(searchId: string): Promise<{ search: Search; job: Job } | null>;
  /** For workers: what a task of the queue is about; null when nothing is left to do. */
  abstract loadTask(taskId: string): Promise<EvaluationTask | null>;
  abstract setPrepared(searchId: string, prepared: PreparedSearch): Promise<void>;
  abstract setOutlook(searchId: string, outlook: SearchOutlook): Promise<void>;
  /** All candidates that were handed out or told, by position. */
  abstract candidates(searchId: string): Promise<readonly CandidateState[]>;
  /** A page of those that were told. */
  abstract told(searchId: string, page: CandidatePage): Promise<readonly SearchCandidate[]>;
  /** Those of lowest energy, lowest first; of equals the first. */
  abstract lowest(searchId: string, limit: number): Promise<readonly SearchCandidate[]>;
  /** How many have a lower energy. */
  abstract countBelow(searchId: string, energyJPerM2: number): Promise<number>;
  abstract candidate(searchId: string, index: number): Promise<SearchCandidate | null>;
  abstract counts(searchId: string): Promise<SearchCounts>;
  /**
   * Hands candidates out, in this order after those that are there, and (unless external) queues their evaluation: all in
   * one transaction. False, and nothing done, when the job has ended or somebody else was faster: `nKnown` is how many
   * candidates the caller knew of.
   */
  abstract handOut(searchId: string, indices: readonly number[], nKnown: number): Promise<boolean>;
  /**
   * Writes what came back, of candidates that were handed out or not. All or none: when some are known with another energy
   * already nothing is written, and they are returned. Telling the same twice changes nothing.
   */
  abstract tell(searchId: string, told: readonly ToldCandidate[]): Promise<readonly number[]>;
}

/** Boundaries that searches found. Written by `JobRepository.finishSearch`. */
export abstract class BoundaryRepository {
  abstract find(ownerId: string, id: string): Promise<BoundaryRecord | null>;
  abstract list(ownerId: string, filter: BoundaryFilter, page: PageRequest): Promise<Page<BoundaryRecord>>;
}
