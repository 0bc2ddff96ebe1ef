import { describe, expect, it } from 'vitest';
import { runSearch, type SearchRunner } from './run-search.js';
import {
  askSearch,
  changeSettings,
  newSearch,
  readSearch,
  settingsOf,
  statusOf,
  structuresIn,
  tellSearch,
  type KeptSearch,
  type Told,
} from './search-file.js';
import type { SearchHead } from './search-file-events.js';

const PERIOD = 6;
const ENERGIES = Array.from({ length: 60 }, (_, i) => 1 - 0.2 * Math.cos((2 * Math.PI * (i - 37)) / 60));

const HEAD: SearchHead = {
  kaimen: 'search',
  version: 1,
  origin: { kind: 'table', file: 'x.csv', sha256: '', leftOut: [], replay: null },
  settings: {
    method: { name: 'kriging', acquisition: 'probability-of-improvement', nInitial: 4, topK: 5 },
    seed: 1,
    budget: 12,
    toleranceJPerM2: 0,
  },
  space: {
    columns: [{ name: 'dx', unit: 'Å', period: PERIOD, mirrored: false, categorical: false }],
    labels: [null],
    values: ENERGIES.map((_, i) => i * 0.1),
    priors: [],
  },
};

const told = (index: number, energy: number | null = ENERGIES[index]): Told => ({
  index,
  energy,
  failed: energy === null ? 'it collapsed' : null,
  details: null,
});

/** A search and its file. */
function begin(): { search: KeptSearch; text: string } {
  const { file, line } = newSearch(HEAD);
  return { search: file.search!, text: line };
}

const read = (text: string): KeptSearch => readSearch(text).search!;

/** Keeps what a runner appends; `endAfter` evaluations it fails, as a killed process would. */
function runnerInto(lines: string[], parallel: number, endAfter = Infinity): SearchRunner {
  let n = 0;
  return {
    parallel,
    evaluate: async ({ index }) => {
      // Later ones of a batch come back first.
      await new Promise((resolve) => setTimeout(resolve, index % 3));
      if (++n > endAfter) throw new Error('killed');
      return { energy: ENERGIES[index], failed: null, details: { nAtoms: 54 }, extxyz: `atoms of ${index}` };
    },
    append: (more) => void lines.push(...more),
    report: () => undefined,
    cancelled: () => false,
  };
}

describe('a search in a file', () => {
  it('reads back what was asked, told, replaced and changed', () => {
    const { search, text } = begin();
    const asked = askSearch(search, 3);
    const [a, b, c] = asked.candidates.map(({ index }) => index);
    const first = tellSearch(asked.search, [told(b), told(a, null)], { replace: false });
    const second = tellSearch(first.search, [told(a)], { replace: true });
    const changed = changeSettings(second.search, { ...settingsOf(second.search), budget: 20 });
    const file = [text, asked.line, ...first.lines, ...second.lines, changed.line].join('');
    expect(read(file).state).toEqual(changed.search.state);
    expect(statusOf(read(file))).toMatchObject({ nObserved: 2, nFailed: 0, nPending: 1 });
    expect(read(file).state.pending.map(({ index }) => index)).toEqual([c]);
    expect(read(file).state.definition.budget).toBe(20);
  });

  it('keeps observations in the order in which they were asked for, however they came back', () => {
    const { search } = begin();
    const asked = askSearch(search, 4);
    const indices = asked.candidates.map(({ index }) => index);
    const back = (order: readonly number[]): KeptSearch =>
      order.reduce((s, k) => tellSearch(s, [told(indices[k])], { replace: false }).search, asked.search);
    expect(back([3, 1, 0, 2]).state).toEqual(back([0, 1, 2, 3]).state);
  });

  it('takes the same twice, refuses another energy, takes it with replace, takes what nobody asked for', () => {
    const { search } = begin();
    const once = tellSearch(search, [told(7)], { replace: false });
    expect(once.lines).toHaveLength(1);
    expect(tellSearch(once.search, [told(7)], { replace: false }).lines).toEqual([]);
    const other = [told(7, 0.5)];
    expect(() => tellSearch(once.search, other, { replace: false })).toThrow('Candidate 7 is known with');
    const replaced = tellSearch(once.search, other, { replace: true });
    expect(replaced.search.state.observations.map((o) => o.energyJPerM2)).toEqual([0.5]);
  });

  it('tells all or nothing', () => {
    const { search } = begin();
    const wrong: [Told, string][] = [
      [told(60, 1), 'no candidate 60'],
      [{ ...told(1), energy: Infinity }, 'not a finite number'],
      [{ ...told(1), failed: 'both' }, 'needs an energy or the reason'],
    ];
    for (const [one, why] of wrong) {
      expect(() => tellSearch(search, [told(2), one], { replace: false })).toThrow(why);
    }
    expect(search.state.observations).toEqual([]);
  });

  it.each([
    ['', 'Line 1 of the state file is not readable'],
    ['{"a": 1}\n', 'no state file of a search'],
    ['{"kaimen": "search", "version": 2}\n', 'of version 2'],
    [`${JSON.stringify(HEAD)}\n{"event": "t\n`, 'Line 2 of the state file is not readable'],
    [`${JSON.stringify(HEAD)}\n{"event": "dance"}\n`, 'Line 2 of the state file is no event'],
  ])('refuses %j', (text, why) => expect(() => readSearch(text)).toThrow(why));
});

describe('runSearch', () => {
  it('ends by budget, keeps every evaluation and the structures of the best', async () => {
    const { search, text } = begin();
    const lines = [text];
    const ended = await runSearch(search, runnerInto(lines, 2));
    expect(ended.stopped).toBe('budget');
    const file = lines.join('');
    expect(read(file).state).toEqual(ended.search.state);
    const { best } = statusOf(read(file));
    expect(best!.energyJPerM2).toBeLessThan(0.81);
    expect(structuresIn(file).get(best!.index)).toBe(`atoms of ${best!.index}`);
    expect(read(file).details.get(best!.index)).toEqual({ nAtoms: 54 });
  });

  it('goes on after it was killed as if it had not been', async () => {
    const { search, text } = begin();
    const whole = [text];
    await runSearch(search, runnerInto(whole, 3));
    for (const endAfter of [1, 4, 5]) {
      const lines = [text];
      await expect(runSearch(search, runnerInto(lines, 3, endAfter))).rejects.toThrow('killed');
      const before = read(lines.join(''));
      expect(before.state.observations).toHaveLength(endAfter);
      await runSearch(before, runnerInto(lines, 3));
      expect(read(lines.join('')).state).toEqual(read(whole.join('')).state);
    }
  });

  it('is stopped between batches', async () => {
    const { search, text } = begin();
    const lines = [text];
    let evaluated = 0;
    const runner = runnerInto(lines, 2);
    const ended = await runSearch(search, {
      ...runner,
      report: (now) => void (evaluated = now.state.observations.length),
      cancelled: () => evaluated >= 4,
    });
    expect(ended.stopped).toBe('cancelled');
    expect(ended.search.state.observations).toHaveLength(4);
  });
});
