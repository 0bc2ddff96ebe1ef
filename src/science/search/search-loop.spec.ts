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
    method: { name, acquisition: 'expected-improvement', nInitial: 6, topK: 5 },
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

describe('kriging', () => {
  const failing = (c: Candidate): Observation =>
    c.values[0] > 4 && c.values[0] < 6
      ? { ...c, energyJPerM2: null, failed: 'collapsed' }
      : { ...c, energyJPerM2: energy([c.values[0], c.values[1], c.values[2]]), failed: null };

  it.each([
    'probability-of-improvement',
    'expected-improvement',
    'thompson',
    'lower-confidence-bound',
  ] as const)('%s finds the minimum, also where a fifth of the cell fails', (acquisition) => {
    const method = { name: 'kriging' as const, acquisition, nInitial: 6, topK: 0 };
    let state = startSearch(definition('kriging', { method }));
    while ((searchStatus(state).best?.energyJPerM2 ?? 2) > 0.991 && state.observations.length < 40) {
      const asked = ask(state, 1);
      state = tell(asked.state, asked.candidates.map(failing));
    }
    const { best, nFailed, nObserved } = searchStatus(state);
    expect(best!.energyJPerM2).toBeLessThan(0.991);
    expect(nFailed).toBeLessThanOrEqual(nObserved / 3);
  });

  it('asks the same whatever order energies came back in', () => {
    const asked = ask(startSearch(definition('kriging')), 8);
    const observations = asked.candidates.map(told);
    const forward = ask(tell(asked.state, observations), 1).candidates[0];
    const backward = ask(tell(asked.state, observations.toReversed()), 1).candidates[0];
    expect(backward).toEqual(forward);
  });

  it('spreads a batch', () => {
    const state = runFor(startSearch(definition('kriging')), 8);
    const [first, ...others] = ask(state, 4).candidates;
    for (const { values } of others) {
      const apart = values.map((v, c) => Math.abs(v - first.values[c]));
      expect(Math.max(...apart)).toBeGreaterThan(0.15);
    }
  });

  it('finds the minimum of a box, between all grid points', () => {
    const column = (name: string, period: number | null) => ({
      name,
      unit: 'Å',
      period,
      mirrored: false,
      categorical: false,
    });
    let state = startSearch(
      definition('kriging', {
        space: {
          kind: 'box',
          columns: [column('dx', PERIODS[0]), column('gap', null), column('dz', PERIODS[1])],
          lower: [0, 1, 0],
          upper: [8, 2, 3.6],
          integer: [false, false, false],
        },
      }),
    );
    for (let i = 0; i < 35; i++) {
      const asked = ask(state, 1);
      state = tell(asked.state, asked.candidates.map(told));
    }
    // The lowest is 1.5 − 0.3·1.7.
    expect(searchStatus(state).best!.energyJPerM2).toBeLessThan(0.991);
  });
});

describe('priors', () => {
  const plain = definition('transfer');
  const energies = Array.from({ length: 1080 }, (_, i) => {
    const { space } = plain;
    return space.kind === 'grid' ? energy([...space.values.subarray(3 * i, 3 * i + 3)]) : 0;
  });
  const lowest = Math.min(...energies);
  const evaluations = (changes: Partial<SearchDefinition>, name: SearchMethod['name']): number => {
    let state = startSearch(definition(name, changes));
    for (let n = 1; ; n++) {
      const asked = ask(state, 1);
      state = tell(asked.state, asked.candidates.map(told));
      if (energies[asked.candidates[0].index] < lowest + 0.001 || n === 60) return n;
    }
  };
  const seeds = [1, 2, 3, 4, 5];
  const total = (priors: SearchDefinition['priors'], name: SearchMethod['name']) =>
    seeds.reduce((sum, seed) => sum + evaluations({ seed, priors }, name), 0);
  const good = { name: 'good', energies: Float64Array.from(energies, (e, i) => e + 0.02 * Math.sin(i)) };
  /** The same landscape, a third of each period away. */
  const misleading = {
    name: 'misleading',
    energies: Float64Array.from({ length: 1080 }, (_, i) => {
      const { space } = plain;
      const [dx, gap, dz] = space.kind === 'grid' ? space.values.subarray(3 * i, 3 * i + 3) : [];
      return energy([dx + PERIODS[0] / 3, gap, dz + PERIODS[1] / 3]);
    }),
  };

  it('help when they are right', () => {
    expect(total([good], 'transfer')).toBeLessThan(0.7 * total([], 'kriging'));
  });

  it('cannot hurt for long when they mislead', () => {
    expect(total([misleading], 'transfer')).toBeLessThan(total([], 'kriging') + 4 * seeds.length);
  });

  it('screening takes the best predicted ones first', () => {
    const state = startSearch(definition('screening', { priors: [good] }));
    const order = Array.from(good.energies.keys()).sort((a, b) => good.energies[a] - good.energies[b]);
    expect(ask(state, 5).candidates.map((c) => c.index)).toEqual(order.slice(0, 5));
  });
});
