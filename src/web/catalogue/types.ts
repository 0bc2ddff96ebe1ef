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
export type Suggestion = Schemas['SuggestionDto'];
export type Import = Schemas['CatalogueImportDto'];
export type ColumnInfo = Schemas['ColumnDto'];

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
