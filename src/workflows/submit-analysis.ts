import { type FindRecords, scanOf, scansOf } from './find-records.js';
import type { Clock, Ids } from './ports/clock.js';
import type { ChosenRecipe } from './ports/recipe-records.js';
import type { Analysis, Dataset, Job, ScanReference } from './ports/records.js';
import type { AnalysisRepository } from './ports/repositories.js';
import type { ChooseRecipe, RecipeRequest } from './recipes/choose-recipe.js';
import { simultaneousLowLoss } from './simultaneous-low-loss.js';
import { queuedJob } from './queued-job.js';

/** A scan of a dataset; index null leaves the choice to the workflow. */
export interface ScanChoice {
  readonly datasetId: string;
  readonly scanIndex: number | null;
}

export interface AnalysisRequest extends RecipeRequest {
  readonly ownerId: string;
  /** Index null: the first scan without zero loss in range, or else the first. */
  readonly coreLoss: ScanChoice;
  /**
   * Index null: the first scan with zero loss in range. Null: the simultaneous one of the same file, if any. One taken
   * over other positions gives only the mean position of zero loss; the result warns of it.
   */
  readonly lowLoss: ScanChoice | null;
}

export interface SubmitAnalysisPorts {
  readonly records: FindRecords;
  readonly chooseRecipe: ChooseRecipe;
  readonly analyses: AnalysisRepository;
  readonly clock: Clock;
  readonly ids: Ids;
}

/** Queues the interpretation of a scan. */
export class SubmitAnalysis {
  constructor(private readonly ports: SubmitAnalysisPorts) {}

  /**
   * @throws WorkflowError not-found, no-such-scan, dataset-not-ready, dataset-rejected, recipe-archived
   * @throws SpectrumError invalid-recipe
   */
  async run(request: AnalysisRequest): Promise<{ analysis: Analysis; job: Job }> {
    const { ownerId } = request;
    const recipe = await this.ports.chooseRecipe.run(ownerId, request);
    const dataset = await this.ports.records.dataset(ownerId, request.coreLoss.datasetId);
    const lowLossDataset =
      request.lowLoss === null ? null : await this.ports.records.dataset(ownerId, request.lowLoss.datasetId);
    const scans =
      lowLossDataset === null
        ? chosenScans(dataset, request.coreLoss.scanIndex)
        : {
            coreLoss: chosen(dataset, request.coreLoss.scanIndex, false),
            lowLoss: chosen(lowLossDataset, request.lowLoss!.scanIndex, true),
          };
    const { analysis, job } = newAnalysis(ownerId, { scans, recipe }, this.ports);
    return { analysis: await this.ports.analyses.submit(analysis, job), job };
  }
}

export interface ChosenScans {
  readonly coreLoss: ScanReference;
  readonly lowLoss: ScanReference | null;
}

/** An analysis with its job, as they are before anybody has begun. */
export function newAnalysis(
  ownerId: string,
  { scans, recipe }: { scans: ChosenScans; recipe: ChosenRecipe },
  { clock, ids }: { clock: Clock; ids: Ids },
): { analysis: Analysis; job: Job } {
  const createdAt = clock.now();
  const id = ids.next();
  const job = queuedJob({ id: ids.next(), ownerId, kind: 'analysis', subjectId: id, createdAt });
  const analysis: Analysis = {
    id,
    ownerId,
    ...scans,
    recipe: recipe.recipe,
    recipeSha256: recipe.sha256,
    savedRecipe: recipe.saved,
    jobId: job.id,
    resultBlob: null,
    preprocessedBlob: null,
    headline: null,
    softwareVersion: null,
    createdAt,
  };
  return { analysis, job };
}

/**
 * The scan of a dataset to interpret, and the simultaneous low loss of the same file.
 *
 * @param scanIndex  null: the first scan without zero loss in range, or else the first
 * @throws WorkflowError dataset-not-ready, dataset-rejected, no-such-scan
 */
export function chosenScans(dataset: Dataset, scanIndex: number | null): ChosenScans {
  const coreLoss = chosen(dataset, scanIndex, false);
  return { coreLoss, lowLoss: lowLossOfSameFile(dataset, coreLoss.scanIndex) };
}

function chosen(dataset: Dataset, given: number | null, zeroLoss: boolean): ScanReference {
  const first = scansOf(dataset).findIndex((scan) => scan.zeroLossInRange === zeroLoss);
  const scanIndex = given ?? Math.max(0, first);
  scanOf(dataset, scanIndex);
  return { datasetId: dataset.id, scanIndex };
}

function lowLossOfSameFile(dataset: Dataset, coreLossIndex: number): ScanReference | null {
  const scanIndex = simultaneousLowLoss(scansOf(dataset), coreLossIndex);
  return scanIndex === null ? null : { datasetId: dataset.id, scanIndex };
}
