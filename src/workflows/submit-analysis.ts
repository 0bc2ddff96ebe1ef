import { resolveRecipe } from '../science/interpretation/resolve-recipe.js';
import { type FindRecords, scanOf, scansOf } from './find-records.js';
import type { Clock, Ids } from './ports/clock.js';
import type { Analysis, Dataset, Job, ScanReference } from './ports/records.js';
import type { AnalysisRepository } from './ports/repositories.js';
import { sameNavigationShape, simultaneousLowLoss } from './simultaneous-low-loss.js';
import { queuedJob } from './submit-dataset.js';
import { WorkflowError } from './workflow-error.js';

export interface AnalysisRequest {
  readonly ownerId: string;
  readonly coreLoss: ScanReference;
  /** Null: the simultaneous low loss of the same file, where there is one. */
  readonly lowLoss: ScanReference | null;
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
   * @throws WorkflowError not-found, no-such-scan, dataset-not-ready, dataset-rejected, scans-do-not-match
   * @throws SpectrumError invalid-recipe
   */
  async run(request: AnalysisRequest): Promise<{ analysis: Analysis; job: Job }> {
    const recipe = resolveRecipe(request.recipe);
    const { ownerId, coreLoss } = request;
    const dataset = await this.ports.records.dataset(ownerId, coreLoss.datasetId);
    scanOf(dataset, coreLoss.scanIndex);
    const lowLoss =
      request.lowLoss === null
        ? lowLossOfSameFile(dataset, coreLoss.scanIndex)
        : await this.checkedLowLoss(dataset, request);
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

  private async checkedLowLoss(coreLoss: Dataset, request: AnalysisRequest): Promise<ScanReference | null> {
    const reference = request.lowLoss;
    if (reference === null) return null;
    const dataset = await this.ports.records.dataset(request.ownerId, reference.datasetId);
    const lowLossScan = scanOf(dataset, reference.scanIndex);
    const coreLossScan = scanOf(coreLoss, request.coreLoss.scanIndex);
    if (!sameNavigationShape(lowLossScan, coreLossScan)) {
      throw new WorkflowError(
        'scans-do-not-match',
        `The low loss was taken at ${lowLossScan.nPixels} position(s), the core loss at ${coreLossScan.nPixels}, or over other axes.`,
      );
    }
    return reference;
  }
}

function lowLossOfSameFile(dataset: Dataset, coreLossIndex: number): ScanReference | null {
  const scanIndex = simultaneousLowLoss(scansOf(dataset), coreLossIndex);
  return scanIndex === null ? null : { datasetId: dataset.id, scanIndex };
}
