import { ScienceError } from '../science/units/science-error.js';
import type { BoundaryRecipe } from '../workflows/boundary-search/search-recipe.js';
import type { BlobPlace } from '../workflows/ports/blob-place.js';
import {
  type BoundaryTask,
  type NextCandidates,
  type PlaneChoice,
  type PlanesTask,
  SearchComputation,
  type SearchMap,
  type SearchTask,
  type StructureTask,
  type TableTask,
} from '../workflows/ports/search-computation.js';
import type { BoundaryIdentity, PreparedSearch, SearchOutlook } from '../workflows/ports/search-records.js';
import { problemOf } from '../workflows/problems.js';
import { ThreadPool } from './thread-pool.js';

export interface SearchThreadsOptions {
  /** Module of the thread: exports the methods of SearchComputation. */
  readonly filename: string;
  readonly blobPlace: BlobPlace;
  readonly threads: number;
  readonly deadlineS: number;
  readonly log: (message: string) => void;
}

/** A thread that nobody needs any more goes after so long. */
const IDLE_MS = 60_000;

/** The computation of searches in worker threads, which start when there is something to compute. */
export class SearchThreads extends SearchComputation {
  private readonly pool: ThreadPool;

  constructor({ filename, blobPlace, threads, deadlineS, log }: SearchThreadsOptions) {
    super();
    this.pool = new ThreadPool({
      filename,
      threads,
      workerData: { blobPlace },
      deadlineS,
      idleMs: IDLE_MS,
      onCrash: (cause) => {
        log(`A search failed unexpectedly: ${cause instanceof Error ? cause.stack : String(cause)}`);
        return problemOf(
          'internal-error',
          'The search failed unexpectedly; the log of the service has more.',
        );
      },
    });
  }

  prepareTable(task: TableTask): Promise<PreparedSearch> {
    return this.run('prepareTable', task);
  }

  prepareBoundary(task: BoundaryTask): Promise<PreparedSearch> {
    return this.run('prepareBoundary', task);
  }

  identify(recipe: BoundaryRecipe): Promise<BoundaryIdentity> {
    return this.run('identify', recipe);
  }

  next(task: SearchTask & { readonly parallel: number }): Promise<NextCandidates> {
    return this.run('next', task);
  }

  ask(task: SearchTask & { readonly n: number }): Promise<readonly number[]> {
    return this.run('ask', task);
  }

  outlook(task: SearchTask): Promise<SearchOutlook> {
    return this.run('outlook', task);
  }

  map(task: SearchTask): Promise<SearchMap> {
    return this.run('map', task);
  }

  structure(task: StructureTask): Promise<string> {
    return this.run('structure', task);
  }

  planes(task: PlanesTask): Promise<readonly PlaneChoice[]> {
    return this.run('planes', task);
  }

  close(): Promise<void> {
    return this.pool.close();
  }

  private async run<T>(name: keyof SearchComputation, task: unknown): Promise<T> {
    const hooks = { signal: new AbortController().signal, onProgress: () => {} };
    const outcome = await this.pool.run<T>(name, task, hooks);
    if ('value' in outcome) return outcome.value;
    // Classes do not survive the way between threads; the code does.
    throw new ScienceError(outcome.problem.code, outcome.problem.detail);
  }
}
