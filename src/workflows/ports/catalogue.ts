import type {
  BoundaryDraft,
  CatalogueSource,
  MacroscopicBoundary,
  PropertyValue,
} from '../../science/catalogue/catalogue-records.js';
import type { Page } from './records.js';

/** Who did it and when; everything in the catalogue says so. */
export interface CatalogueStamp {
  readonly at: Date;
  /** Key or session, as jobs and searches have it. */
  readonly by: string;
}

export interface StoredProperty extends PropertyValue {
  readonly id: string;
  /** null: of the boundary as such. */
  readonly structureId: string | null;
  readonly source: CatalogueSource;
  readonly stamp: CatalogueStamp;
  /** The property that stands in its place; null: it is current. */
  readonly supersededBy: string | null;
}

export interface StoredStructure {
  readonly id: string;
  readonly blob: string;
  readonly nAtoms: number;
  readonly atomFraction: number | null;
  readonly termination: string | null;
  readonly translationAngstrom: readonly [number, number, number] | null;
  /** Numbers of the boundary zone, by name of the registry of structure descriptors; null: could not be told. */
  readonly descriptors: Readonly<Record<string, number | null>>;
  /** Blob with numbers of each atom and profiles; null: none were made. */
  readonly descriptorBlob: string | null;
  readonly source: CatalogueSource;
  readonly stamp: CatalogueStamp;
}

export interface StructureOfBoundary extends StoredStructure {
  readonly boundaryId: string;
}

export type EvidenceKind = 'scan-region' | 'search' | 'publication';
/** 'assigned' by a person or a sidecar; 'suggested' ones wait for a decision and count for nothing. */
export type EvidenceState = 'assigned' | 'suggested' | 'accepted' | 'rejected';

/** A part of an analysed scan: pixels [from, to), the change point in it where one was meant. */
export interface ScanRegion {
  readonly analysisId: string;
  readonly datasetId: string;
  readonly fromPixel: number;
  readonly toPixel: number;
  readonly changePointPixel: number | null;
}

export interface StoredEvidence {
  readonly id: string;
  readonly boundaryId: string;
  readonly kind: EvidenceKind;
  readonly state: EvidenceState;
  readonly region: ScanRegion | null;
  readonly searchId: string | null;
  /** DOI or citation. */
  readonly publication: string | null;
  /** Of a suggestion: 0…1 and why; null for what was assigned. */
  readonly score: number | null;
  readonly reasons: readonly string[];
  /** What was read off the region, by column name ('measured_mean_valence'): means of what lies inside the networks' domains. */
  readonly measured: Readonly<Record<string, number>>;
  readonly note: string | null;
  readonly stamp: CatalogueStamp;
  readonly decided: CatalogueStamp | null;
}

/** One line of the history: append only. */
export interface CatalogueEvent {
  readonly seq: number;
  readonly boundaryId: string;
  /** 'boundary-added', 'structure-added', 'property-added', 'property-superseded', 'evidence-added', 'evidence-accepted', … */
  readonly action: string;
  readonly subjectId: string;
  readonly detail: Readonly<Record<string, unknown>>;
  readonly stamp: CatalogueStamp;
}

