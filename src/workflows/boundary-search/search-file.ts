import { ask } from '../../science/search/ask.js';
import { candidateAt } from '../../science/search/search-space.js';
import { searchStatus } from '../../science/search/search-status.js';
import type {
  Candidate,
  Observation,
  SearchDefinition,
  SearchSpace,
  SearchState,
  SearchStatus,
} from '../../science/search/search-types.js';
import { startSearch } from '../../science/search/start-search.js';
import { tell } from '../../science/search/tell.js';
import { WorkflowError } from '../workflow-error.js';
import {
  lineOf,
  parseEvent,
  parseHead,
  type Begun,
  type EvaluationDetails,
  type SearchEvent,
  type SearchHead,
  type SearchSettings,
  type StoredSpace,
} from './search-file-events.js';

/** What a state file says: a search of a boundary may not have begun, because its lattice is not known. */
export interface SearchInFile {
  readonly head: SearchHead;
  readonly search: KeptSearch | null;
}

/** A search with its candidates, and what the lines of its file make of it. Immutable. */
export interface KeptSearch {
  readonly head: SearchHead;
  readonly space: StoredSpace;
  /** Of a boundary; null for a table. */
  readonly begun: Begun | null;
  readonly state: SearchState;
  /** When a candidate was first asked for, or told: observations stand in this order, however they came back. */
  readonly order: ReadonlyMap<number, number>;
  readonly details: ReadonlyMap<number, EvaluationDetails>;
}

/** What came back of one candidate. */
export interface Told {
  readonly index: number;
  readonly energy: number | null;
  readonly failed: string | null;
  readonly details: EvaluationDetails | null;
}

/** A state file at its beginning. */
export function newSearch(head: SearchHead): { file: SearchInFile; line: string } {
  return { file: assemble(head, { ...NOTHING, settings: head.settings }), line: lineOf(head) };
}

/** The search with the candidates of its boundary; nothing may have been asked or told. */
export function beginSearch(
  head: SearchHead,
  settings: SearchSettings,
  begun: Begun,
): { search: KeptSearch; line: string } {
  const { search } = assemble(head, { ...NOTHING, settings, begun });
  if (search === null) throw new WorkflowError('invalid-parameter', 'A search needs candidates.');
  return { search, line: lineOf({ event: 'begun', ...begun }) };
}

/**
 * A search as its file tells it.
 *
 * @param text  whole lines; a torn last one is cut off by the caller
 * @throws WorkflowError malformed-file, SearchError (what the file says cannot be a search)
 */
export function readSearch(text: string): SearchInFile {
  const lines = text.split('\n');
  const head = parseHead(lines[0]);
  const events = lines
    .map((line, i) => ({ line, number: i + 1 }))
    .slice(1)
    // The structures are most of the file, and only an export reads them.
    .filter(({ line }) => line !== '' && !line.startsWith('{"event":"structure"'))
    .map(({ line, number }) => parseEvent(line, number));
  return assemble(head, gather(head, events));
}

/** The structures in a file, extxyz by candidate. */
export function structuresIn(text: string): ReadonlyMap<number, string> {
  const found = new Map<number, string>();
  text.split('\n').forEach((line, i) => {
    if (!line.startsWith('{"event":"structure"')) return;
    const event = parseEvent(line, i + 1);
    if (event.event === 'structure') found.set(event.index, event.extxyz);
  });
  return found;
}

interface Gathered {
  readonly settings: SearchSettings;
  readonly begun: Begun | null;
  readonly order: ReadonlyMap<number, number>;
  readonly told: readonly Told[];
}

const NOTHING: Omit<Gathered, 'settings'> = { begun: null, order: new Map(), told: [] };

function gather(head: SearchHead, events: readonly SearchEvent[]): Gathered {
  const order = new Map<number, number>();
  const told = new Map<number, Told>();
  let { settings } = head;
  let begun: Begun | null = null;
  for (const event of events) {
    if (event.event === 'settings') settings = event.settings;
    else if (event.event === 'begun') begun = event;
    else if (event.event === 'asked') event.indices.forEach((index) => place(order, index));
    else if (event.event === 'told') {
      place(order, event.index);
      if (event.replaces || !told.has(event.index)) told.set(event.index, event);
    }
  }
  return { settings, begun, order, told: [...told.values()] };
}

function place(order: Map<number, number>, index: number): void {
  if (!order.has(index)) order.set(index, order.size);
}

