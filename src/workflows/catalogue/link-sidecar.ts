import type {
  ChangePoint,
  InterpretationResult,
} from '../../science/interpretation/interpretation-result.js';
import { ScienceError } from '../../science/units/science-error.js';
import type { BlobStore } from '../ports/blob-store.js';
import type { CatalogueRepository, NewEvidence } from '../ports/catalogue.js';
import type { Clock } from '../ports/clock.js';
import type { Analysis, Problem, Sidecar } from '../ports/records.js';
import type { DatasetRepository } from '../ports/repositories.js';
import type { RuleRepository } from '../ports/rules.js';
import { problemFrom } from '../problems.js';
import { resultOfBlob } from '../read-results.js';
import { WorkflowError } from '../workflow-error.js';
import { CurateBoundaries } from './curate-boundaries.js';
import { measuredInRegion } from './measured-in-region.js';

export interface LinkSidecarPorts {
  readonly datasets: DatasetRepository;
  readonly catalogue: CatalogueRepository;
  readonly blobs: BlobStore;
  readonly rules: Pick<RuleRepository, 'wantsLink'>;
  readonly clock: Clock;
}

/** Who it was, in the catalogue. */
const SIDECAR = 'sidecar';
/** The boundary's region is the change point with so many pixels on either side. */
const REACH_PIXELS = 2;

/**
 * Ties what an analysis found to the boundary that its dataset's sidecar names: the boundary is named in the catalogue, and
 * the strongest change point becomes evidence for it. Doing it twice adds it once.
 */
export class LinkSidecar {
  private readonly curate: CurateBoundaries;

  constructor(private readonly ports: LinkSidecarPorts) {
    this.curate = new CurateBoundaries(ports.catalogue, ports.clock);
  }

  /** What cannot be resolved fails nothing: it is kept with the dataset as the problem of its sidecar. */
  async run({ id, ownerId, coreLoss }: Analysis, resultBlob: string): Promise<void> {
    const { datasetId } = coreLoss;
    const dataset = await this.ports.datasets.find(ownerId, datasetId);
    const boundary = dataset?.sidecar?.boundary ?? null;
    if (dataset === null || boundary === null) return;
    if (!(await this.ports.rules.wantsLink(id))) return;
    const problem = await this.link({ ownerId, analysisId: id, datasetId }, boundary, resultBlob);
    if (problem === null && dataset.sidecarProblem === null) return;
    await this.ports.datasets.noteSidecarProblem(ownerId, datasetId, problem);
  }

  private async link(
    { ownerId, analysisId, datasetId }: { ownerId: string; analysisId: string; datasetId: string },
    named: NonNullable<Sidecar['boundary']>,
    resultBlob: string,
  ): Promise<Problem | null> {
    try {
      const { boundary } = await this.curate.name({ ownerId, by: SIDECAR }, named);
      const result = await resultOfBlob(this.ports.blobs, resultBlob);
      const changePointPixel = strongest(result, analysisId).pixel;
      const [fromPixel, toPixel] = around(changePointPixel, result.scan.nPixels);
      const evidence: NewEvidence = {
        ...{ boundaryId: boundary.id, kind: 'scan-region', state: 'assigned', score: null, reasons: [] },
        region: { analysisId, datasetId, fromPixel, toPixel, changePointPixel },
        ...{ searchId: null, publication: null, note: 'from the sidecar' },
        measured: measuredInRegion(result, fromPixel, toPixel),
      };
      const stamp = { at: this.ports.clock.now(), by: SIDECAR };
      await this.ports.catalogue.addEvidence(ownerId, [evidence], stamp);
      return null;
    } catch (error) {
      if (!(error instanceof ScienceError)) throw error;
      return problemFrom(error);
    }
  }
}

/** Pixels [from, to) whose centres lie within reach of the change, those of the scan. */
const around = (pixel: number, nPixels: number): [from: number, to: number] => [
  Math.max(0, Math.ceil(pixel - REACH_PIXELS)),
  Math.min(nPixels, Math.floor(pixel + REACH_PIXELS) + 1),
];

function strongest({ changePoints }: InterpretationResult, analysisId: string): ChangePoint {
  if (changePoints.length > 0) return changePoints.reduce((a, b) => (b.strength > a.strength ? b : a));
  throw new WorkflowError(
    'no-change-point',
    `The boundary is in the catalogue, but the analysis ${analysisId} has no change point to tie to it.`,
  );
}
