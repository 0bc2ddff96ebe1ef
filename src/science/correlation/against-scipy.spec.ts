import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { createRng } from '../numerics/rng.js';
import { adjustP } from './adjust-p.js';
import { correlate } from './correlate.js';

interface Expected {
  readonly estimate: number;
  readonly p: number;
  readonly interval: [number, number];
}
type Methods = Record<'pearson' | 'spearman' | 'kendall', Expected>;
interface Reference {
  readonly pairs: (Methods & { name: string; n: number; x: (number | null)[]; y: (number | null)[] })[];
  readonly bootstrap: (Record<'pearson' | 'spearman' | 'kendall', [number, number]> & {
    x: number[];
    y: number[];
  })[];
  readonly ps: number[];
  readonly adjusted: Record<'bh' | 'holm' | 'bonferroni', number[]>;
}

const file = new URL('../../../test/reference/correlation.json', import.meta.url);
const reference = JSON.parse(readFileSync(file, 'utf8')) as Reference;
const METHODS = ['pearson', 'spearman', 'kendall'] as const;
const column = (values: (number | null)[]): Float64Array => Float64Array.from(values, (v) => v ?? Number.NaN);

// Tolerances are those that users are promised: sums of some hundred numbers leave 1e-14, tails 1e-11.
describe.each(reference.pairs)('correlation of $name, as SciPy', (pair) => {
  it.each(METHODS)('%s', (method) => {
    const expected = pair[method];
    const found = correlate(column(pair.x), column(pair.y), { method });
    expect(found.n).toBe(pair.n);
    expect(Math.abs(found.estimate! - expected.estimate)).toBeLessThan(1e-12);
    expect(Math.abs(found.p! - expected.p)).toBeLessThan(1e-9 * expected.p);
    expect(Math.abs(found.interval!.low - expected.interval[0])).toBeLessThan(1e-9);
    expect(Math.abs(found.interval!.high - expected.interval[1])).toBeLessThan(1e-9);
  });
});

describe('bootstrap intervals, as SciPy', () => {
  it.each(METHODS)('%s', (method) => {
    for (const { x, y, [method]: ends } of reference.bootstrap) {
      const bootstrap = { nResamples: 9999, rng: createRng(1) };
      const found = correlate(column(x), column(y), { method, bootstrap }).bootstrap!;
      // Two draws of 9,999 samples differ by some thousandths at their 2.5 % ends.
      expect(Math.abs(found.low! - ends[0])).toBeLessThan(0.02);
      expect(Math.abs(found.high! - ends[1])).toBeLessThan(0.02);
      expect(found.reason).toBeNull();
    }
  });
});

describe('adjusted p, as statsmodels', () => {
  it.each(['bh', 'holm', 'bonferroni'] as const)('%s', (adjustment) => {
    const { adjusted, familySize } = adjustP([null, ...reference.ps], adjustment);
    expect(familySize).toBe(reference.ps.length);
    expect(adjusted[0]).toBeNull();
    reference.adjusted[adjustment].forEach((p, i) => expect(adjusted[i + 1]).toBeCloseTo(p, 14));
  });

  it('none leaves p as it is, and what is no p is refused', () => {
    expect(adjustP([0.2, null, 0.01], 'none')).toEqual({ adjusted: [0.2, null, 0.01], familySize: 2 });
    expect(adjustP([], 'bh')).toEqual({ adjusted: [], familySize: 0 });
    expect(() => adjustP([Number.NaN], 'holm')).toThrow('between 0 and 1');
  });
});