function assemble(head: SearchHead, { settings, begun, order, told }: Gathered): SearchInFile {
  const space = begun?.space ?? head.space;
  if (space === null) return { head, search: null };
  const start = startSearch(definitionOf(space, settings));
  const grid = start.definition.space;
  const inOrder = told.toSorted((a, b) => order.get(a.index)! - order.get(b.index)!);
  const known = new Set(told.map(({ index }) => index));
  const pending = [...order.keys()].filter((index) => !known.has(index));
  const state = tell(
    start,
    inOrder.map((t) => observationOf(grid, t)),
  );
  const details = new Map(told.flatMap((t) => (t.details === null ? [] : [[t.index, t.details]])));
  const search: KeptSearch = {
    head,
    space,
    begun,
    state: { ...state, pending: pending.map((index) => candidateAt(grid, index)) },
    order,
    details,
  };
  return { head, search };
}

function observationOf(space: SearchSpace, { index, energy, failed }: Told): Observation {
  return { ...candidateAt(space, index), energyJPerM2: energy, failed };
}

function definitionOf({ columns, values, priors }: StoredSpace, settings: SearchSettings): SearchDefinition {
  return {
    space: {
      kind: 'grid',
      columns,
      values: Float64Array.from(values),
      nCandidates: values.length / columns.length,
    },
    method: settings.method,
    seed: settings.seed,
    budget: settings.budget,
    toleranceJPerM2: settings.toleranceJPerM2,
    priors: priors.map(({ name, energies }) => ({ name, energies: Float64Array.from(energies) })),
  };
}

export const settingsOf = ({ state: { definition } }: KeptSearch): SearchSettings => ({
  method: definition.method,
  seed: definition.seed,
  budget: definition.budget,
  toleranceJPerM2: definition.toleranceJPerM2,
});

/** The same search by other rules; `line` is null when nothing changes. */
export function changeSettings(
  search: KeptSearch,
  settings: SearchSettings,
): { search: KeptSearch; line: string | null } {
  if (JSON.stringify(settings) === JSON.stringify(settingsOf(search))) return { search, line: null };
  const { definition } = startSearch(definitionOf(search.space, settings));
  return {
    search: { ...search, state: { ...search.state, definition } },
    line: lineOf({ event: 'settings', settings }),
  };
}

/** The next candidates; `line` is null when there are none. */
export function askSearch(
  search: KeptSearch,
  n: number,
): { search: KeptSearch; candidates: readonly Candidate[]; line: string | null } {
  const { state, candidates } = ask(search.state, n);
  if (candidates.length === 0) return { search, candidates, line: null };
  const order = new Map(search.order);
  const indices = candidates.map(({ index }) => index);
  indices.forEach((index) => place(order, index));
  return { search: { ...search, state, order }, candidates, line: lineOf({ event: 'asked', indices }) };
}

/**
 * The search with what came back, whether it was asked for or not. The same told again changes nothing.
 *
 * @param replace  whether another energy takes the place of a known one
 * @throws SearchError invalid-observation; conflicting-observation (unless `replace`)
 */
export function tellSearch(
  search: KeptSearch,
  told: readonly Told[],
  { replace }: { readonly replace: boolean },
): { search: KeptSearch; lines: readonly string[] } {
  const { space } = search.state.definition;
  const known = new Map(search.state.observations.map((o) => [o.index, o]));
  const order = new Map(search.order);
  const details = new Map(search.details);
  const lines: string[] = [];
  for (const one of told) {
    const observation = observationOf(space, one);
    const before = known.get(one.index);
    const differs = before !== undefined && before.energyJPerM2 !== one.energy;
    // What is wrong with an observation by itself, and whether it contradicts what is known, is the loop's to say.
    const against = before === undefined || replace ? [] : [before];
    tell({ ...search.state, observations: against }, [observation]);
    if (before !== undefined && !differs) continue;
    known.set(one.index, observation);
    place(order, one.index);
    if (one.details === null) details.delete(one.index);
    else details.set(one.index, one.details);
    lines.push(lineOf({ event: 'told', ...one, replaces: differs }));
  }
  const observations = [...known.values()].toSorted((a, b) => order.get(a.index)! - order.get(b.index)!);
  const pending = search.state.pending.filter(({ index }) => !known.has(index));
  return { search: { ...search, state: { ...search.state, observations, pending }, order, details }, lines };
}

export const statusOf = (search: KeptSearch): SearchStatus => searchStatus(search.state);

/** The parameters of a candidate by name; classes by their label. */
export function parametersOf({ space }: KeptSearch, { values }: Candidate): Record<string, number | string> {
  return Object.fromEntries(
    space.columns.map(({ name }, c) => [name, space.labels[c]?.[values[c]] ?? values[c]]),
  );
}
