import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRng } from '../numerics/rng.js';
import { bestSplit, sortedFeatures } from './best-split.js';
import type { LabelledTable } from './decision-tree.js';
import { impurity } from './impurity.js';
import { roundestBetween } from './roundest-between.js';

/** The largest gain of any question, found by trying every threshold and every side for what has no value. */
function exhaustive(table: LabelledTable, minLeaf: number): number {
  const rows = [...Array(table.nSamples).keys()];
  const gini = (of: number[]): number => {
    const counts = Array<number>(table.nClasses).fill(0);
    for (const row of of) counts[table.labels[row]]++;
    return of.length * impurity(counts, of.length, 'gini');
  };
  let most = 0;
  for (let f = 0; f < table.nFeatures; f++) {
    const value = (row: number): number => table.features[row * table.nFeatures + f];
    const questions = rows.flatMap((at) => [
      (row: number) => value(row) <= value(at),
      (row: number) => Number.isNaN(value(row)) || value(row) <= value(at),
    ]);
    for (const isLeft of [...questions, (row: number) => !Number.isNaN(value(row))]) {
      const left = rows.filter(isLeft);
      const right = rows.filter((row) => !isLeft(row));
      if (Math.min(left.length, right.length) < minLeaf) continue;
      most = Math.max(most, (gini(rows) - gini(left) - gini(right)) / table.nSamples);
    }
  }
  return most;
}

describe('bestSplit', () => {
  it('finds what an exhaustive search finds', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1e6 }), fc.integer({ min: 1, max: 4 }), (seed, minLeaf) => {
        const rng = createRng(seed);
        const [nSamples, nFeatures, nClasses] = [4 + rng.integer(20), 1 + rng.integer(3), 2 + rng.integer(3)];
        const table = {
          nSamples,
          nFeatures,
          nClasses,
          features: Float64Array.from({ length: nSamples * nFeatures }, () =>
            rng.uniform() < 0.2 ? NaN : rng.integer(8),
          ),
          labels: Int32Array.from({ length: nSamples }, () => rng.integer(nClasses)),
        };
        const rows = Int32Array.from({ length: nSamples }, (_, row) => row);
        const found = bestSplit(table, rows, sortedFeatures(table), { criterion: 'gini', minLeaf });
        expect(found?.gain ?? 0).toBeCloseTo(exhaustive(table, minLeaf), 12);
      }),
    );
  });

  it('does not part values that rounding made differ', () => {
    const table = {
      features: Float64Array.from([2.1055, 2.1054999999999997, 2.1055, 2.1054999999999997, 5]),
      labels: Int32Array.from([0, 1, 0, 1, 1]),
      nSamples: 5,
      nFeatures: 1,
      nClasses: 2,
    };
    const rows = Int32Array.from([0, 1, 2, 3]);
    expect(bestSplit(table, rows, sortedFeatures(table), { criterion: 'gini', minLeaf: 1 })).toBeNull();
  });
});

describe('roundestBetween', () => {
  it.each([
    [1.743, 1.761, 1.75],
    [1.6, 2.4, 2],
    [95.2, 130.7, 110],
    [-3.2, -1.1, -2],
    [1e-7, 3e-7, 2e-7],
    [1, 1 + 2e-15, 1 + 1e-15],
  ])('between %d and %d: %d', (below, above, expected) => {
    expect(roundestBetween(below, above)).toBeCloseTo(expected, 14);
  });

  it('always lies between', () => {
    fc.assert(
      fc.property(
        fc.double({ min: -1e6, max: 1e6, noNaN: true }),
        fc.double({ min: 1e-6, max: 1e3, noNaN: true }),
        (below, gap) => {
          const above = below + gap;
          const at = roundestBetween(below, above);
          expect(at > below && at < above).toBe(true);
        },
      ),
    );
  });
});
