import { SearchError } from './search-error.js';
import type { Candidate, SearchSpace, SearchState } from './search-types.js';

/** How many candidates there are; null for a box. */
export const candidateCount = (space: SearchSpace): number | null =>
  space.kind === 'grid' ? space.nCandidates : null;

/** Running number of the next candidate of a box. */
export function nextIndex({ observations, pending }: SearchState): number {
  let next = 0;
  for (const { index } of [...observations, ...pending]) next = Math.max(next, index + 1);
  return next;
}

/**
 * Row `index` of a grid, as a candidate.
 * @throws SearchError needs-grid (a box has no rows), invalid-observation (no such row)
 */
export function candidateAt(space: SearchSpace, index: number): Candidate {
  if (space.kind !== 'grid') {
    throw new SearchError('needs-grid', 'The candidates of a box have no number before they are asked for.');
  }
  if (!Number.isInteger(index) || index < 0 || index >= space.nCandidates) {
    throw new SearchError(
      'invalid-observation',
      `There is no candidate ${index}: they are numbered from 0 to ${space.nCandidates - 1}.`,
      { index },
    );
  }
  const nColumns = space.columns.length;
  return { index, values: Array.from(space.values.subarray(index * nColumns, (index + 1) * nColumns)) };
}

/**
 * The point of a box at shares [0, 1) of its sides; integer columns are rounded so that all values are equally likely.
 */
export function pointOfBox(space: SearchSpace & { kind: 'box' }, shares: readonly number[]): number[] {
  return shares.map((share, c) => {
    const [lower, upper] = [space.lower[c], space.upper[c]];
    if (!space.integer[c]) return lower + share * (upper - lower);
    return Math.min(upper, lower + Math.floor(share * (upper - lower + 1)));
  });
}

/** @throws SearchError invalid-definition: shapes that do not fit, numbers that are not finite, limits upside down */
export function checkSpace(space: SearchSpace): void {
  const { columns } = space;
  if (columns.length === 0) throw new SearchError('invalid-definition', 'A search needs a parameter.');
  for (const { name, period } of columns) {
    if (period !== null && !(period > 0 && Number.isFinite(period))) {
      throw new SearchError('invalid-definition', `The period of ${name} must be a positive number.`);
    }
  }
  if (space.kind === 'grid') checkGrid(space);
  else checkBox(space);
}

function checkGrid({ columns, values, nCandidates }: SearchSpace & { kind: 'grid' }): void {
  if (nCandidates < 1) throw new SearchError('invalid-definition', 'There is no candidate.');
  if (values.length !== nCandidates * columns.length) {
    throw new SearchError(
      'invalid-definition',
      `${nCandidates} candidates of ${columns.length} parameters are not ${values.length} numbers.`,
    );
  }
  const bad = values.findIndex((v) => !Number.isFinite(v));
  if (bad >= 0) {
    const index = Math.floor(bad / columns.length);
    const { name } = columns[bad % columns.length];
    throw new SearchError('invalid-definition', `${name} of candidate ${index} is not a finite number.`);
  }
}

function checkBox({ columns, lower, upper, integer }: SearchSpace & { kind: 'box' }): void {
  if ([lower, upper, integer].some((list) => list.length !== columns.length)) {
    throw new SearchError('invalid-definition', 'A box needs both limits of every parameter.');
  }
  columns.forEach(({ name }, c) => {
    if (!(Number.isFinite(lower[c]) && Number.isFinite(upper[c]) && lower[c] <= upper[c])) {
      throw new SearchError(
        'invalid-definition',
        `The limits of ${name} must be finite, the lower one first.`,
      );
    }
    if (integer[c] && !(Number.isInteger(lower[c]) && Number.isInteger(upper[c]))) {
      throw new SearchError('invalid-definition', `${name} is whole, so its limits must be.`);
    }
  });
}
