import { createRng } from '../numerics/rng.js';
import { chooseByModel } from './choose-by-model.js';
import { countFirst, firstCandidates } from './first-candidates.js';
import { permutation } from '../numerics/permutation.js';
import { hasModel } from './search-model.js';
import { candidateAt, nextIndex, pointOfBox } from './search-space.js';
import type { Candidate, SearchState } from './search-types.js';

/**
 * The next candidates to evaluate, fewer than n when the budget or the candidates end. They are pending until they are told.
 * The same state gives the same candidates: randomness comes from the definition's seed.
 *
 * @returns candidates  none that is pending or known
 */
export function ask(state: SearchState, n: number): { state: SearchState; candidates: readonly Candidate[] } {
  const candidates = choose(state, Math.min(n, roomLeft(state)));
  if (candidates.length === 0) return { state, candidates };
  return { state: { ...state, pending: [...state.pending, ...candidates] }, candidates };
}

/** How many more candidates may be handed out. */
export function roomLeft({ definition, observations, pending }: SearchState): number {
  const used = observations.length + pending.length;
  const { budget, space } = definition;
  const limit = Math.min(budget ?? Infinity, space.kind === 'grid' ? space.nCandidates : Infinity);
  return Math.max(0, limit - used);
}

function choose(state: SearchState, n: number): Candidate[] {
  if (n <= 0) return [];
  const { method, space, seed } = state.definition;
  if (space.kind === 'box' && method.name === 'random') return randomPoints(state, n);
  if (space.kind === 'grid' && method.name === 'exhaustive') {
    return firstUnknown(state, n, (k) => k);
  }
  if (space.kind === 'grid' && method.name === 'random') {
    const order = permutation(space.nCandidates, createRng(seed));
    return firstUnknown(state, n, (k) => order[k]);
  }
  const used = state.observations.length + state.pending.length;
  const nFirst = hasModel(state) ? Math.max(0, countFirst(state) - used) : n;
  const first = firstCandidates(state, Math.min(n, nFirst));
  if (first.length === n) return first;
  const then = chooseByModel({ ...state, pending: [...state.pending, ...first] }, n - first.length);
  return [...first, ...then];
}

function firstUnknown(state: SearchState, n: number, indexOf: (k: number) => number): Candidate[] {
  const taken = new Set([...state.observations, ...state.pending].map((c) => c.index));
  const found: Candidate[] = [];
  for (let k = 0; found.length < n; k++) {
    const index = indexOf(k);
    if (!taken.has(index)) found.push(candidateAt(state.definition.space, index));
  }
  return found;
}

function randomPoints(state: SearchState, n: number): Candidate[] {
  const { space, seed } = state.definition;
  if (space.kind !== 'box') return [];
  const next = nextIndex(state);
  const rng = createRng(seed);
  for (let skipped = 0; skipped < next * space.columns.length; skipped++) rng.uniform();
  return Array.from({ length: n }, (_, k) => ({
    index: next + k,
    values: pointOfBox(
      space,
      space.columns.map(() => rng.uniform()),
    ),
  }));
}
