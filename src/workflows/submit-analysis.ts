import { resolveRecipe } from '../science/interpretation/resolve-recipe.js';
import { type FindRecords, scanOf, scansOf } from './find-records.js';
import type { Clock, Ids } from './ports/clock.js';
import type { Analysis, Dataset, Job, ScanListing, ScanReference } from './ports/records.js';
import type { AnalysisRepository } from './ports/repositories.js';
import { sameNavigationShape, simultaneousLowLoss } from './simultaneous-low-loss.js';
import { queuedJob } from './submit-dataset.js';
import { WorkflowError } from './workflow-error.js';

/** A scan of a dataset; index null leaves the choice to the workflow. */
export interface ScanChoice {
  readonly datasetId: string;
  readonly scanIndex: number | null;
}

export interface AnalysisRequest {
  readonly ownerId: string;
  /** Index null: the first scan without zero loss in range, or else the first. */
  readonly coreLoss: ScanChoice;
  /** Index null: the first scan with zero loss in range. Null: the simultaneous one of the same file, if any. */
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
   * @throws WorkflowError not-found, no-such-scan, dataset-not-ready, dataset-rejected, scans-do-not-match
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
        : await this.checkedLowLoss(ownerId, scanOf(dataset, coreLoss.scanIndex), request.lowLoss);
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

  private async checkedLowLoss(
    ownerId: string,
    coreLoss: ScanListing,
    choice: ScanChoice,
  ): Promise<ScanReference> {
    const dataset = await this.ports.records.dataset(ownerId, choice.datasetId);
    const reference = chosen(dataset, choice, true);
    const scan = scanOf(dataset, reference.scanIndex);
    if (!sameNavigationShape(scan, coreLoss)) {
      throw new WorkflowError(
        'scans-do-not-match',
        `The low loss was taken at ${positions(scan)}, the core loss at ${positions(coreLoss)}.`,
      );
    }
    return reference;
  }
}

/** Says of a scan over two axes: 64 × 32 positions. */
const positions = ({ navigation }: ScanListing): string =>
  `${navigation.map(({ size }) => size).join(' × ') || '1'} position(s)`;

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