/** A boundary as tables and lists show it: one flat row. */
export interface BoundarySummary {
  readonly id: string;
  readonly boundary: MacroscopicBoundary;
  /** 'Cu', or 'Al2O3/Cu' of two phases; elements of both: 'Al-Cu-O'. */
  readonly material: string;
  readonly chemsys: string;
  readonly isPublic: boolean;
  /** Current values and descriptors of the lowest-energy structure, by column name; what is missing is unknown. */
  readonly numbers: Readonly<Record<string, number>>;
  /** Method of `numbers`' energy. */
  readonly energyMethod: string | null;
  readonly nStructures: number;
  readonly nProperties: number;
  /** Assigned and accepted ones. */
  readonly nEvidence: number;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

export interface CatalogueBoundary extends BoundarySummary {
  readonly structures: readonly StoredStructure[];
  /** Superseded ones too. */
  readonly properties: readonly StoredProperty[];
  readonly evidence: readonly StoredEvidence[];
}

/** Absent or null: any. */
export interface CatalogueFilter {
  readonly material?: string | null;
  /** Exactly these elements: 'Al-O'. */
  readonly chemsys?: string | null;
  /** At least these. */
  readonly elements?: readonly string[] | null;
  readonly sigma?: readonly number[] | null;
  readonly sigmaMin?: number | null;
  readonly sigmaMax?: number | null;
  /** No Σ up to 49: what is commonly called general. */
  readonly isGeneral?: boolean | null;
  /** Family of axes in a cubic crystal: '⟨001⟩' is 0,0,1. */
  readonly axis?: readonly [number, number, number] | null;
  readonly angleMinDeg?: number | null;
  readonly angleMaxDeg?: number | null;
  /** On either side, symmetry-equivalent ones too. */
  readonly plane?: readonly [number, number, number] | null;
  readonly kind?: readonly string[] | null;
  /** By column name: [least, most], either may be null. A boundary without the number is left out. */
  readonly ranges?: Readonly<Record<string, readonly [number | null, number | null]>> | null;
  /** Text of the method of a current property. */
  readonly method?: string | null;
  readonly hasEvidence?: boolean | null;
  readonly hasStructure?: boolean | null;
  readonly searchId?: string | null;
  readonly analysisId?: string | null;
  readonly isPublic?: boolean | null;
  /** In label, material or method. */
  readonly text?: string | null;
}

export interface CatalogueOrder {
  /** A column name, 'createdAt', 'sigma', 'misorientation_deg' or 'label'; unknown ones come last. */
  readonly by: string;
  readonly descending: boolean;
}

/** Columns of numbers, all of the same boundaries; NaN is unknown. */
export interface CatalogueColumns {
  readonly nRows: number;
  /** Made when they are asked for: most questions need none. */
  readonly ids: () => readonly string[];
  /** [n] each, by name. */
  readonly numbers: Readonly<Record<string, Float64Array>>;
  /** [n] each, by name: 'label', 'material', 'kind', 'sigma', 'energy_method', … */
  readonly texts: Readonly<Record<string, readonly (string | null)[]>>;
}

/** What became of a draft. */
export interface AddedBoundary {
  readonly boundaryId: string;
  readonly isNewBoundary: boolean;
  /** null: the draft had none; an equal structure that was there before gives its id. */
  readonly structureId: string | null;
  readonly isNewStructure: boolean;
  readonly nNewProperties: number;
  readonly nSuperseded: number;
  /** Same value, method and conditions as one that is there. */
  readonly nKnownProperties: number;
}

/** A draft with what the workflow made of its structure. */
export interface PreparedDraft {
  readonly draft: BoundaryDraft;
  /** Blob of the structure's extxyz; null where there is no structure. */
  readonly structureBlob: string | null;
  readonly descriptors: Readonly<Record<string, number | null>>;
  readonly descriptorBlob: string | null;
  /** What OPTIMADE serves of it; null where there is no structure. */
  readonly optimade: OptimadeFields | null;
}

/** What OPTIMADE says of a structure beside its boundary's fields. */
export interface OptimadeFields {
  readonly elements: readonly string[];
  readonly elementsRatios: readonly number[];
  readonly nSites: number;
  readonly formulaDescriptive: string;
  readonly formulaReduced: string;
  readonly formulaHill: string;
  readonly formulaAnonymous: string;
  readonly dimensionTypes: readonly [number, number, number];
  /** In order of first appearance. */
  readonly species: readonly string[];
  /** Blob of JSON {latticeVectors, cartesianSitePositions, speciesAtSites}. */
  readonly sitesBlob: string;
}

export type NewEvidence = Omit<StoredEvidence, 'id' | 'stamp' | 'decided'>;

/** What is known about boundaries. Nothing is overwritten: values are superseded, decisions are dated, history is appended. */
export abstract class CatalogueRepository {
  /** In one transaction, all or none. A boundary with the same key is the same boundary. */
  abstract add(
    ownerId: string,
    drafts: readonly PreparedDraft[],
    stamp: CatalogueStamp,
  ): Promise<readonly AddedBoundary[]>;
  /** Which of these keys are there: key → id. */
  abstract known(ownerId: string, keys: readonly string[]): Promise<ReadonlyMap<string, string>>;
  abstract find(ownerId: string, id: string): Promise<CatalogueBoundary | null>;
  abstract structure(ownerId: string, id: string): Promise<StructureOfBoundary | null>;
  abstract list(
    ownerId: string,
    filter: CatalogueFilter,
    request: { readonly order: CatalogueOrder; readonly limit: number; readonly cursor: string | null },
  ): Promise<Page<BoundarySummary>>;
  abstract count(ownerId: string, filter: CatalogueFilter): Promise<number>;
  /** In order of id. With a filter for a method, numbers are of that method. */
  abstract columns(
    ownerId: string,
    filter: CatalogueFilter,
    names: { readonly numbers: readonly string[]; readonly texts: readonly string[] },
  ): Promise<CatalogueColumns>;
  /** A flat table, block by block. */
  abstract blocks(
    ownerId: string,
    filter: CatalogueFilter,
    blockSize: number,
  ): AsyncIterable<readonly CatalogueBoundary[]>;
  /** What the same hand (`by`) said of the same region before, word by word, is given back as it is there. */
  abstract addEvidence(
    ownerId: string,
    evidence: readonly NewEvidence[],
    stamp: CatalogueStamp,
  ): Promise<readonly StoredEvidence[]>;
  /** null: there is none, or none in a state that the decision starts from (`DECIDED_FROM`). */
  abstract decideEvidence(
    ownerId: string,
    id: string,
    state: 'accepted' | 'rejected',
    stamp: CatalogueStamp,
  ): Promise<StoredEvidence | null>;
  /** Names of what was measured in any evidence of the owner, sorted: columns of tables. */
  abstract measuredNames(ownerId: string): Promise<readonly string[]>;
  abstract evidenceOfAnalysis(ownerId: string, analysisId: string): Promise<readonly StoredEvidence[]>;
  abstract history(ownerId: string, id: string): Promise<readonly CatalogueEvent[]>;
  /** Null when there is none of them. */
  abstract publish(
    ownerId: string,
    id: string,
    isPublic: boolean,
    stamp: CatalogueStamp,
  ): Promise<BoundarySummary | null>;
}
