import { describe, expect, it } from 'vitest';
import { createRng } from '../numerics/rng.js';
import { segment, type WeightedLine } from './segmentation.js';

function line(values: readonly number[], nDims: number, weights?: readonly number[]): WeightedLine {
  return {
    values: Float64Array.from(values),
    weights: Float64Array.from(weights ?? values.map(() => 1)),
    nPositions: values.length / nDims,
    nDims,
  };
}

/** Weighted sum of squares of [from, to), the slow way. */
function cost({ values, weights, nDims }: WeightedLine, from: number, to: number): number {
  let total = 0;
  for (let d = 0; d < nDims; d++) {
    let [w, wx] = [0, 0];
    for (let i = from; i < to; i++) {
      w += weights[i * nDims + d];
      wx += weights[i * nDims + d] * values[i * nDims + d];
    }
    for (let i = from; i < to; i++) total += weights[i * nDims + d] * (values[i * nDims + d] - wx / w) ** 2;
  }
  return total;
}

describe('segment', () => {
  it('is the best of all segmentations', () => {
    const rng = createRng(2);
    const data = line(
      Array.from({ length: 28 }, () => 1e3 + rng.normal()),
      2,
      Array.from({ length: 28 }, () => 0.5 + rng.uniform()),
    );
    let best: number[] = [];
    let least = Infinity;
    for (let a = 2; a <= 10; a++) {
      for (let b = a + 2; b <= 12; b++) {
        const total = cost(data, 0, a) + cost(data, a, b) + cost(data, b, 14);
        if (total < least) [best, least] = [[a, b], total];
      }
    }
    expect(segment(data, 2, 2)).toEqual(best);
  });

  it('finds the boundaries of three levels', () => {
    expect(segment(line([1, 1, 1, 5, 5, 2, 2, 2], 1), 2, 2)).toEqual([3, 5]);
  });

  it('looks past values without weight, and answers null on a line too short', () => {
    expect(segment(line([1, 1, 99, 5, 5, 5], 1, [1, 1, 0, 1, 1, 1]), 1, 1)?.[0]).toBeGreaterThanOrEqual(2);
    expect(segment(line([1, 2, 3, 4], 1), 2, 2)).toBeNull();
  });
});
