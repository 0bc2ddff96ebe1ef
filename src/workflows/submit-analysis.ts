import { resolveRecipe } from '../science/interpretation/resolve-recipe.js';
import { type FindRecords, scanOf, scansOf } from './find-records.js';
import type { Clock, Ids } from './ports/clock.js';
import type { Analysis, Dataset, Job, ScanReference } from './ports/records.js';
import type { AnalysisRepository } from './ports/repositories.js';
import { simultaneousLowLoss } from './simultaneous-low-loss.js';
import { queuedJob } from './submit-dataset.js';

/** A scan of a dataset; index null leaves the choice to the workflow. */
export interface ScanChoice {
  readonly datasetId: string;
  readonly scanIndex: number | null;
}

export interface AnalysisRequest {
  readonly ownerId: string;
  /** Index null: the first scan without zero loss in range, or else the first. */
  readonly coreLoss: ScanChoice;
  /**
   * Index null: the first scan with zero loss in range. Null: the simultaneous one of the same file, if any. One taken
   * over other positions gives only the mean position of zero loss; the result warns of it.
   */
  readonly lowLoss: ScanChoice | null;
  /** A whole or partial recipe; undefined is the default recipe. */
  readonly recipe?: unknown;
}

export interface SubmitAnalysisPorts {
  readonly records: FindRecords;
  readonly analyses: AnalysisRepository;
  readonly clock: Clock;
  readonly ids: Ids;
}

/** Queues the interpretation of a scan. */
export class SubmitAnalysis {
  constructor(private readonly ports: SubmitAnalysisPorts) {}

  /**
   * @throws WorkflowError not-found, no-such-scan, dataset-not-ready, dataset-rejected
   * @throws SpectrumError invalid-recipe
   */
  async run(request: AnalysisRequest): Promise<{ analysis: Analysis; job: Job }> {
    const recipe = resolveRecipe(request.recipe);
    const { ownerId } = request;
    const dataset = await this.ports.records.dataset(ownerId, request.coreLoss.datasetId);
    const coreLoss = chosen(dataset, request.coreLoss, false);
    const lowLoss =
      request.lowLoss === null
        ? lowLossOfSameFile(dataset, coreLoss.scanIndex)
        : chosen(await this.ports.records.dataset(ownerId, request.lowLoss.datasetId), request.lowLoss, true);
    const createdAt = this.ports.clock.now();
    const id = this.ports.ids.next();
    const job = queuedJob({ id: this.ports.ids.next(), ownerId, kind: 'analysis', subjectId: id, createdAt });
    const analysis = await this.ports.analyses.submit(
      {
        id,
        ownerId,
        coreLoss,
        lowLoss,
        recipe,
        jobId: job.id,
        resultBlob: null,
        preprocessedBlob: null,
        createdAt,
      },
      job,
    );
    return { analysis, job };
  }
}

function chosen(dataset: Dataset, choice: ScanChoice, zeroLoss: boolean): ScanReference {
  const first = scansOf(dataset).findIndex((scan) => scan.zeroLossInRange === zeroLoss);
  const scanIndex = choice.scanIndex ?? Math.max(0, first);
  scanOf(dataset, scanIndex);
  return { datasetId: dataset.id, scanIndex };
}

function lowLossOfSameFile(dataset: Dataset, coreLossIndex: number): ScanReference | null {
  const scanIndex = simultaneousLowLoss(scansOf(dataset), coreLossIndex);
  return scanIndex === null ? null : { datasetId: dataset.id, scanIndex };
}
