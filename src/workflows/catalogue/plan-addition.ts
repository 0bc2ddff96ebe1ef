import { isSameValue, propertyIdentity } from '../../science/catalogue/headline.js';
import type {
  AddedBoundary,
  CatalogueStamp,
  OptimadeFields,
  PreparedDraft,
  StoredProperty,
  StoredStructure,
} from '../ports/catalogue.js';
import type { Ids } from '../ports/clock.js';

/** What is there of one boundary before something is added. */
export interface BoundaryState {
  readonly structures: readonly StoredStructure[];
  /** Superseded ones may be left out. */
  readonly properties: readonly StoredProperty[];
}

export interface NewStructure {
  readonly structure: StoredStructure;
  readonly optimade: OptimadeFields | null;
}

/** What adding drafts to one boundary changes. */
export interface Addition {
  readonly structures: readonly NewStructure[];
  /** In order; one that a later one of the same drafts supersedes says so. */
  readonly properties: readonly StoredProperty[];
  /** Of those that were there. */
  readonly superseded: readonly { readonly id: string; readonly by: string }[];
  /** One a draft. */
  readonly outcomes: readonly Omit<AddedBoundary, 'boundaryId' | 'isNewBoundary'>[];
}

/**
 * What drafts of one boundary add to it. An equal structure (the same bytes) is the same structure, an equal value is known;
 * another value of the same property, state, method and conditions supersedes the one that was there.
 */
export function planAddition(
  state: BoundaryState,
  drafts: readonly PreparedDraft[],
  { ids, stamp }: { readonly ids: Ids; readonly stamp: CatalogueStamp },
): Addition {
  const idOfBlob = new Map(state.structures.map(({ blob, id }) => [blob, id]));
  const current = new Map<string, StoredProperty>();
  for (const property of state.properties) {
    if (property.supersededBy === null) current.set(identityOf(property), property);
  }
  const structures: NewStructure[] = [];
  const added = new Map<string, StoredProperty>();
  const superseded: { id: string; by: string }[] = [];
  const outcomes = drafts.map((prepared) => {
    const known = prepared.structureBlob === null ? undefined : idOfBlob.get(prepared.structureBlob);
    const structure = known === undefined ? structureOf(prepared, ids, stamp) : null;
    if (structure !== null) {
      structures.push({ structure, optimade: prepared.optimade });
      idOfBlob.set(structure.blob, structure.id);
    }
    const structureId = known ?? structure?.id ?? null;
    const counts = { nNewProperties: 0, nSuperseded: 0, nKnownProperties: 0 };
    for (const value of prepared.draft.properties) {
      const { source } = prepared.draft;
      const property = { ...value, id: ids.next(), structureId, source, stamp, supersededBy: null };
      const identity = identityOf(property);
      const older = current.get(identity);
      if (older !== undefined && isSameValue(older, property)) {
        counts.nKnownProperties++;
        continue;
      }
      if (older !== undefined) {
        counts.nSuperseded++;
        if (added.has(older.id)) added.set(older.id, { ...older, supersededBy: property.id });
        else superseded.push({ id: older.id, by: property.id });
      }
      counts.nNewProperties++;
      current.set(identity, property);
      added.set(property.id, property);
    }
    return { structureId, isNewStructure: structure !== null, ...counts };
  });
  return { structures, properties: [...added.values()], superseded, outcomes };
}

const identityOf = (property: StoredProperty): string =>
  `${property.structureId ?? ''} ${propertyIdentity(property)}`;

function structureOf(
  { draft, structureBlob, descriptors, descriptorBlob }: PreparedDraft,
  ids: Ids,
  stamp: CatalogueStamp,
): StoredStructure | null {
  if (draft.structure === null || structureBlob === null) return null;
  const { nAtoms, atomFraction, termination, translationAngstrom } = draft.structure;
  return {
    id: ids.next(),
    blob: structureBlob,
    ...{ nAtoms, atomFraction, termination, translationAngstrom },
    ...{ descriptors, descriptorBlob, source: draft.source, stamp },
  };
}
