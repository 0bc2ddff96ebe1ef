import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { pairColumns, prepareColumn } from './column.js';
import { kendallScorer, rowScores, tauB } from './kendall.js';
import { onceEach } from './statistic.js';

const few = fc.array(fc.tuple(fc.integer({ min: 0, max: 9 }), fc.integer({ min: 0, max: 9 })), {
  minLength: 2,
  maxLength: 40,
});
const pairOf = (rows: [number, number][]) =>
  pairColumns(
    prepareColumn(Float64Array.from(rows, (row) => row[0])),
    prepareColumn(Float64Array.from(rows, (row) => row[1])),
  );

/** All pairs one by one, O(n²). */
function naive(rows: [number, number][], weights: ArrayLike<number>) {
  const counted = rows.flatMap((row, i) => Array.from({ length: weights[i] }, () => row));
  let [concordant, discordant, tiedX, tiedY] = [0, 0, 0, 0];
  for (let i = 0; i < counted.length; i++)
    for (let j = 0; j < i; j++) {
      const dx = Math.sign(counted[i][0] - counted[j][0]);
      const dy = Math.sign(counted[i][1] - counted[j][1]);
      if (dx === 0) tiedX++;
      if (dy === 0) tiedY++;
      if (dx * dy > 0) concordant++;
      if (dx * dy < 0) discordant++;
    }
  const nPairs = (counted.length * (counted.length - 1)) / 2;
  return { nPairs, concordantLessDiscordant: concordant - discordant, tiedX, tiedY };
}

describe('Kendall’s pairs, against all pairs one by one', () => {
  it('each row once', () => {
    fc.assert(
      fc.property(few, (rows) => {
        expect(kendallScorer(pairOf(rows))(onceEach(rows.length))).toEqual(
          naive(rows, onceEach(rows.length)),
        );
      }),
      { numRuns: 300, seed: 1 },
    );
  });

  it('rows with weights, one scorer used twice', () => {
    const weighted = few.chain((rows) =>
      fc.tuple(
        fc.constant(rows),
        fc.array(fc.integer({ min: 0, max: 4 }), { minLength: rows.length, maxLength: rows.length }),
      ),
    );
    fc.assert(
      fc.property(weighted, ([rows, weights]) => {
        const scorer = kendallScorer(pairOf(rows));
        scorer(onceEach(rows.length));
        expect(scorer(Float64Array.from(weights))).toEqual(naive(rows, weights));
      }),
      { numRuns: 300, seed: 2 },
    );
  });

  it('what a row adds', () => {
    fc.assert(
      fc.property(few, (rows) => {
        const scores = rowScores(pairOf(rows));
        rows.forEach(([x, y], i) => {
          const expected = rows.reduce((sum, [u, v]) => sum + Math.sign(u - x) * Math.sign(v - y), 0);
          expect(scores[i]).toBe(expected);
        });
      }),
      { numRuns: 300, seed: 3 },
    );
  });

  it('has no τ-b where one column has a single value', () => {
    expect(tauB(kendallScorer(pairOf([[1, 2], [1, 3], [1, 4]]))(onceEach(3)))).toBeNull(); // prettier-ignore
  });
});
