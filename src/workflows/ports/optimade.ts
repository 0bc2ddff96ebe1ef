import type { CheckedFilter } from '../optimade/checked-filter.js';
import type { ColumnKey } from '../optimade/properties.js';

export type ColumnValue = string | number | Date | readonly string[] | readonly number[] | null;

/** A structure of the catalogue as OPTIMADE tells it. */
export interface OptimadeEntry {
  readonly columns: Readonly<Record<ColumnKey, ColumnValue>> & { readonly id: string };
  /** Names of the species in order of first appearance at the sites; null: no structure is kept. */
  readonly species: readonly string[] | null;
  /** SHA-256 of a blob of JSON `OptimadeCell`; null: no structure is kept. */
  readonly structureBlob: string | null;
}

/** Lengths in Å. */
export interface OptimadeCell {
  readonly latticeVectors: readonly (readonly number[])[];
  readonly cartesianSitePositions: readonly (readonly number[])[];
  readonly speciesAtSites: readonly string[];
}

export interface SortKey {
  readonly key: ColumnKey;
  readonly isDescending: boolean;
}

export interface OptimadeQuery {
  /** Null: all. */
  readonly where: CheckedFilter | null;
  /** What is unknown comes last; equal ones are in the order of their ids. Strings are in the order of code points. */
  readonly sort: readonly SortKey[];
  readonly offset: number;
  readonly limit: number;
  /** Beside public structures those of this owner. */
  readonly visibleTo: string | null;
}

export interface OptimadePage {
  readonly entries: readonly OptimadeEntry[];
  /** That match, on all pages. */
  readonly nReturned: number;
  /** That may be seen. */
  readonly nAvailable: number;
}

/** The structures of the catalogue, asked with filters. */
export abstract class OptimadeStructures {
  abstract query(query: OptimadeQuery): Promise<OptimadePage>;
}
