import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRng } from '../numerics/rng.js';
import { adjustedRandIndex } from './agreement.js';
import type { ClusterOptions } from './cluster-options.js';
import { clusterPoints } from './cluster-points.js';

const DEFAULTS: ClusterOptions = {
  method: 'hierarchical',
  linkage: 'ward',
  metric: 'euclidean',
  nClusters: 'silhouette',
  maxClusters: 6,
  seed: 1,
};

/** Peers' number 19: three centres in four dimensions, σ 0.05, 100 points each. */
function threeClouds(each = 100, seed = 1): Float64Array {
  const rng = createRng(seed);
  return Float64Array.from({ length: 3 * each * 4 }, (_, at) => {
    const [cloud, dim] = [Math.floor(at / (4 * each)), at % 4];
    return (cloud === dim ? 1 : 0) + 0.05 * rng.normal();
  });
}
const planted = (each: number): Int32Array =>
  Int32Array.from({ length: 3 * each }, (_, i) => Math.floor(i / each));

describe('three clouds of four dimensions', () => {
  const points = threeClouds();
  const shape = { nPoints: 300, nDims: 4 };
  it.each([
    ['hierarchical', 'silhouette', {}],
    ['hierarchical', 'gap', {}],
    ['hierarchical', 'gap', { linkage: 'complete' }],
    ['hierarchical', 'stability', { noiseStd: 0.05, linkage: 'average' }],
    ['hierarchical', 3, { metric: 'cosine' }],
    ['hierarchical', 3, { metric: 'correlation', linkage: 'average' }],
    ['k-means', 'silhouette', { maxClusters: 4 }],
    ['k-means', 'gap', {}],
    ['k-means', 'stability', { noiseStd: 0.05 }],
    ['k-means', 3, { metric: 'correlation' }],
    ['gaussian-mixture', 'bic', {}],
    ['gaussian-mixture', 'bic', { covariance: 'diagonal' }],
    ['dbscan', 'silhouette', {}],
    ['dbscan', 'silhouette', { radius: 0.25 }],
  ] as const)('%s, number by %s, %j: three, every point in its own', (method, nClusters, more) => {
    const found = clusterPoints(points, shape, { ...DEFAULTS, method, nClusters, ...more });
    expect(found.nClusters).toBe(3);
    if (method === 'dbscan') expect(found.nNoise).toBeLessThan(30);
    // Noise is left out of the comparison.
    const kept = [...found.labels.keys()].filter((i) => found.labels[i] >= 0);
    const of = (labels: Int32Array): Int32Array => Int32Array.from(kept, (i) => labels[i]);
    expect(adjustedRandIndex(of(found.labels), of(planted(100)))).toBe(1);
    expect(found.quality.silhouette).toBeGreaterThan(0.8);
  });
});

describe('one Gaussian cloud', () => {
  const rng = createRng(3);
  const points = Float64Array.from({ length: 120 * 2 }, () => rng.normal());
  const shape = { nPoints: 120, nDims: 2 };
  it.each([
    ['k-means', 'gap'],
    ['hierarchical', 'gap'],
    ['k-means', 'stability'],
    ['gaussian-mixture', 'bic'],
    ['dbscan', 'silhouette'],
  ] as const)('is one cluster by %s, %s', (method, nClusters) => {
    expect(clusterPoints(points, shape, { ...DEFAULTS, method, nClusters }).nClusters).toBe(1);
  });
});

