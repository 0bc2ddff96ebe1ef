import type { CatalogueRepository, NewEvidence, ScanRegion, StoredEvidence } from '../ports/catalogue.js';
import type { Clock } from '../ports/clock.js';
import type { ReadResults } from '../read-results.js';
import type { FindSearches } from '../searches/find-searches.js';
import { WorkflowError } from '../workflow-error.js';
import type { Curator } from './curate-boundaries.js';
import { checkRegion, measuredInRegion } from './measured-in-region.js';

/** What a person says is evidence for a boundary. */
export type EvidenceRequest = { readonly note: string | null } & (
  | ({ readonly kind: 'scan-region' } & Omit<ScanRegion, 'datasetId'>)
  | { readonly kind: 'search'; readonly searchId: string }
  | { readonly kind: 'publication'; readonly publication: string }
);

export interface EvidencePorts {
  readonly catalogue: CatalogueRepository;
  readonly results: ReadResults;
  readonly searches: FindSearches;
  readonly clock: Clock;
}

type Subject = Pick<NewEvidence, 'region' | 'searchId' | 'publication' | 'measured'>;
const NO_SUBJECT: Subject = { region: null, searchId: null, publication: null, measured: {} };

/** Ties what was measured, computed or published to a boundary. */
export class ManageEvidence {
  constructor(private readonly ports: EvidencePorts) {}

  /**
   * A person's own assignment: it counts at once. What networks say in a region of a scan becomes numbers of the boundary.
   *
   * @throws WorkflowError not-found (boundary, analysis, search); not-finished; invalid-parameter  pixels that the scan has not
   */
  async assign(
    { ownerId, by }: Curator,
    boundaryId: string,
    request: EvidenceRequest,
  ): Promise<StoredEvidence> {
    const evidence: NewEvidence = {
      ...{ boundaryId, kind: request.kind, state: 'assigned', score: null, reasons: [], note: request.note },
      ...(await this.subject(ownerId, request)),
    };
    const stamp = { at: this.ports.clock.now(), by };
    const [stored] = await this.ports.catalogue.addEvidence(ownerId, [evidence], stamp);
    return stored ?? missing('boundary', boundaryId);
  }

  /**
   * Accepts or rejects what was suggested. A decision can be taken back by the other one, and what was assigned by rejecting it:
   * whoever erred must be able to undo it. The history keeps all.
   *
   * @throws WorkflowError not-found  also when it was decided so before
   */
  async decide(
    { ownerId, by }: Curator,
    id: string,
    state: 'accepted' | 'rejected',
  ): Promise<StoredEvidence> {
    const stamp = { at: this.ports.clock.now(), by };
    const decided = await this.ports.catalogue.decideEvidence(ownerId, id, state, stamp);
    return decided ?? missing(`evidence that can still be ${state}:`, id);
  }

  private async subject(ownerId: string, request: EvidenceRequest): Promise<Subject> {
    switch (request.kind) {
      case 'publication':
        return { ...NO_SUBJECT, publication: request.publication };
      case 'search':
        await this.ports.searches.search(ownerId, request.searchId);
        return { ...NO_SUBJECT, searchId: request.searchId };
      case 'scan-region':
        return this.region(ownerId, request);
    }
  }

  private async region(
    ownerId: string,
    { analysisId, fromPixel, toPixel, changePointPixel }: EvidenceRequest & { kind: 'scan-region' },
  ): Promise<Subject> {
    const { analysis, result } = await this.ports.results.ofAnalysis(ownerId, analysisId);
    const { nPixels } = result.scan;
    checkRegion(nPixels, fromPixel, toPixel);
    if (changePointPixel !== null && (changePointPixel < fromPixel || changePointPixel > toPixel))
      throw new WorkflowError(
        'invalid-parameter',
        `The change point ${changePointPixel} lies outside of the region.`,
      );
    const { datasetId } = analysis.coreLoss;
    return {
      ...NO_SUBJECT,
      region: { analysisId, datasetId, fromPixel, toPixel, changePointPixel },
      measured: measuredInRegion(result, fromPixel, toPixel),
    };
  }
}

const missing = (kind: string, id: string): never => {
  throw new WorkflowError('not-found', `There is no ${kind} ${id}.`);
};
