import { describe, expect, it } from 'vitest';
import { createRng } from '../numerics/rng.js';
import { groupPoints } from './group-points.js';

describe('groupPoints', () => {
  const rng = createRng(3);
  const points = Float64Array.from({ length: 900 * 2 }, (_, at) => rng.normal() + (at < 900 ? 8 : 0));
  const shape = { nPoints: 900, nDims: 2 };
  const groups = groupPoints(points, shape, 40, createRng(1));

  it('gives every point a leaf, and leaves the means of their points', () => {
    expect(groups.nLeaves).toBeLessThanOrEqual(40);
    expect(groups.nLeaves).toBeGreaterThan(30);
    expect(groups.weights.reduce((a, b) => a + b, 0)).toBe(900);
    const sum = new Float64Array(groups.nLeaves * 2);
    points.forEach((x, at) => (sum[groups.leafOfPoint[at >> 1] * 2 + (at & 1)] += x));
    sum.forEach((s, at) => expect(groups.centres[at]).toBeCloseTo(s / groups.weights[at >> 1], 10));
  });

  it('never puts two far clouds into one leaf', () => {
    const cloudOf = new Map<number, Set<boolean>>();
    groups.leafOfPoint.forEach((leaf, i) => cloudOf.set(leaf, (cloudOf.get(leaf) ?? new Set()).add(i < 450)));
    cloudOf.forEach((clouds) => expect(clouds.size).toBe(1));
  });

  it('gives the same for the same seed, and fewer leaves for equal points', () => {
    expect(groupPoints(points, shape, 40, createRng(1))).toEqual(groups);
    expect(groupPoints(new Float64Array(60), { nPoints: 60, nDims: 1 }, 8, createRng(1)).nLeaves).toBe(1);
  });
});
