import { describe, expect, it } from 'vitest';
import { ask } from './ask.js';
import { searchStatus } from './search-status.js';
import type { Candidate, Observation, SearchDefinition, SearchMethod, SearchState } from './search-types.js';
import { startSearch } from './start-search.js';
import { tell } from './tell.js';

const PERIODS = [8, 3.6];

/** 20 × 6 × 9 translations with a smooth, rough-edged energy. */
function definition(name: SearchMethod['name'], changes: Partial<SearchDefinition> = {}): SearchDefinition {
  const rows: number[] = [];
  for (let x = 0; x < 20; x++) {
    for (let g = 0; g < 6; g++) for (let z = 0; z < 9; z++) rows.push(x * 0.4, 1 + 0.2 * g, z * 0.4);
  }
  const column = (columnName: string, period: number | null) => ({
    name: columnName,
    unit: 'Å',
    period,
    mirrored: false,
    categorical: false,
  });
  return {
    space: {
      kind: 'grid',
      columns: [column('dx', PERIODS[0]), column('gap', null), column('dz', PERIODS[1])],
      values: Float64Array.from(rows),
      nCandidates: rows.length / 3,
    },
    method: { name, acquisition: 'probability-of-improvement', nInitial: 6, topK: 5 },
    seed: 3,
    budget: null,
    toleranceJPerM2: 0,
    priors: [],
    ...changes,
  };
}

function energy([dx, gap, dz]: readonly number[]): number {
  const turn = 2 * Math.PI;
  const plane = Math.cos((turn * (dx - 2.8)) / PERIODS[0]) + 0.7 * Math.cos((turn * (dz - 1.6)) / PERIODS[1]);
  return 1.5 - 0.3 * plane + (gap - 1.4) ** 2;
}

const told = (c: Candidate): Observation => ({ ...c, energyJPerM2: energy(c.values), failed: null });

function runFor(state: SearchState, n: number): SearchState {
  let now = state;
  for (let i = 0; i < n; i++) {
    const asked = ask(now, 1);
    now = tell(asked.state, asked.candidates.map(told));
  }
  return now;
}

describe('the search loop', () => {
  it('goes through a table in order, and says when nothing is left', () => {
    const asked = ask(startSearch(definition('exhaustive')), 3);
    expect(asked.candidates.map((c) => c.index)).toEqual([0, 1, 2]);
    const all = ask(asked.state, 5000);
    expect(all.candidates).toHaveLength(1077);
    const done = tell(all.state, [...asked.candidates, ...all.candidates].map(told));
    expect(searchStatus(done).stopped).toBe('exhausted');
    expect(searchStatus(done).best!.values).toEqual([2.8000000000000003, 1.4, 1.6]);
  });

  it.each(['random', 'kriging'] as const)(
    '%s: the same state asks the same, another seed asks other ones',
    (name) => {
      const state = runFor(startSearch(definition(name)), 8);
      expect(ask(state, 3).candidates).toEqual(ask(state, 3).candidates);
      const indexes = (seed: number) =>
        ask(startSearch(definition(name, { seed })), 3).candidates.map((c) => c.index);
      expect(indexes(1)).not.toEqual(indexes(2));
    },
  );

  it.each(['exhaustive', 'random', 'kriging'] as const)('%s: hands nothing out twice', (name) => {
    const first = ask(startSearch(definition(name)), 9);
    const second = ask(tell(first.state, first.candidates.slice(0, 4).map(told)), 4);
    const indexes = [...first.candidates, ...second.candidates].map((c) => c.index);
    expect(new Set(indexes).size).toBe(13);
  });

  it('keeps to the budget, pending ones counted', () => {
    const asked = ask(startSearch(definition('kriging', { budget: 7 })), 20);
    expect(asked.candidates).toHaveLength(7);
    expect(searchStatus(asked.state).stopped).toBeNull();
    expect(searchStatus(tell(asked.state, asked.candidates.map(told))).stopped).toBe('budget');
  });

  it('finds the minimum of a smooth table in a few steps', () => {
    const best = searchStatus(runFor(startSearch(definition('kriging')), 30)).best!;
    expect(best.energyJPerM2).toBeCloseTo(0.99, 6);
  });

  it('takes what it never asked for, and the same thing twice', () => {
    const state = tell(startSearch(definition('kriging')), [told({ index: 5, values: [0, 1, 2] })]);
    expect(state.observations[0].values).toEqual([0, 1, 2]);
    expect(tell(state, state.observations)).toBe(state);
    expect(() => tell(state, [{ ...state.observations[0], energyJPerM2: 2 }])).toThrow(/known with/);
    expect(() => tell(state, [{ index: 1080, values: [], energyJPerM2: 1, failed: null }])).toThrow(
      /no candidate 1080/,
    );
  });
});
