import type {
  BoundaryDraft,
  CatalogueSource,
  MacroscopicBoundary,
  PropertyValue,
} from '../../science/catalogue/catalogue-records.js';
import { describeByName, type NamedBoundary } from '../../science/catalogue/describe-by-name.js';
import { validateProperty } from '../../science/catalogue/properties.js';
import type {
  AddedBoundary,
  BoundarySummary,
  CatalogueBoundary,
  CatalogueRepository,
  PreparedDraft,
} from '../ports/catalogue.js';
import type { Clock } from '../ports/clock.js';
import { WorkflowError } from '../workflow-error.js';

/** Whose catalogue, and who works on it. */
export interface Curator {
  readonly ownerId: string;
  /** Key or session. */
  readonly by: string;
}

export interface PropertyRequest {
  readonly boundaryId: string;
  /** null: a property of the boundary as such. */
  readonly structureId: string | null;
  readonly value: PropertyValue;
  readonly note: string | null;
}

/** What a person adds to the catalogue by hand. */
export class CurateBoundaries {
  constructor(
    private readonly catalogue: CatalogueRepository,
    private readonly clock: Clock,
  ) {}

  /**
   * The boundary that a name means, new or there already.
   *
   * @throws CatalogueError unknown-material, lattice-needed; CrystalError, BoundaryError as `makeBoundary`
   */
  async name(
    curator: Curator,
    named: NamedBoundary,
  ): Promise<{ boundary: CatalogueBoundary; isNew: boolean }> {
    const draft = draftOf(describeByName(named), [], { kind: 'user', note: null });
    const { boundaryId, isNewBoundary } = await this.add(curator, bare(draft, null));
    return { boundary: await this.find(curator.ownerId, boundaryId), isNew: isNewBoundary };
  }

  /**
   * Another value of a property; one of the same method and conditions supersedes the one that was there.
   *
   * @throws WorkflowError not-found; CatalogueError unknown-property, bad-value, out-of-range
   */
  async addProperty(
    curator: Curator,
    { boundaryId, structureId, value, note }: PropertyRequest,
  ): Promise<{ boundary: CatalogueBoundary; isNew: boolean }> {
    const { boundary, structures } = await this.find(curator.ownerId, boundaryId);
    const structure = structures.find(({ id }) => id === structureId);
    if (structureId !== null && structure === undefined) missing('structure of this boundary', structureId);
    const draft = draftOf(boundary, [validateProperty(value)], { kind: 'user', note });
    const { nNewProperties } = await this.add(curator, bare(draft, structure?.blob ?? null));
    return { boundary: await this.find(curator.ownerId, boundaryId), isNew: nNewProperties > 0 };
  }

  /** Shows it to everybody (by OPTIMADE), or no longer. @throws WorkflowError not-found */
  async publish({ ownerId, by }: Curator, id: string, isPublic: boolean): Promise<BoundarySummary> {
    const stamp = { at: this.clock.now(), by };
    return (await this.catalogue.publish(ownerId, id, isPublic, stamp)) ?? missing('boundary', id);
  }

  private async find(ownerId: string, id: string): Promise<CatalogueBoundary> {
    return (await this.catalogue.find(ownerId, id)) ?? missing('boundary', id);
  }

  private async add({ ownerId, by }: Curator, prepared: PreparedDraft): Promise<AddedBoundary> {
    return (await this.catalogue.add(ownerId, [prepared], { at: this.clock.now(), by }))[0];
  }
}

const draftOf = (
  boundary: MacroscopicBoundary,
  properties: readonly PropertyValue[],
  source: CatalogueSource,
): BoundaryDraft => ({ boundary, structure: null, properties, source });

/** A draft without a structure of its own; its values belong to the stored one of `structureBlob`. */
const bare = (draft: BoundaryDraft, structureBlob: string | null): PreparedDraft => ({
  ...{ draft, structureBlob, descriptors: {}, descriptorBlob: null, optimade: null },
});

const missing = (kind: string, id: string): never => {
  throw new WorkflowError('not-found', `There is no ${kind} ${id} in the catalogue.`);
};
