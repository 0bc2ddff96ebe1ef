import type { BoundaryDraft } from '../../science/catalogue/catalogue-records.js';
import type { BlobStore } from '../ports/blob-store.js';
import type {
  AddedBoundary,
  CatalogueRepository,
  CatalogueStamp,
  PreparedDraft,
} from '../ports/catalogue.js';
import { prepareDraft } from './prepare-draft.js';

/** Takes drafts into the catalogue: their structures are kept and described first. */
export class AddToCatalogue {
  constructor(
    private readonly catalogue: CatalogueRepository,
    private readonly blobs: BlobStore,
  ) {}

  /** All or none. @throws CrystalError  a structure's text is no extxyz */
  async add(
    ownerId: string,
    drafts: readonly BoundaryDraft[],
    stamp: CatalogueStamp,
  ): Promise<readonly AddedBoundary[]> {
    const prepared: PreparedDraft[] = [];
    for (const draft of drafts) prepared.push(await prepareDraft(this.blobs, draft));
    return this.catalogue.add(ownerId, prepared, stamp);
  }
}
