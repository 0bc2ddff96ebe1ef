import type { BoundaryReference } from '../boundary-search/reference-state.js';
import type { SearchSettings } from '../boundary-search/search-file-events.js';
import type { ColumnOptions } from '../boundary-search/csv-candidates.js';
import type { BoundaryRecipe, CrystalRecipe } from '../boundary-search/search-recipe.js';
import type {
  BoundaryIdentity,
  CandidateState,
  PreparedSearch,
  SearchOutlook,
  SearchRequestRecipe,
} from './search-records.js';

/** A search where it stands, from which another one learns. */
export interface EarlierTask extends SearchTask {
  readonly name: string;
}

/** A table of candidates, as a CSV. */
export interface TableTask {
  readonly name: string;
  readonly csv: string;
  readonly options: ColumnOptions;
  readonly settings: SearchSettings;
  readonly earlier: readonly EarlierTask[];
}

export interface BoundaryTask {
  readonly recipe: SearchRequestRecipe;
  /** What the engine found; null: there is none, the lattice is as the recipe says. */
  readonly reference: BoundaryReference | null;
  readonly settings: SearchSettings;
  readonly earlier: readonly EarlierTask[];
}

/** A search where it stands. */
export interface SearchTask {
  readonly headBlob: string;
  readonly settings: SearchSettings;
  readonly candidates: readonly CandidateState[];
}

/** Candidates to hand out. */
export interface NextCandidates {
  readonly indices: readonly number[];
  /** null: what is out has to come back first. */
  readonly outlook: SearchOutlook | null;
}

/** The model over all candidates of a search, in the order of their index. */
export interface SearchMap {
  readonly columns: readonly {
    readonly name: string;
    readonly unit: string;
    readonly period: number | null;
  }[];
  /** [nCandidates × nColumns] */
  readonly values: Float64Array;
  /** [nCandidates], J/m²; null before there is a model. */
  readonly mean: Float64Array | null;
  readonly std: Float64Array | null;
}

export const STRUCTURE_FORMATS = ['extxyz', 'cif', 'poscar', 'lammps', 'pymatgen', 'json'] as const;
export type StructureFormat = (typeof STRUCTURE_FORMATS)[number];

export interface StructureTask {
  readonly headBlob: string;
  readonly index: number;
  /** The relaxed structure; null: as the candidate is made. */
  readonly structureBlob: string | null;
  readonly format: StructureFormat;
}

export interface PlanesTask {
  readonly crystal: CrystalRecipe;
  readonly axis: readonly [number, number, number];
  readonly maxSigma: number;
}

/** A plane that a boundary can be searched for with. */
export interface PlaneChoice {
  readonly sigma: number;
  readonly misorientationDeg: number;
  readonly kind: string;
  readonly planeA: readonly [number, number, number];
  readonly planeB: readonly [number, number, number];
  /** Of the common period in the plane, Å². */
  readonly areaAngstrom2: number;
}

/** What of a search takes time to compute. Each method throws a ScienceError with the code of what is wrong. */
export abstract class SearchComputation {
  /** Reads a table and stores it as the candidates of a search. */
  abstract prepareTable(task: TableTask): Promise<PreparedSearch>;
  /** Makes a boundary's candidates and stores them. */
  abstract prepareBoundary(task: BoundaryTask): Promise<PreparedSearch>;
  /** Which boundaries these are; a lattice that is not known yet is taken for any. */
  abstract identify(recipe: BoundaryRecipe): Promise<BoundaryIdentity>;
  /** The next candidates, as few as leave `parallel` of them out at a time. */
  abstract next(task: SearchTask & { readonly parallel: number }): Promise<NextCandidates>;
  /** The next n candidates, whatever is out. */
  abstract ask(task: SearchTask & { readonly n: number }): Promise<readonly number[]>;
  abstract outlook(task: SearchTask): Promise<SearchOutlook>;
  abstract map(task: SearchTask): Promise<SearchMap>;
  abstract structure(task: StructureTask): Promise<string>;
  abstract planes(task: PlanesTask): Promise<readonly PlaneChoice[]>;
}
