import { createRng } from '../numerics/rng.js';
import { kronecker } from './initial-design.js';
import { nextIndex, pointOfBox } from './search-space.js';
import type { SearchSpace, SearchState } from './search-types.js';

/** Points among which a model chooses. */
export interface CandidatePool {
  readonly nPoints: number;
  /** [nPoints × nColumns] */
  readonly values: Float64Array;
  /** [nPoints] 1: not to be chosen, it was handed out or told. */
  readonly taken: Uint8Array;
  /** Rows of what is handed out and not yet told. */
  readonly pending: readonly number[];
}

export type Box = SearchSpace & { readonly kind: 'box' };
export type Grid = SearchSpace & { readonly kind: 'grid' };

const POINTS_OF_BOX = 2000;
const POINTS_NEAR = 300;

export function poolOfGrid(state: SearchState, space: Grid): CandidatePool {
  const taken = new Uint8Array(space.nCandidates);
  const pending = state.pending.map((c) => c.index);
  for (const { index } of state.observations) taken[index] = 1;
  for (const index of pending) taken[index] = 1;
  return { nPoints: space.nCandidates, values: space.values, taken, pending };
}

/** Points spread evenly over a box. */
export function poolOfBox(state: SearchState, space: Box): CandidatePool {
  const start = nextIndex(state) * POINTS_OF_BOX;
  const points = kronecker(space.columns.length, state.definition.seed, [start, POINTS_OF_BOX]);
  return poolOfPoints(
    state,
    points.map((shares) => pointOfBox(space, shares)),
  );
}

/** A point of a box and others about it, within about this share of its sides; periodic columns go round. */
export function poolNear(
  state: SearchState,
  space: Box,
  { centre, reach }: { readonly centre: readonly number[]; readonly reach: number },
): CandidatePool {
  const rng = createRng(state.definition.seed + nextIndex(state));
  const around = Array.from({ length: POINTS_NEAR }, () =>
    centre.map((value, c) => {
      const side = space.upper[c] - space.lower[c];
      return insideBox(space, c, value + reach * side * rng.normal());
    }),
  );
  return poolOfPoints(state, [centre, ...around]);
}

function insideBox(space: Box, c: number, value: number): number {
  const { period } = space.columns[c];
  const [lower, upper] = [space.lower[c], space.upper[c]];
  const turned = period === null ? value : value - period * Math.floor((value - lower) / period);
  const rounded = space.integer[c] ? Math.round(turned) : turned;
  return Math.min(upper, Math.max(lower, rounded));
}

/** What is pending comes first: the model has to know of it. */
function poolOfPoints(state: SearchState, points: readonly (readonly number[])[]): CandidatePool {
  const known = new Set([...state.observations, ...state.pending].map(({ values }) => values.join()));
  const all = [...state.pending.map((c) => c.values), ...points];
  return {
    nPoints: all.length,
    values: Float64Array.from(all.flat()),
    taken: Uint8Array.from(all, (p) => (known.has(p.join()) ? 1 : 0)),
    pending: state.pending.map((_, row) => row),
  };
}
