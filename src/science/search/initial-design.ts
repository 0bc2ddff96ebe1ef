import { createRng } from '../numerics/rng.js';
import { candidateAt, nextIndex, pointOfBox } from './search-space.js';
import type { Candidate, SearchSpace, SearchState } from './search-types.js';

/**
 * First candidates, spread evenly: a Kronecker sequence (shifted by the seed) in the ranks of the columns, each point moved
 * to the nearest candidate of a grid that is free.
 *
 * Source: M. Roberts, The unreasonable effectiveness of quasirandom sequences (2018), R_d with the generalised golden ratio.
 */
export function initialDesign(state: SearchState, n: number): Candidate[] {
  if (n <= 0) return [];
  const { space, seed } = state.definition;
  const used = state.observations.length + state.pending.length;
  const points = kronecker(space.columns.length, seed, [used, n]);
  if (space.kind === 'box') {
    const index = nextIndex(state);
    return points.map((shares, k) => ({ index: index + k, values: pointOfBox(space, shares) }));
  }
  const taken = new Set([...state.observations, ...state.pending].map((c) => c.index));
  const ranks = columnRanks(space);
  return points.map((shares) => {
    const index = nearestFree(space, ranks, { shares, taken });
    taken.add(index);
    return candidateAt(space, index);
  });
}

/** Points [first, first + n) of the sequence, shares in [0, 1). */
export function kronecker(nDims: number, seed: number, [first, n]: readonly [number, number]): number[][] {
  let golden = 1.5;
  for (let i = 0; i < 60; i++) golden = (1 + golden) ** (1 / (nDims + 1));
  const rng = createRng(seed);
  const shift = Array.from({ length: nDims }, () => rng.uniform());
  return Array.from({ length: n }, (_, k) => shift.map((s, d) => (s + (first + k) * golden ** -(d + 1)) % 1));
}

/** Share of each value among the different values of its column, [nCandidates × nColumns], in (0, 1). */
function columnRanks({ columns, values, nCandidates }: SearchSpace & { kind: 'grid' }): Float64Array {
  const nColumns = columns.length;
  const ranks = new Float64Array(values.length);
  for (let c = 0; c < nColumns; c++) {
    const column = Float64Array.from({ length: nCandidates }, (_, i) => values[i * nColumns + c]);
    const different = [...new Set(column.slice().sort())];
    const share = new Map(different.map((v, k) => [v, (k + 0.5) / different.length]));
    for (let i = 0; i < nCandidates; i++) ranks[i * nColumns + c] = share.get(column[i])!;
  }
  return ranks;
}

function nearestFree(
  { columns, nCandidates }: SearchSpace & { kind: 'grid' },
  ranks: Float64Array,
  { shares, taken }: { shares: readonly number[]; taken: ReadonlySet<number> },
): number {
  let nearest = -1;
  let least = Infinity;
  for (let i = 0; i < nCandidates; i++) {
    let squared = 0;
    for (let c = 0; c < columns.length; c++) {
      const d = Math.abs(ranks[i * columns.length + c] - shares[c]);
      const wrapped = columns[c].period === null ? d : Math.min(d, 1 - d);
      squared += wrapped * wrapped;
    }
    if (squared < least && !taken.has(i)) {
      least = squared;
      nearest = i;
    }
  }
  return nearest;
}
