import { describe, expect, it } from 'vitest';
import { openNeighbours } from './open-neighbours.js';
import type { SearchState } from './search-types.js';

/** 5 × 3 grid, x periodic with 5; candidate = 3·x + y. */
function stateWith(told: readonly (readonly [index: number, energy: number])[]): SearchState {
  const values = Float64Array.from(
    { length: 30 },
    (_, i) => ((i >> 1) % 3) * 0.1 * (i & 1) + Math.floor(i / 6) * (1 - (i & 1)),
  );
  const columns = [
    { name: 'x', unit: 'Å', period: 5, symmetric: false },
    { name: 'y', unit: 'Å', period: null, symmetric: false },
  ];
  return {
    definition: { space: { kind: 'grid', columns, values, nCandidates: 15 } },
    observations: told.map(([index, energyJPerM2]) => ({ index, energyJPerM2, values: [] })),
    pending: [],
  } as unknown as SearchState;
}

describe('openNeighbours', () => {
  it('are one step away in one parameter, round the end of a period and not beyond an end', () => {
    expect(openNeighbours(stateWith([[0, 1]])).sort((a, b) => a - b)).toEqual([1, 3, 12]);
    expect(openNeighbours(stateWith([[7, 1]])).sort((a, b) => a - b)).toEqual([4, 6, 8, 10]);
  });

  it('are those of the lowest candidate, less what was told', () => {
    const told = [
      [7, 1],
      [4, 2],
      [6, 3],
      [10, 1.5],
    ] as const;
    expect(openNeighbours(stateWith(told))).toEqual([8]);
  });

  it('are none before there is an energy', () => {
    expect(openNeighbours(stateWith([]))).toEqual([]);
  });
});
