import type { JobRepository } from '../workflows/ports/repositories.js';
import type { SearchRepository } from '../workflows/ports/search-repositories.js';
import { problemFrom } from '../workflows/problems.js';
import { endsSearch } from '../workflows/searches/conduct-search.js';
import type { EvaluateTask } from '../workflows/searches/evaluate-task.js';
import type { JobHandler } from './job-handler.js';

/** Evaluates one candidate of a search, on whichever worker is free. */
export class EvaluateHandler implements JobHandler {
  readonly kind = 'evaluate';

  constructor(
    private readonly jobs: JobRepository,
    private readonly searches: SearchRepository,
    private readonly evaluate: EvaluateTask,
  ) {}

  async run(taskId: string, signal: AbortSignal): Promise<void> {
    const task = await this.searches.loadTask(taskId);
    if (task === null) return; // told, cancelled or removed while it waited
    signal.throwIfAborted();
    try {
      await this.evaluate.run(task);
    } catch (error) {
      if (!endsSearch(error)) throw error;
      await this.jobs.finishSearch(task.search.jobId, { problem: problemFrom(error) });
    }
  }
}
