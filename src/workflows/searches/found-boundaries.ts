import { textOfBytes } from '../../science/formats/text-bytes.js';
import { readBlob } from '../blob-bytes.js';
import { AddToCatalogue } from '../catalogue/add-to-catalogue.js';
import type { CatalogueRepository, NewEvidence } from '../ports/catalogue.js';
import type { Clock, Ids } from '../ports/clock.js';
import type { BlobStore } from '../ports/blob-store.js';
import type {
  BoundaryProperties,
  BoundaryRecord,
  Search,
  SearchCandidate,
  StoredEvaluation,
} from '../ports/search-records.js';
import type { SearchRepository } from '../ports/search-repositories.js';
import { boundaryIdentity } from './boundary-identity.js';
import { draftOf } from './catalogue-drafts.js';
import { CandidateBlobs } from './candidate-blobs.js';
import { parametersAt } from './candidate-text.js';

/** Structures are kept of candidates that were among so many lowest ones when they came back. */
export const KEPT_STRUCTURES = 100;
/** A finished search tells so many of its lowest states, each of another kind. */
const KEPT_BOUNDARIES = 20;

/** Two relaxations of one state end closer together than this. */
const SAME_ENERGY_J_PER_M2 = 0.001;
const SAME_LENGTH_ANGSTROM = 0.01;

export interface FoundBoundariesPorts {
  readonly catalogue: CatalogueRepository;
  readonly searches: SearchRepository;
  readonly blobs: BlobStore;
  readonly clock: Clock;
  readonly ids: Ids;
}

/** What a search found: the lowest states that differ in energy, volume or structure. */
export class FoundBoundaries {
  private readonly candidates: CandidateBlobs;

  constructor(private readonly ports: FoundBoundariesPorts) {
    this.candidates = new CandidateBlobs(ports.blobs);
  }

  /**
   * The same, taken into the catalogue with the search as their evidence. Doing it twice changes nothing, so a job that is
   * delivered again does no harm; it is done before the job ends, so it cannot be lost.
   */
  async catalogued(search: Search): Promise<readonly BoundaryRecord[]> {
    const { catalogue, blobs, clock } = this.ports;
    const records = await this.of(search);
    if (records.length === 0 || search.headBlob === null) return records;
    const { source } = await this.candidates.get(search.headBlob);
    if (source.kind === 'table') return records;
    const drafts = [];
    for (const record of records) {
      const { structureBlob } = record;
      const extxyz = structureBlob && textOfBytes(await readBlob(blobs, structureBlob));
      drafts.push(draftOf(source.frame.boundary, record, extxyz));
    }
    const stamp = { at: clock.now(), by: search.ownerId };
    const [{ boundaryId }] = await new AddToCatalogue(catalogue, blobs).add(search.ownerId, drafts, stamp);
    await catalogue.addEvidence(search.ownerId, [searchEvidence(boundaryId, search.id)], stamp);
    return records;
  }

  /** Empty for a table: its rows have no atoms. */
  async of({ id: searchId, ownerId, headBlob }: Search): Promise<readonly BoundaryRecord[]> {
    if (headBlob === null) return [];
    const stored = await this.candidates.get(headBlob);
    if (stored.source.kind === 'table') return [];
    const { frame, recipe } = stored.source;
    const { searches, ids, clock } = this.ports;
    const { nObserved } = await searches.counts(searchId);
    const lowest = distinct(await searches.lowest(searchId, KEPT_STRUCTURES)).slice(0, KEPT_BOUNDARIES);
    const createdAt = clock.now();
    return lowest.map((candidate) => ({
      id: ids.next(),
      ownerId,
      searchId,
      candidateIndex: candidate.index,
      identity: boundaryIdentity(frame.boundary),
      properties: propertiesOf(candidate),
      origin: {
        parameters: parametersAt(stored, candidate.index),
        engine: candidate.evaluation?.engine ?? null,
        protocol: recipe.protocol,
        nEvaluations: nObserved,
      },
      structureBlob: candidate.structureBlob,
      createdAt,
    }));
  }
}

const searchEvidence = (boundaryId: string, searchId: string): NewEvidence => ({
  ...{ boundaryId, kind: 'search', state: 'assigned', searchId, region: null, publication: null },
  ...{ score: null, reasons: [], measured: {}, note: null },
});

/** The first of each state. @param candidates  lowest first */
export function distinct(candidates: readonly SearchCandidate[]): readonly SearchCandidate[] {
  const kept: SearchCandidate[] = [];
  for (const candidate of candidates) {
    if (!kept.some((other) => isSameState(propertiesOf(other), propertiesOf(candidate))))
      kept.push(candidate);
  }
  return kept;
}

function isSameState(a: BoundaryProperties, b: BoundaryProperties): boolean {
  const isNear = (x: number | null, y: number | null): boolean =>
    x === null || y === null ? x === y : Math.abs(x - y) < SAME_LENGTH_ANGSTROM;
  return (
    Math.abs(a.energyJPerM2 - b.energyJPerM2) < SAME_ENERGY_J_PER_M2 &&
    isNear(a.excessVolumeAngstrom, b.excessVolumeAngstrom) &&
    isNear(a.atomFraction, b.atomFraction) &&
    isNear(a.minimumDistanceAngstrom, b.minimumDistanceAngstrom) &&
    isNear(a.meanBondAngstrom, b.meanBondAngstrom)
  );
}

function propertiesOf({ energyJPerM2, evaluation }: SearchCandidate): BoundaryProperties {
  const found = measured(evaluation);
  return {
    energyJPerM2: energyJPerM2!,
    excessVolumeAngstrom: found?.excessVolumeAngstrom ?? null,
    atomFraction: found?.atomFraction ?? null,
    minimumDistanceAngstrom: found?.minimumDistanceAngstrom ?? null,
    meanBondAngstrom: found?.meanBondAngstrom ?? null,
    coordinationDeficit: found?.coordinationDeficit ?? null,
    nAtoms: found?.nAtoms ?? null,
  };
}

const measured = (evaluation: StoredEvaluation | null) =>
  evaluation === null || 'failed' in evaluation ? null : evaluation;
