import { ask, roomLeft } from '../../science/search/ask.js';
import { searchStatus } from '../../science/search/search-status.js';
import type { SearchDefinition, SearchMethod, SearchState } from '../../science/search/search-types.js';
import type { NextCandidates } from '../ports/search-computation.js';
import type { CandidateState, SearchOutlook } from '../ports/search-records.js';
import { stateOf } from './search-state.js';

interface Choice {
  readonly indices: readonly number[];
  readonly outlook: SearchOutlook;
}

/**
 * What to hand out so that `parallel` candidates are out at a time.
 *
 * Which candidate stands at position p must not depend on who was quick: it is chosen from the energies at positions up to
 * p − parallel, and the others count as out even when they are back. Where that says that the search is done, the rest is
 * waited for, and all of it decides.
 *
 * @returns outlook  null: nothing is asked now, what is out has to come back first
 */
export function nextCandidates(
  definition: SearchDefinition,
  candidates: readonly CandidateState[],
  parallel: number,
): NextCandidates {
  const firstOut = candidates.findIndex(({ isTold }) => !isTold);
  const nClear = firstOut < 0 ? candidates.length : firstOut;
  const handed = [...candidates];
  const indices: number[] = [];
  let outlook: SearchOutlook | null = null;
  while (handed.length < nClear + parallel) {
    const free = nClear + parallel - handed.length;
    let choice = chooseLate(definition, handed, { free, parallel });
    if (choice.indices.length === 0 && nClear === handed.length)
      choice = choose(stateOf(definition, handed), 1);
    ({ outlook } = choice);
    if (choice.indices.length === 0) break;
    for (const index of choice.indices) handed.push(out(index, handed.length));
    indices.push(...choice.indices);
  }
  const isDone = indices.length === 0 && nClear === candidates.length;
  // A method that has nothing more to ask for has ended, whatever it calls that.
  const stopped = isDone ? (outlook?.stopped ?? 'exhausted') : null;
  return { indices, outlook: outlook && { ...outlook, stopped } };
}

function chooseLate(
  definition: SearchDefinition,
  handed: readonly CandidateState[],
  { free, parallel }: { free: number; parallel: number },
): Choice {
  if (isInFixedOrder(definition.method)) return choose(stateOf(definition, handed), free);
  return choose(stateOf(definition, handed, parallel - 1), 1);
}

function choose(state: SearchState, n: number): Choice {
  const outlook = outlookOf(state);
  if (outlook.stopped !== null) return { indices: [], outlook };
  return { indices: ask(state, n).candidates.map(({ index }) => index), outlook };
}

/** Exhaustive and random searches do not look at energies: no model is made of what can be tens of thousands of them. */
export function outlookOf(state: SearchState): SearchOutlook {
  const { definition, observations, pending } = state;
  if (!isInFixedOrder(definition.method)) {
    const { expectedImprovementJPerM2, stopped } = searchStatus(state);
    return { expectedImprovementJPerM2, stopped };
  }
  const isOver = roomLeft(state) === 0 && pending.length === 0;
  const { space } = definition;
  const isAll = space.kind === 'grid' && observations.length === space.nCandidates;
  return { expectedImprovementJPerM2: null, stopped: isOver ? (isAll ? 'exhausted' : 'budget') : null };
}

const isInFixedOrder = ({ name }: SearchMethod): boolean => name === 'exhaustive' || name === 'random';

const out = (index: number, position: number): CandidateState => ({
  index,
  position,
  isTold: false,
  energyJPerM2: null,
  failed: null,
});
