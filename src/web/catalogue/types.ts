import type { components } from '../../api-client/schema.js';

type Schemas = components['schemas'];

export type BoundarySummary = Schemas['CatalogueBoundarySummaryDto'];
export type BoundaryList = Schemas['CatalogueListDto'];
export type Boundary = Schemas['CatalogueBoundaryDto'];
export type Structure = Schemas['CatalogueStructureDto'];
export type Property = Schemas['CataloguePropertyDto'];
export type Evidence = Schemas['CatalogueEvidenceDto'];
export type SimilarBoundary = Schemas['SimilarBoundaryDto'];
export type CatalogueEvent = Schemas['CatalogueEventDto'];
/** A column of the flat tables. */
export interface ColumnInfo {
  readonly name: string;
  /** Empty: none. */
  readonly unit: string;
  readonly type: 'string' | 'number' | 'integer' | 'boolean' | 'timestamp';
  readonly description: string;
  readonly provenance: string;
}

/** Files that were read, and what became of them. */
export interface Import {
  readonly id: string;
  readonly fileName: string;
  readonly sha256: string;
  readonly format: string;
  readonly state: string;
  readonly nRows: number;
  readonly nDrafts: number;
  readonly nNewBoundaries: number;
  readonly nKnownBoundaries: number;
  readonly nProblems: number;
  readonly problems: readonly { readonly row: number | null; readonly message: string }[];
  readonly sample: readonly {
    readonly row: number | null;
    readonly label: string;
    readonly material: string;
    readonly sigma: number | null;
    readonly boundaryId: string | null;
    readonly nAtoms: number | null;
    readonly properties: readonly { readonly name: string; readonly value: number; readonly unit: string }[];
  }[];
  readonly committed: {
    readonly nNewBoundaries: number;
    readonly nNewStructures: number;
    readonly nNewProperties: number;
    readonly nSuperseded: number;
    readonly nKnownProperties: number;
    readonly boundaryIds: readonly string[];
  } | null;
}

interface Interval {
  readonly low: number;
  readonly high: number;
  readonly level: number;
}

/** As GET /catalogue/correlations tells it; what the page reads of it. */
export interface Correlation {
  readonly n: number;
  readonly estimate: number | null;
  readonly p: number | null;
  readonly interval: Interval | null;
  readonly reason?: { readonly message: string } | null;
}

export interface PairCorrelation {
  readonly x: string;
  readonly y: string;
  readonly pooled: Correlation;
  readonly pAdjusted: number | null;
  readonly within: (Correlation & { readonly nGroups: number }) | null;
  readonly simpson: { readonly isClear: boolean; readonly message: string | null } | null;
}

export interface Correlations {
  readonly method: string;
  readonly groupBy: readonly string[];
  readonly familySize: number;
  readonly permalink: string;
  readonly warnings: readonly { readonly code: string; readonly message: string }[];
  readonly pairs: readonly PairCorrelation[];
}

/** Source of a structure or value, as the service tells it. */
export type Source =
  | { readonly kind: 'search'; readonly searchId: string; readonly candidateIndex: number }
  | {
      readonly kind: 'import';
      readonly importId: string;
      readonly fileName: string;
      readonly row: number;
      readonly citation: string | null;
    }
  | { readonly kind: 'user'; readonly note: string | null };

export const ENERGY = 'gb_energy_J_m2';
export const ANGLE = 'misorientation_deg';
