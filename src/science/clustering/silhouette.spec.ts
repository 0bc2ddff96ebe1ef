import { describe, expect, it } from 'vitest';
import { pairwiseDistances } from './metric.js';
import { silhouetteWidth } from './silhouette.js';

const width = (points: number[], labels: number[], weights?: number[]): number =>
  silhouetteWidth(
    pairwiseDistances(Float64Array.from(points), { nPoints: points.length, nDims: 1 }),
    Int32Array.from(labels),
    weights && Float64Array.from(weights),
  );

describe('silhouetteWidth', () => {
  it('is what one finds by hand', () => {
    // a = 1, b = 9.5 and 8.5 for the left pair, the mirror for the right one.
    const expected = (2 * (1 - 1 / 10.5) + 2 * (1 - 1 / 9.5)) / 4;
    expect(width([0, 1, 10, 11], [0, 0, 1, 1])).toBeCloseTo(expected, 14);
  });

  it('is 0 for one cluster and for points alone', () => {
    expect(width([0, 1, 2], [0, 0, 0])).toBe(0);
    expect(width([0, 1], [0, 1])).toBe(0);
  });

  it('counts a point of weight 2 as two', () => {
    expect(width([0, 1, 10], [0, 0, 1], [2, 1, 3])).toBeCloseTo(
      width([0, 0, 1, 10, 10, 10], [0, 0, 0, 1, 1, 1]),
      14,
    );
  });
});
