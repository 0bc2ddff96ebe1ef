import { describe, expect, it } from 'vitest';
import { bestSoFar, randomExpectation } from './search-sentences.js';
import type { Evaluation } from './types.js';

const told = (energyJPerM2: number | null): Evaluation => ({ energyJPerM2 }) as Evaluation;

describe('the curve of a search', () => {
  it('falls, and passes over what failed', () => {
    expect(bestSoFar([told(null), told(1.2), told(1.4), told(null), told(0.9)])).toEqual([
      null,
      1.2,
      1.2,
      1.2,
      0.9,
    ]);
  });

  it('expects of random search what drawing every pair gives', () => {
    const energies = [3, 1, 4, 1.5];
    const pairs = energies.flatMap((a, i) => energies.slice(i + 1).map((b) => Math.min(a, b)));
    const mean = (all: number[]): number => all.reduce((a, b) => a + b, 0) / all.length;
    const expected = randomExpectation(energies, 10);
    expect(expected).toHaveLength(4);
    expect(expected[0]).toBeCloseTo(mean(energies), 12);
    expect(expected[1]).toBeCloseTo(mean(pairs), 12);
    expect(expected[3]).toBeCloseTo(1, 12);
  });
});
