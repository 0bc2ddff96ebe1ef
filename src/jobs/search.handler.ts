import { setTimeout as sleep } from 'node:timers/promises';
import { ScienceError } from '../science/units/science-error.js';
import type { JobRepository } from '../workflows/ports/repositories.js';
import type { FinishedSearch, Search } from '../workflows/ports/search-records.js';
import type { SearchRepository } from '../workflows/ports/search-repositories.js';
import { problemFrom } from '../workflows/problems.js';
import type { ConductSearch } from '../workflows/searches/conduct-search.js';
import type { JobHandler } from './job-handler.js';
import { runJob } from './job-run.js';
import type { TaskHooks, TaskOutcome } from './task-outcome.js';

/** How often it is looked for what has come back. */
const LOOK_MS = 50;

/** Leads a search; mostly it waits, so many of them run in one process. */
export class SearchHandler implements JobHandler {
  readonly kind = 'search';

  constructor(
    private readonly jobs: JobRepository,
    private readonly searches: SearchRepository,
    private readonly conduct: ConductSearch,
  ) {}

  async run(searchId: string, signal: AbortSignal): Promise<void> {
    const loaded = await this.searches.load(searchId);
    if (loaded === null) return; // removed while it waited
    const { search, job } = loaded;
    await runJob(this.jobs, job.id, signal, {
      work: (hooks) => this.work(search, hooks),
      finish: (outcome) => this.jobs.finishSearch(job.id, outcome),
    });
  }

  private async work(search: Search, hooks: TaskHooks): Promise<TaskOutcome<FinishedSearch>> {
    const pause = (): Promise<void> => sleep(LOOK_MS, undefined, { signal: hooks.signal });
    try {
      return { value: await this.conduct.run(search, { onProgress: hooks.onProgress, pause }) };
    } catch (error) {
      hooks.signal.throwIfAborted();
      if (error instanceof ScienceError) return { problem: problemFrom(error) };
      throw error;
    }
  }
}