describe('clusterPoints', () => {
  it('gathers many points into leaves and gives every point its label', () => {
    const points = threeClouds(800);
    const shape = { nPoints: 2400, nDims: 4 };
    for (const method of ['hierarchical', 'k-means', 'dbscan'] as const) {
      const nClusters = method === 'dbscan' ? 'silhouette' : 3;
      const found = clusterPoints(points, shape, { ...DEFAULTS, method, nClusters });
      expect(found.nLeaves).toBeLessThanOrEqual(512);
      expect(adjustedRandIndex(found.labels, planted(800))).toBeGreaterThan(0.98);
    }
  });

  it('finds clouds of different density, and calls what lies between them noise', () => {
    const rng = createRng(7);
    const points = Float64Array.from({ length: 2 * 130 }, (_, at) => {
      const i = at >> 1;
      if (i >= 120) return 40 * (rng.uniform() - 0.5);
      return i < 60 ? 0.1 * rng.normal() : 8 + rng.normal();
    });
    const found = clusterPoints(points, { nPoints: 130, nDims: 2 }, { ...DEFAULTS, method: 'dbscan' });
    expect(found.nClusters).toBe(2);
    expect(found.labels.subarray(0, 60).every((l) => l === 0 || l === -1)).toBe(true);
    expect(found.nNoise).toBeGreaterThan(5);
    expect(found.nNoise).toBeLessThan(30);
  });

  it.each([
    [{ method: 'gaussian-mixture', metric: 'cosine' }, /no cosine distance/],
    [{ nClusters: 'bic' }, /of a Gaussian mixture only/],
    [{ method: 'dbscan', nClusters: 3 }, /cannot be told/],
    [{ radius: 1 }, /'dbscan' only/],
    [{ metric: 'cosine' }, /no direction/],
  ] as const)('refuses %j', (more, message) => {
    const act = () => clusterPoints(new Float64Array(8), { nPoints: 4, nDims: 2 }, { ...DEFAULTS, ...more });
    expect(act).toThrow(message);
  });
});

describe('invariants', () => {
  const each = 12;
  const shape = { nPoints: 3 * each, nDims: 4 };
  const methods = [
    { method: 'hierarchical', linkage: 'ward' },
    { method: 'hierarchical', linkage: 'complete' },
    { method: 'k-means' },
    { method: 'gaussian-mixture', covariance: 'diagonal' },
    { method: 'dbscan' },
  ] as const;
  const labelsOf = (points: Float64Array, more: Partial<ClusterOptions>): Int32Array => {
    const nClusters = more.method === 'dbscan' ? 'silhouette' : 3;
    return clusterPoints(points, shape, { ...DEFAULTS, nClusters, ...more }).labels;
  };
  /** Rows permuted by a seeded shuffle; order[i] is where row i came from. */
  function shuffled(points: Float64Array, seed: number) {
    const rng = createRng(seed);
    const order = Array.from({ length: shape.nPoints }, (_, i) => i);
    for (let i = order.length - 1; i > 0; i--) {
      const j = rng.integer(i + 1);
      [order[i], order[j]] = [order[j], order[i]];
    }
    return { order, points: Float64Array.from(order.flatMap((i) => [...points.subarray(4 * i, 4 * i + 4)])) };
  }

  it.each(methods)('$method: names labels in order of appearance', (more) => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1e6 }), (seed) => {
        const labels = labelsOf(shuffled(threeClouds(each, seed), seed).points, more);
        let next = 0;
        for (const label of labels) {
          expect(label).toBeLessThanOrEqual(next);
          if (label === next) next += 1;
        }
      }),
      { numRuns: 10 },
    );
  });

  it.each(methods)('$method: does not depend on the order of the points', (more) => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1e6 }), (seed) => {
        const points = threeClouds(each, seed);
        const one = labelsOf(points, more);
        const other = shuffled(points, seed + 1);
        const expected = other.order.map((i) => one[i]);
        expect(adjustedRandIndex(labelsOf(other.points, more), Int32Array.from(expected))).toBe(1);
      }),
      { numRuns: 10 },
    );
  });

  it.each(methods)('$method: does not depend on origin, direction or scale', (more) => {
    const arbitrary = fc.record({
      seed: fc.integer({ min: 0, max: 1e6 }),
      shift: fc.double({ min: -10, max: 10, noNaN: true }),
      angle: fc.double({ min: 0, max: 6, noNaN: true }),
      scale: fc.double({ min: 0.01, max: 100, noNaN: true }),
    });
    fc.assert(
      fc.property(arbitrary, ({ seed, shift, angle, scale }) => {
        const points = threeClouds(each, seed);
        const moved = points.slice();
        for (let i = 0; i < moved.length; i += 4) {
          const [x, y] = [points[i], points[i + 1]];
          moved[i] = Math.cos(angle) * x - Math.sin(angle) * y;
          moved[i + 1] = Math.sin(angle) * x + Math.cos(angle) * y;
          for (let d = 0; d < 4; d++) moved[i + d] = scale * (moved[i + d] + shift);
        }
        expect(labelsOf(moved, more)).toEqual(labelsOf(points, more));
      }),
      { numRuns: 10 },
    );
  });
});
