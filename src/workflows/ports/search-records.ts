import type { EngineIdentity } from '../../science/energetics/energy-engine.js';
import type { BoundaryKind } from '../../science/grain-boundaries/boundary.js';
import type { CandidateParameters } from '../../science/grain-boundaries/candidate.js';
import type { StopReason } from '../../science/search/search-types.js';
import type { BoundaryFound, BoundaryRefused } from '../boundary-search/boundary-evaluation.js';
import type { CandidateWish, SearchSettings } from '../boundary-search/search-file-events.js';
import type { BoundaryRecipe, EngineRecipe, Protocol } from '../boundary-search/search-recipe.js';

/** A search of a boundary as it was asked for; the job completes it to a BoundarySearchRecipe. */
export interface SearchRequestRecipe {
  readonly boundary: BoundaryRecipe;
  readonly protocol: Protocol;
  readonly candidates: CandidateWish;
  readonly engine: EngineRecipe;
}

/** A search as it was asked for, and how far its job has come. */
export interface Search {
  readonly id: string;
  readonly ownerId: string;
  /** For people: the boundary, or the name of the table. */
  readonly label: string;
  /** 'external': energies come by tell; 'table': they are replayed from the candidates' table. */
  readonly engine: EngineRecipe['name'] | 'table';
  /** null: the candidates are a table. */
  readonly recipe: SearchRequestRecipe | null;
  readonly settings: SearchSettings;
  /** Earlier searches of the same owner whose energies it knows, for transfer and screening. */
  readonly learnFrom: readonly string[];
  /** Candidates that are evaluated at the same time. */
  readonly parallel: number;
  /** Blob with the candidates (SearchHead as JSON); null until the job has made them. */
  readonly headBlob: string | null;
  readonly nCandidates: number | null;
  /** What the model expects of the best candidate left, J/m², when it was asked last. */
  readonly expectedImprovementJPerM2: number | null;
  readonly stopped: StopReason | null;
  readonly jobId: string;
  readonly createdAt: Date;
}

/** The candidates of a search: what is found out before the first of them is handed out. */
export type PreparedSearch = Pick<Search, 'label' | 'nCandidates'> & { readonly headBlob: string };

/** What the loop says of a search after an ask or a tell. */
export type SearchOutlook = Pick<Search, 'expectedImprovementJPerM2' | 'stopped'>;

/** An evaluation without its structure, which is a blob. */
export type StoredEvaluation = Omit<BoundaryFound, 'relaxed'> | BoundaryRefused;

/** A candidate that was handed out or told. An acknowledged one is never lost and never changes. */
export interface SearchCandidate {
  readonly index: number;
  /** In the order in which they were handed out (or told without having been). From 0, without gaps. */
  readonly position: number;
  /** null: it is still out. */
  readonly toldAt: Date | null;
  readonly energyJPerM2: number | null;
  readonly failed: string | null;
  /** null: it is still out, or only an energy was told. */
  readonly evaluation: StoredEvaluation | null;
  /** Blob with the relaxed structure (extxyz); null: not kept. */
  readonly structureBlob: string | null;
}

/** As much of a candidate as the loop needs. */
export interface CandidateState {
  readonly index: number;
  readonly position: number;
  readonly isTold: boolean;
  readonly energyJPerM2: number | null;
  readonly failed: string | null;
}

/** What came back of a candidate: an energy, or the reason why there is none. */
export type ToldCandidate = Pick<
  SearchCandidate,
  'index' | 'energyJPerM2' | 'failed' | 'evaluation' | 'structureBlob'
>;

/** A task of the queue: one candidate of a search whose job has not ended. */
export interface EvaluationTask {
  readonly search: Search;
  readonly index: number;
}

/** How far a search is, counted from its candidates. */
export interface SearchCounts {
  readonly nObserved: number;
  readonly nFailed: number;
  readonly nPending: number;
  /** Of lowest energy, the first of equals. */
  readonly best: { readonly index: number; readonly energyJPerM2: number } | null;
  readonly firstToldAt: Date | null;
  readonly lastToldAt: Date | null;
}

/** One grain of a boundary that was found. */
export interface GrainIdentity {
  readonly crystal: string;
  readonly elements: readonly string[];
  /** Miller indices of the boundary plane in this crystal's conventional cell. */
  readonly plane: readonly [number, number, number];
}

/** Which boundary, whatever its microscopic state. */
export interface BoundaryIdentity {
  readonly label: string;
  readonly kind: BoundaryKind;
  readonly sigma: number | null;
  readonly axis: readonly [number, number, number] | null;
  readonly misorientationDeg: number | null;
  readonly grains: readonly [GrainIdentity, GrainIdentity];
}

/** What is known of a boundary's state; null is unknown. */
export interface BoundaryProperties {
  readonly energyJPerM2: number;
  readonly excessVolumeAngstrom: number | null;
  readonly atomFraction: number | null;
  readonly minimumDistanceAngstrom: number | null;
  readonly meanBondAngstrom: number | null;
  readonly coordinationDeficit: number | null;
  readonly nAtoms: number | null;
}

/** How a boundary was found: enough to find it again. */
export interface BoundaryOrigin {
  readonly parameters: CandidateParameters;
  /** null: its energy was told from outside. */
  readonly engine: EngineIdentity | null;
  readonly protocol: Protocol;
  /** Candidates that the search had evaluated in all. */
  readonly nEvaluations: number;
}

/** A state of a boundary that a finished search found: one of its lowest distinct ones. */
export interface BoundaryRecord {
  readonly id: string;
  readonly ownerId: string;
  readonly searchId: string;
  readonly candidateIndex: number;
  readonly identity: BoundaryIdentity;
  readonly properties: BoundaryProperties;
  readonly origin: BoundaryOrigin;
  readonly structureBlob: string | null;
  readonly createdAt: Date;
}

export interface BoundaryFilter {
  readonly searchId: string | null;
  readonly sigma: number | null;
}

/** What the job of a search ends with. */
export interface FinishedSearch extends SearchOutlook {
  readonly boundaries: readonly BoundaryRecord[];
}
