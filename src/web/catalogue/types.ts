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
export type ImportSummary = Schemas['CatalogueImportSummaryDto'];
export type ColumnInfo = Schemas['ColumnDto'];
export type Regression = Schemas['RegressionDto'];
export type Correlations = Schemas['CorrelationsDto'];
export type PairCorrelation = Schemas['ColumnPairDto'];
/** Over all rows, or within groups. */
export type Correlation = Pick<Schemas['WithinCorrelationDto'], 'n' | 'estimate' | 'p' | 'interval'> & {
  readonly reason?: Schemas['RemarkDto'] | null;
};

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
