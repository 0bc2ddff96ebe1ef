import { setTimeout as sleep } from 'node:timers/promises';
import type { Problem } from '../workflows/ports/records.js';
import type { JobRepository } from '../workflows/ports/repositories.js';
import type { TaskHooks, TaskOutcome } from './task-outcome.js';

export interface JobSteps<T> {
  work(hooks: TaskHooks): Promise<TaskOutcome<T>>;
  finish(outcome: T | { problem: Problem }): Promise<boolean>;
}

/** At most so often progress is written, and at least so often it is asked whether the job was cancelled. */
const REPORT_MS = 250;
const FINISH_ATTEMPTS = 20;

/**
 * One job from its start to its one end: says that it runs, tells its progress, ends it when it is cancelled, and
 * writes what came out. A worker that shuts down (`signal`) gives the job back to the queue and throws.
 */
export async function runJob<T>(
  jobs: JobRepository,
  jobId: string,
  signal: AbortSignal,
  steps: JobSteps<T>,
): Promise<void> {
  if (!(await jobs.report(jobId, 0, 'starting'))) return;
  const reporter = new Reporter(jobs, jobId);
  let outcome: TaskOutcome<T>;
  try {
    outcome = await steps.work({
      signal: AbortSignal.any([signal, reporter.ended]),
      onProgress: (fraction, stage) => reporter.note(fraction, stage),
    });
  } catch (error) {
    await reporter.stop();
    if (reporter.ended.aborted) return;
    if (signal.aborted) await jobs.returnToQueue(jobId);
    throw error;
  }
  await reporter.stop();
  await persistently(() => steps.finish('problem' in outcome ? outcome : outcome.value));
}

/** Writes the newest progress at intervals, and finds out that the job has ended meanwhile. */
class Reporter {
  private readonly end = new AbortController();
  private progress = { fraction: 0, stage: 'starting' };
  private readonly stopping = new AbortController();
  private readonly loop: Promise<void>;

  constructor(
    private readonly jobs: JobRepository,
    private readonly jobId: string,
  ) {
    this.loop = this.run();
  }

  /** Aborted when somebody else has ended the job. */
  get ended(): AbortSignal {
    return this.end.signal;
  }

  note(fraction: number, stage: string): void {
    this.progress = { fraction: Math.min(1, Math.max(0, fraction)), stage };
  }

  async stop(): Promise<void> {
    this.stopping.abort();
    await this.loop;
  }

  private async run(): Promise<void> {
    const { signal } = this.stopping;
    for (;;) {
      await sleep(REPORT_MS, undefined, { signal }).catch(() => {}); // rejects when it is stopped
      if (signal.aborted) return;
      const { fraction, stage } = this.progress;
      // The database may be away for a moment; the job goes on and the next report tells.
      const isLive = await this.jobs.report(this.jobId, fraction, stage).catch(() => true);
      if (!isLive) return this.end.abort(new Error('the job has ended'));
    }
  }
}

/** What was computed is not thrown away because the database restarts just then. */
async function persistently<T>(write: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await write();
    } catch (error) {
      if (attempt === FINISH_ATTEMPTS) throw error;
      await sleep(500);
    }
  }
}
