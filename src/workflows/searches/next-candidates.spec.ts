import { describe, expect, it } from 'vitest';
import { createRng } from '../../science/numerics/rng.js';
import type { SearchDefinition, SearchMethod } from '../../science/search/search-types.js';
import type { CandidateState } from '../ports/search-records.js';
import { nextCandidates } from './next-candidates.js';

const PERIOD = 10;
const N = 12;

function definition(name: SearchMethod['name'], change: Partial<SearchDefinition> = {}): SearchDefinition {
  const column = { unit: 'Å', period: PERIOD, mirrored: false, categorical: false };
  return {
    space: {
      kind: 'grid',
      columns: [
        { ...column, name: 'dx' },
        { ...column, name: 'dz' },
      ],
      values: Float64Array.from({ length: 2 * N * N }, (_, k) => {
        const i = Math.floor(k / 2);
        return ((k % 2 === 0 ? i % N : Math.floor(i / N)) / N) * PERIOD;
      }),
      nCandidates: N * N,
    },
    method: { name, acquisition: 'expected-improvement', nInitial: 6, topK: 20 },
    seed: 7,
    budget: 40,
    toleranceJPerM2: 0,
    priors: [],
    ...change,
  };
}

const turn = (x: number): number => (2 * Math.PI * x) / N;
const energyOf = (index: number): number =>
  1 - 0.4 * Math.cos(turn((index % N) - 5)) - 0.2 * Math.cos(turn(Math.floor(index / N) - 2));

/** A search whose candidates come back in an order drawn by `seed`, some of them as failures. */
function run(
  given: SearchDefinition,
  parallel: number,
  seed: number,
): { order: number[]; mostOut: number; stopped: string | null } {
  const rng = createRng(seed);
  const candidates: CandidateState[] = [];
  let mostOut = 0;
  for (;;) {
    const { indices, outlook } = nextCandidates(given, candidates, parallel);
    for (const index of indices) {
      const position = candidates.length;
      candidates.push({ index, position, isTold: false, energyJPerM2: null, failed: null });
    }
    const out = candidates.filter(({ isTold }) => !isTold);
    mostOut = Math.max(mostOut, out.length);
    if (out.length === 0) {
      return { order: candidates.map(({ index }) => index), mostOut, stopped: outlook?.stopped ?? null };
    }
    expect(outlook?.stopped ?? null).toBeNull();
    const nBack = 1 + rng.integer(out.length);
    for (let k = 0; k < nBack; k++) {
      const [{ index, position }] = out.splice(rng.integer(out.length), 1);
      const back = index % 11 === 3 ? { failed: 'x' } : { energyJPerM2: energyOf(index) };
      candidates[position] = { ...candidates[position], isTold: true, ...back };
    }
  }
}

describe('nextCandidates', () => {
  it.each(['kriging', 'random', 'exhaustive'] as const)(
    'hands out the same by %s, whoever is quick, and keeps four out',
    (name) => {
      const first = run(definition(name), 4, 1);
      expect(first).toMatchObject({ mostOut: 4, stopped: 'budget' });
      expect(new Set(first.order).size).toBe(40);
      for (const seed of [2, 3, 4]) expect(run(definition(name), 4, seed)).toEqual(first);
    },
  );

  it('finds the lowest with many out at once', () => {
    const { order } = run(definition('kriging'), 8, 1);
    expect(Math.min(...order.map(energyOf))).toBeCloseTo(0.4, 12);
  });

  it('waits for what is out before it stops, and says why', () => {
    const sure = definition('kriging', { budget: null, toleranceJPerM2: 0.01 });
    const first = run(sure, 4, 1);
    expect(first.stopped).toBe('converged');
    expect(first.order.length).toBeLessThan(N * N);
    for (const seed of [2, 3]) expect(run(sure, 4, seed)).toEqual(first);
    const all = run(definition('exhaustive', { budget: null }), 16, 1);
    expect(all).toMatchObject({ stopped: 'exhausted' });
    expect(all.order).toEqual(Array.from({ length: N * N }, (_, i) => i));
  });
});
