import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRng } from '../numerics/rng.js';
import { pairColumns, prepareColumn, selectPair } from './column.js';
import { correlate } from './correlate.js';
import { bootstrapInterval } from './bootstrap.js';
import { jackknife } from './jackknife.js';
import { onceEach, statisticOf } from './statistic.js';

const METHODS = ['pearson', 'spearman', 'kendall'] as const;
const rowsOf = fc.array(fc.tuple(fc.integer({ min: 0, max: 12 }), fc.integer({ min: 0, max: 12 })), {
  minLength: 4,
  maxLength: 30,
});
const pairOf = (rows: [number, number][]) =>
  pairColumns(
    prepareColumn(Float64Array.from(rows, (row) => row[0])),
    prepareColumn(Float64Array.from(rows, (row) => row[1])),
  );

describe.each(METHODS)('%s', (method) => {
  it('without each row in turn is what the other rows give', () => {
    fc.assert(
      fc.property(rowsOf, (rows) => {
        const pair = pairOf(rows);
        const expected = rows.map((_, left) => {
          const others = Int32Array.from(rows.keys()).filter((i) => i !== left);
          return statisticOf(selectPair(pair, others), method)(onceEach(rows.length - 1));
        });
        const found = jackknife(pair, method);
        if (expected.includes(null)) expect(found).toBeNull();
        else expected.forEach((r, i) => expect(Math.abs(found![i] - r!)).toBeLessThan(1e-12));
      }),
      { numRuns: 200, seed: 4 },
    );
  });

  it('of rows with weights is that of rows repeated', () => {
    fc.assert(
      fc.property(rowsOf, fc.integer(), (rows, seed) => {
        const rng = createRng(seed);
        const weights = Float64Array.from(rows, () => rng.integer(4));
        const repeated = rows.flatMap((row, i) => Array.from({ length: weights[i] }, () => row));
        fc.pre(repeated.length > 3);
        // Spearman's ranks are centred for as many rows as were drawn: n of n.
        const drawn = Float64Array.from(rows, () => 0);
        rows.forEach(() => drawn[rng.integer(rows.length)]++);
        const again = rows.flatMap((row, i) => Array.from({ length: drawn[i] }, () => row));
        const expected = statisticOf(pairOf(again), method)(onceEach(again.length));
        const found = statisticOf(pairOf(rows), method)(drawn);
        if (expected === null || found === null) expect(found).toBe(expected);
        else expect(found).toBeCloseTo(expected, 12);
      }),
      { numRuns: 200, seed: 5 },
    );
  });

  it('the same seed draws the same interval; it holds the estimate', () => {
    const rng = createRng(7);
    const x = Float64Array.from({ length: 40 }, () => rng.normal());
    const y = x.map((v) => v + rng.normal());
    const draw = (seed: number) =>
      correlate(x, y, { method, bootstrap: { nResamples: 500, rng: createRng(seed) } });
    const { bootstrap, estimate } = draw(3);
    expect(draw(3).bootstrap).toEqual(bootstrap);
    expect(draw(4).bootstrap).not.toEqual(bootstrap);
    expect(bootstrap!.low).toBeLessThan(estimate!);
    expect(bootstrap!.high).toBeGreaterThan(estimate!);
  });
});

describe('where a bootstrap can say nothing', () => {
  const options = { nResamples: 200, rng: createRng(1) };

  it('says why: all samples alike, few distinct values, too many draws', () => {
    const line = pairOf([[1, 1], [2, 2], [3, 3], [4, 4], [5, 5]]); // prettier-ignore
    expect(bootstrapInterval(line, 'spearman', 0.95, options).reason).not.toBeNull();
    const lone = pairOf([[0, 1], [0, 2], [0, 3], [0, 5], [1, 4]]); // prettier-ignore
    const { low, high, nUndefined, reason } = bootstrapInterval(lone, 'pearson', 0.95, options);
    expect([low, high]).toEqual([null, null]);
    expect(nUndefined).toBeGreaterThan(10);
    expect(reason).toContain('one value only');
    const many = { ...line, n: 1e6 };
    expect(bootstrapInterval(many, 'pearson', 0.95, { ...options, nResamples: 5000 }).reason).toContain(
      'fewer samples',
    );
  });

  it('refuses fewer than 100 samples', () => {
    expect(() => bootstrapInterval(pairOf([[1, 2], [3, 4], [5, 7]]), 'pearson', 0.95, { ...options, nResamples: 10 })).toThrow('100 samples'); // prettier-ignore
  });
});
