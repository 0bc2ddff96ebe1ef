import type { Prior, SearchColumn, SearchMethod } from '../../science/search/search-types.js';
import { WorkflowError } from '../workflow-error.js';
import type { BoundaryReference } from './reference-state.js';
import type { BoundaryRecipe, CandidateRecipe, EngineRecipe, Protocol } from './search-recipe.js';

/** What can be changed while a search goes on. */
export interface SearchSettings {
  readonly method: SearchMethod;
  readonly seed: number;
  /** Evaluations in all; null: no limit. */
  readonly budget: number | null;
  readonly toleranceJPerM2: number;
}

/** Where the candidates of a search come from. */
export type SearchOrigin =
  | {
      readonly kind: 'table';
      readonly file: string;
      readonly sha256: string;
      readonly leftOut: readonly { readonly column: string; readonly why: string }[];
      /** Energies of the table, J/m², to replay; null: the table has none. */
      readonly replay: { readonly column: string; readonly energies: readonly (number | null)[] } | null;
    }
  | {
      readonly kind: 'boundary';
      readonly boundary: BoundaryRecipe;
      readonly protocol: Protocol;
      readonly wish: CandidateWish;
    };

/** Candidates as the user wishes them: a preset, and what differs from it. */
export interface CandidateWish extends Partial<Omit<CandidateRecipe, 'sample'>> {
  /** Translations and gaps; or with replication, rattle and atoms taken out, too. */
  readonly preset: 'translations' | 'full';
  /** So many, drawn with the seed; null: all (of 'full' the default number). */
  readonly sample: number | null;
}

/** All candidates, so that no other file is needed. */
export interface StoredSpace {
  readonly columns: readonly SearchColumn[];
  /** Of each column: labels of its classes, or null. */
  readonly labels: readonly (readonly string[] | null)[];
  /** Row-major [nCandidates × nColumns]. */
  readonly values: readonly number[];
  readonly priors: readonly { readonly name: Prior['name']; readonly energies: readonly number[] }[];
}

/** The first line of a state file. */
export interface SearchHead {
  readonly kaimen: 'search';
  readonly version: 1;
  readonly origin: SearchOrigin;
  readonly settings: SearchSettings;
  /** Of a table; the candidates of a boundary are `begun` when its lattice is known. */
  readonly space: StoredSpace | null;
}

/** The candidates of a boundary, for one engine: the last one before the first candidate was asked for counts. */
export interface Begun {
  readonly label: string;
  readonly engine: EngineRecipe;
  /** null where no engine is here to make it. */
  readonly reference: BoundaryReference | null;
  readonly frame: Pick<BoundaryReference, 'boundary' | 'bonds'>;
  readonly candidates: CandidateRecipe;
  readonly space: StoredSpace;
}

/** What an evaluation found beside its energy: excess volume, atoms, engine … as JSON. */
export type EvaluationDetails = Readonly<Record<string, unknown>>;

/** The lines below the first; a file is only ever added to. */
export type SearchEvent =
  | (Begun & { readonly event: 'begun' })
  | { readonly event: 'settings'; readonly settings: SearchSettings }
  | { readonly event: 'asked'; readonly indices: readonly number[] }
  | {
      readonly event: 'told';
      readonly index: number;
      readonly energy: number | null;
      readonly failed: string | null;
      /** Takes the place of what was told before. */
      readonly replaces: boolean;
      readonly details: EvaluationDetails | null;
    }
  | { readonly event: 'structure'; readonly index: number; readonly extxyz: string };

const EVENTS: readonly string[] = ['begun', 'settings', 'asked', 'told', 'structure'];

export const lineOf = (value: SearchHead | SearchEvent): string => `${JSON.stringify(value)}\n`;

/** @throws WorkflowError malformed-file: it is no search of this program */
export function parseHead(line: string): SearchHead {
  const head = parseLine(line, 1) as Partial<SearchHead>;
  if (head.kaimen !== 'search')
    throw new WorkflowError('malformed-file', 'This is no state file of a search.');
  if ((head.version as number) !== 1) {
    throw new WorkflowError('malformed-file', `A state file of version ${head.version}; version 1 is read.`);
  }
  if (!head.origin || !head.settings || head.space === undefined) {
    throw new WorkflowError('malformed-file', 'The first line of the state file is not whole.');
  }
  return head as SearchHead;
}

/**
 * One line below the first.
 * @param number  of the line in the file, for the message
 * @throws WorkflowError malformed-file
 */
export function parseEvent(line: string, number: number): SearchEvent {
  const event = parseLine(line, number) as Partial<SearchEvent>;
  if (!EVENTS.includes(event.event as string)) {
    throw new WorkflowError('malformed-file', `Line ${number} of the state file is no event of a search.`);
  }
  return event as SearchEvent;
}

function parseLine(line: string, number: number): object {
  try {
    const value: unknown = JSON.parse(line);
    if (typeof value === 'object' && value !== null) return value;
  } catch {
    // told below, with its line
  }
  throw new WorkflowError('malformed-file', `Line ${number} of the state file is not readable.`);
}
