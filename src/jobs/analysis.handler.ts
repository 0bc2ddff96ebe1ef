import type { LinkSidecar } from '../workflows/catalogue/link-sidecar.js';
import type { StoredScan, StoredScanRequest } from '../workflows/interpret-stored-scan.js';
import type { Analysis, Problem, ScanReference } from '../workflows/ports/records.js';
import type { JobRepository } from '../workflows/ports/repositories.js';
import { problemOf } from '../workflows/problems.js';
import type { Computation } from './computation.js';
import type { JobHandler } from './job-handler.js';
import { runJob } from './job-run.js';

export class AnalysisHandler implements JobHandler {
  readonly kind = 'analysis';

  constructor(
    private readonly jobs: JobRepository,
    private readonly computation: Computation,
    private readonly linkSidecar: LinkSidecar,
    private readonly version: string,
  ) {}

  async run(analysisId: string, signal: AbortSignal): Promise<void> {
    const loaded = await this.jobs.loadAnalysis(analysisId);
    if (loaded === null) return; // removed while it waited
    const jobId = loaded.job.id;
    const request = await this.requestOf(loaded.analysis);
    await runJob(this.jobs, jobId, signal, {
      work: async (hooks) => ('problem' in request ? request : this.computation.interpret(request, hooks)),
      finish: async (outcome) => {
        if (!('problem' in outcome)) await this.link(jobId, loaded.analysis, outcome.resultBlob);
        return this.jobs.finishAnalysis(jobId, outcome);
      },
    });
  }

  /** Before the job has succeeded, so that who waits for it finds the evidence; not for one that was cancelled. */
  private async link(jobId: string, analysis: Analysis, resultBlob: string): Promise<void> {
    if (await this.jobs.report(jobId, 1, 'storing the result'))
      await this.linkSidecar.run(analysis, resultBlob);
  }

  private async requestOf(analysis: Analysis): Promise<StoredScanRequest | { problem: Problem }> {
    const coreLoss = await this.storedScan(analysis.coreLoss);
    if ('problem' in coreLoss) return coreLoss;
    const lowLoss = analysis.lowLoss && (await this.storedScan(analysis.lowLoss));
    if (lowLoss !== null && 'problem' in lowLoss) return lowLoss;
    return { coreLoss, lowLoss, recipe: analysis.recipe, version: this.version };
  }

  private async storedScan(at: ScanReference): Promise<StoredScan | { problem: Problem }> {
    const dataset = (await this.jobs.loadDataset(at.datasetId))?.dataset;
    const listing = dataset?.summary?.scans[at.scanIndex];
    if (!dataset?.summary || listing === undefined) {
      return {
        problem: problemOf('dataset-not-ready', `The dataset ${at.datasetId} has no scan ${at.scanIndex}.`),
      };
    }
    const { fileName, sha256, summary } = dataset;
    return { listing, fileName, sha256, format: summary.format };
  }
}
