import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { createRng } from '../numerics/rng.js';
import { adjustedRandIndex, clusterwiseJaccard } from './agreement.js';
import { cut, inOrderOfAppearance } from './cut.js';
import { dbscan, namedInOrder } from './dbscan.js';
import { gaussianMixture, type CovarianceType } from './gaussian-mixture.js';
import { hierarchicalClustering, type Linkage } from './hierarchical.js';
import { kMeans } from './k-means.js';
import { pairwiseDistances, type Metric } from './metric.js';
import { silhouetteWidth } from './silhouette.js';

interface Known {
  trees: {
    nPoints: number;
    nDims: number;
    points: number[];
    distances: Record<Metric, number[]>;
    labels: number[];
    silhouettes: Record<Metric, number>;
    trees: {
      metric: Metric;
      linkage: Linkage;
      merges: [number, number, number, number][];
      cuts: Record<string, number[]>;
    }[];
  };
  blobs: {
    nPoints: number;
    nDims: number;
    points: number[];
    kMeans: Record<string, { inertia: number; labels: number[] }>;
    mixtures: Record<string, { logLikelihood: number; bic: number; labels: number[] }>;
    dbscan: { radius: number; minPoints: number; labels: number[]; core: number[] }[];
  };
  agreement: { a: number[]; b: number[]; adjustedRand: number }[];
}
const file = new URL('../../../test/reference/clustering.json', import.meta.url);
const { trees, blobs, agreement } = JSON.parse(readFileSync(file, 'utf8')) as Known;
const treePoints = Float64Array.from(trees.points);
const points = Float64Array.from(blobs.points);
const named = (labels: number[]): Int32Array => inOrderOfAppearance(Int32Array.from(labels));

describe.each(['euclidean', 'cosine', 'correlation'] as const)('scipy: %s', (metric) => {
  const distance = pairwiseDistances(treePoints, trees, metric);

  it('has the same distances (to rounding)', () => {
    const n = trees.nPoints;
    let at = 0;
    for (let i = 0; i < n; i++)
      for (let j = i + 1; j < n; j++)
        expect(distance[i * n + j]).toBeCloseTo(trees.distances[metric][at++], 12);
  });

  it('has the same silhouette width', () => {
    const labels = inOrderOfAppearance(Int32Array.from(trees.labels));
    expect(silhouetteWidth(distance, labels)).toBeCloseTo(trees.silhouettes[metric], 12);
  });
});

describe.each(trees.trees)('scipy: $linkage of $metric', ({ metric, linkage, merges, cuts }) => {
  const tree = hierarchicalClustering(treePoints, trees, { linkage, metric });

  it('has the same merges', () => {
    tree.merges.forEach(([a, b, height, size], k) => {
      expect([a, b, size]).toEqual([merges[k][0], merges[k][1], merges[k][3]]);
      expect(height).toBeCloseTo(merges[k][2], 11);
    });
  });

  it.each(Object.keys(cuts))('has the same %s clusters', (k) => {
    expect(cut(tree.merges, trees.nPoints, Number(k))).toEqual(named(cuts[k]));
  });
});

describe('scikit-learn', () => {
  it.each(Object.keys(blobs.kMeans))('k-means into %s: same inertia and labels', (k) => {
    const fit = kMeans(points, blobs, { nClusters: Number(k), rng: createRng(1), nRestarts: 20 });
    // Both are the best of many starts: the same minimum, to rounding.
    expect(fit.withinSumOfSquares / blobs.kMeans[k].inertia).toBeCloseTo(1, 10);
    expect(fit.labels).toEqual(named(blobs.kMeans[k].labels));
    expect(fit.converged).toBe(true);
  });

  it.each(Object.keys(blobs.mixtures))('Gaussian mixture %s: same likelihood, BIC and labels', (key) => {
    const [covariance, k] = key.split(' ') as [CovarianceType, string];
    const nClusters = Number(k);
    const options = {
      rng: createRng(1),
      covariance,
      regularisation: 1e-6,
      tolerance: 1e-9,
      maxIterations: 3000,
    };
    const fit = gaussianMixture(points, blobs, { nClusters, ...options });
    const known = blobs.mixtures[key];
    // EM converges linearly: what the tolerance per point leaves over 120 points.
    expect(Math.abs(fit.logLikelihood - known.logLikelihood)).toBeLessThan(1e-4);
    expect(Math.abs(fit.bic - known.bic)).toBeLessThan(2e-4);
    expect(fit.labels).toEqual(named(known.labels));
    expect(fit.converged).toBe(true);
  });

  it.each(blobs.dbscan)(
    'DBSCAN within $radius: same cores and noise',
    ({ radius, minPoints, labels, core }) => {
      const found = dbscan(pairwiseDistances(points, blobs), blobs.nPoints, { radius, minPoints });
      const at = (all: ArrayLike<number>): Int32Array => namedInOrder(Int32Array.from(core, (i) => all[i]));
      expect(at(found)).toEqual(at(labels));
      expect([...found].map((l) => l < 0)).toEqual(labels.map((l) => l < 0));
      // Border points between two clusters go to the nearest here, to the first found there.
      expect(adjustedRandIndex(found, Int32Array.from(labels))).toBeGreaterThan(0.95);
    },
  );

  it.each(agreement)('adjusted Rand index $adjustedRand', ({ a, b, adjustedRand }) => {
    expect(adjustedRandIndex(Int32Array.from(a), Int32Array.from(b))).toBeCloseTo(adjustedRand, 12);
  });
});

describe('clusterwiseJaccard', () => {
  it('is what one finds by hand', () => {
    const [a, b] = [Int32Array.from([0, 0, 0, 1, 1]), Int32Array.from([1, 1, 0, 0, 0])];
    expect([...clusterwiseJaccard(a, b)]).toEqual([2 / 3, 2 / 3]);
    expect(() => clusterwiseJaccard(a, Int32Array.of(1))).toThrow(/cannot be compared/);
  });
});
