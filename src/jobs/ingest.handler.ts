import type { RunRules } from '../workflows/pipelines/run-rules.js';
import type { JobRepository } from '../workflows/ports/repositories.js';
import type { Computation } from './computation.js';
import type { JobHandler } from './job-handler.js';
import { runJob } from './job-run.js';

export class IngestHandler implements JobHandler {
  readonly kind = 'ingest';

  constructor(
    private readonly jobs: JobRepository,
    private readonly computation: Computation,
    private readonly rules: Pick<RunRules, 'run'>,
  ) {}

  async run(datasetId: string, signal: AbortSignal): Promise<void> {
    const loaded = await this.jobs.loadDataset(datasetId);
    if (loaded === null) return; // removed while it waited
    const { sha256, fileName, sizeBytes } = loaded.dataset;
    await runJob(this.jobs, loaded.job.id, signal, {
      work: (hooks) => this.computation.ingest({ sha256, fileName, sizeBytes }, hooks),
      finish: (outcome) =>
        this.jobs.finishIngest(loaded.job.id, 'problem' in outcome ? outcome : { summary: outcome }),
    });
    await this.runRules(datasetId);
  }

  /** At once, for who waits for it; what fails here is done, and its failure logged, by the pass that looks for what was missed. */
  private async runRules(datasetId: string): Promise<void> {
    try {
      const loaded = await this.jobs.loadDataset(datasetId);
      if (loaded !== null) await this.rules.run(loaded.dataset);
    } catch {
      return;
    }
  }
}
