import { bestObservation } from './best-observation.js';
import type { Grid } from './candidate-pool.js';
import type { SearchColumn, SearchState } from './search-types.js';

/** Values of a column that differ by less than this share of its span are one value. */
const SAME_SHARE = 1e-9;

/**
 * Candidates next to the lowest one that nobody has looked at: those that differ from it in one parameter, by the smallest
 * step there is, up or down (round the end of a period).
 *
 * A model that is sure of itself can be wrong by one step of a table; the lowest of a neighbourhood that was all looked at is
 * the lowest there.
 *
 * @returns indices; empty for a box, before there is an energy, and where no candidate differs in one parameter only
 */
export function openNeighbours({ definition, observations }: SearchState): number[] {
  const { space } = definition;
  const best = bestObservation(observations);
  if (space.kind !== 'grid' || best === null) return [];
  const told = new Set(observations.map(({ index }) => index));
  return neighboursOf(best.index, space).filter((index) => !told.has(index));
}

function neighboursOf(at: number, space: Grid): number[] {
  const { columns, values, nCandidates } = space;
  const n = columns.length;
  const tolerance = columns.map((column, c) => SAME_SHARE * spanOf(column, space, c));
  // Of each column: the closest candidate above and below.
  const closest = new Map<number, { distance: number; index: number }>();
  for (let i = 0; i < nCandidates; i++) {
    let [differing, column] = [0, -1];
    for (let c = 0; c < n && differing < 2; c++) {
      if (Math.abs(values[i * n + c] - values[at * n + c]) <= tolerance[c]) continue;
      differing++;
      column = c;
    }
    if (differing !== 1) continue;
    const step = values[i * n + column] - values[at * n + column];
    for (const [side, distance] of sides(step, columns[column].period)) {
      const key = 2 * column + side;
      const known = closest.get(key);
      if (known === undefined || distance < known.distance) closest.set(key, { distance, index: i });
    }
  }
  return [...new Set([...closest.values()].map(({ index }) => index))];
}

/** [0 below, 1 above] and how far; on a circle a point lies on both sides. */
function sides(step: number, period: number | null): readonly (readonly [side: number, distance: number])[] {
  if (period === null) return [[step > 0 ? 1 : 0, Math.abs(step)]];
  const up = step - period * Math.floor(step / period);
  return [
    [1, up],
    [0, period - up],
  ];
}

function spanOf({ period }: SearchColumn, { columns, values, nCandidates }: Grid, c: number): number {
  if (period !== null) return period;
  let [low, high] = [Infinity, -Infinity];
  for (let i = 0; i < nCandidates; i++) {
    low = Math.min(low, values[i * columns.length + c]);
    high = Math.max(high, values[i * columns.length + c]);
  }
  return high - low;
}
