import { readBlob } from '../blob-bytes.js';
import type { BlobStore } from '../ports/blob-store.js';
import type {
  BoundarySummary,
  CatalogueBoundary,
  CatalogueEvent,
  CatalogueFilter,
  CatalogueOrder,
  CatalogueRepository,
  StoredEvidence,
  StructureOfBoundary,
} from '../ports/catalogue.js';
import type { Page } from '../ports/records.js';
import type { StructureFormat } from '../ports/search-computation.js';
import { textOfBytes } from '../../science/formats/text-bytes.js';
import { WorkflowError } from '../workflow-error.js';
import { knownNumber } from './column-name.js';
import { structureText } from './structure-text.js';

export interface BoundaryListRequest {
  readonly filter: CatalogueFilter;
  readonly order: CatalogueOrder;
  readonly limit: number;
  readonly cursor: string | null;
  /** Whether `total` is asked for: counting looks at all of them. */
  readonly isCounted: boolean;
}

export interface BoundaryPage extends Page<BoundarySummary> {
  readonly total: number | null;
}

/** What the catalogue holds. Each method throws WorkflowError `not-found`, also for a record of another owner. */
export class FindBoundaries {
  constructor(
    private readonly catalogue: CatalogueRepository,
    private readonly blobs: BlobStore,
  ) {}

  /** @throws WorkflowError invalid-parameter  a name that no column has, a cursor that no list gave out */
  async list(ownerId: string, { filter, isCounted, ...request }: BoundaryListRequest): Promise<BoundaryPage> {
    const { by } = request.order;
    const names = [
      ...(by === 'createdAt' || by === 'label' ? [] : [by]),
      ...Object.keys(filter.ranges ?? {}),
    ];
    names.forEach(knownNumber);
    const page = await this.catalogue.list(ownerId, filter, request);
    return { ...page, total: isCounted ? await this.catalogue.count(ownerId, filter) : null };
  }

  async one(ownerId: string, id: string): Promise<CatalogueBoundary> {
    return (await this.catalogue.find(ownerId, id)) ?? missing('boundary', id);
  }

  async history(ownerId: string, id: string): Promise<readonly CatalogueEvent[]> {
    const events = await this.catalogue.history(ownerId, id);
    return events.length > 0 ? events : missing('boundary', id);
  }

  async structure(ownerId: string, id: string): Promise<StructureOfBoundary> {
    return (await this.catalogue.structure(ownerId, id)) ?? missing('structure', id);
  }

  /** Its atoms in a format of exchange. @throws WorkflowError range-too-large */
  async structureText(ownerId: string, id: string, format: StructureFormat): Promise<string> {
    const structure = await this.structure(ownerId, id);
    const { label } = await this.one(ownerId, structure.boundaryId).then(({ boundary }) => boundary);
    const extxyz = textOfBytes(await readBlob(this.blobs, structure.blob));
    return structureText(extxyz, { nAtoms: structure.nAtoms, title: label, format });
  }

  /** Numbers of its atoms and profiles, JSON as stored; null: none were made. */
  async atomDescriptors(structure: StructureOfBoundary): Promise<unknown> {
    const { descriptorBlob } = structure;
    if (descriptorBlob === null) return null;
    return JSON.parse(textOfBytes(await readBlob(this.blobs, descriptorBlob))) as unknown;
  }

  evidenceOfAnalysis(ownerId: string, analysisId: string): Promise<readonly StoredEvidence[]> {
    return this.catalogue.evidenceOfAnalysis(ownerId, analysisId);
  }
}

const missing = (kind: string, id: string): never => {
  throw new WorkflowError('not-found', `There is no ${kind} ${id} in the catalogue.`);
};
