import type { CatalogueSource } from '../../science/catalogue/catalogue-records.js';
import { isSameValue, propertyIdentity } from '../../science/catalogue/headline.js';
import { isLowerBetter } from '../../science/catalogue/properties.js';
import type {
  AddedBoundary,
  CatalogueEvent,
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
  /** With superseded ones: what a file brought once is known when it comes again. */
  readonly properties: readonly StoredProperty[];
}

export interface NewStructure {
  readonly structure: StoredStructure;
  readonly optimade: OptimadeFields | null;
}

/** What adding drafts to one boundary changes. */
export interface Addition {
  readonly structures: readonly NewStructure[];
  /** In order; one that another of the same drafts, or a better one that was there, supersedes says so. */
  readonly properties: readonly StoredProperty[];
  /** Of those that were there. */
  readonly superseded: readonly { readonly id: string; readonly by: string }[];
  /** One a draft. */
  readonly outcomes: readonly Omit<AddedBoundary, 'boundaryId' | 'isNewBoundary'>[];
}

/** A line of the history before it is dated and numbered. */
export type NewEvent = Omit<CatalogueEvent, 'seq' | 'stamp'>;

/**
 * What drafts of one boundary add to it. An equal structure (the same bytes) is the same structure, an equal value is known;
 * another value of the same property, state, method and conditions supersedes the one that was there. Of energies that are
 * found (by searches, in tables) the lower one stands, whichever came first: the boundary relaxes to it. What a person says
 * stands as the newest. A value that the same row of the same file brought before is known, superseded or not.
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
  const origins = new Set(state.properties.map((property) => originOf(property)));
  const hasCome = (property: StoredProperty): boolean =>
    property.source.kind !== 'user' && origins.has(originOf(property));
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
      if (isSame(older, property) || hasCome(property)) {
        counts.nKnownProperties++;
        continue;
      }
      if (older !== undefined && isWorse(property, older)) {
        counts.nNewProperties++;
        added.set(property.id, { ...property, supersededBy: older.id });
        continue;
      }
      if (older !== undefined) {
        counts.nSuperseded++;
        const own = added.get(older.id);
        if (own !== undefined) added.set(older.id, { ...own, supersededBy: property.id });
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

/** What there is of the boundary once the addition is made. */
export function stateAfter(state: BoundaryState, addition: Addition): BoundaryState {
  const supersededBy = new Map(addition.superseded.map(({ id, by }) => [id, by]));
  return {
    structures: [...state.structures, ...addition.structures.map(({ structure }) => structure)],
    properties: [
      ...state.properties.map((one) => ({
        ...one,
        supersededBy: supersededBy.get(one.id) ?? one.supersededBy,
      })),
      ...addition.properties,
    ],
  };
}

/** The lines that an addition adds to the history of its boundary. A value that came superseded has two: it came, it went. */
export function eventsOf(boundaryId: string, { structures, properties, superseded }: Addition): NewEvent[] {
  const cameSuperseded = properties.flatMap(({ id, supersededBy }) =>
    supersededBy === null ? [] : [{ id, by: supersededBy }],
  );
  return [
    ...structures.map(({ structure: { id, blob, source } }) => ({
      ...{ boundaryId, action: 'structure-added', subjectId: id },
      detail: { blob, source },
    })),
    ...properties.map(({ id, name, value, method, source }) => ({
      ...{ boundaryId, action: 'property-added', subjectId: id },
      detail: { name, value, method, source },
    })),
    ...[...superseded, ...cameSuperseded].map(({ id, by }) => ({
      ...{ boundaryId, action: 'property-superseded', subjectId: id },
      detail: { by },
    })),
  ];
}

const identityOf = (property: StoredProperty): string =>
  `${property.structureId ?? ''} ${propertyIdentity(property)}`;

/** Which value it is, and which row of which file, or which candidate of which search, it came from. */
function originOf(property: StoredProperty): string {
  const { source, value, std } = property;
  return JSON.stringify([identityOf(property), value, std, placeOf(source)]);
}

function placeOf(source: CatalogueSource): readonly (string | number)[] {
  if (source.kind === 'import') return [source.sha256, source.row];
  return source.kind === 'search' ? [source.searchId, source.candidateIndex] : [];
}

/** Whether what is new is stored without taking the place of what stands. */
const isWorse = (property: StoredProperty, standing: StoredProperty): boolean =>
  property.source.kind !== 'user' && isLowerBetter(property.name) && property.value > standing.value;

const isSame = (standing: StoredProperty | undefined, property: StoredProperty): boolean =>
  standing !== undefined && isSameValue(standing, property);

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
