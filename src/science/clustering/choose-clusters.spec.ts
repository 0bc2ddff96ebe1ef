import { describe, expect, it } from 'vitest';
import { createRng } from '../numerics/rng.js';
import { chooseClusters, type ClusterChoice } from './choose-clusters.js';
import { cut } from './cut.js';
import { hierarchicalClustering } from './hierarchical.js';
import { byTree } from './partition.js';

function choose(points: Float64Array, nDims: number, maxClusters = 8): ClusterChoice {
  const shape = { nPoints: points.length / nDims, nDims };
  const partition = byTree('ward');
  return chooseClusters(points, shape, partition(points, shape), {
    partition,
    maxClusters,
    rng: createRng(5),
  });
}

describe('chooseClusters', () => {
  it('finds three clouds of four dimensions, every point in its own', () => {
    const rng = createRng(1);
    const points = Float64Array.from({ length: 3 * 100 * 4 }, (_, at) => {
      const [cloud, dim] = [Math.floor(at / 400), at % 4];
      return (cloud === dim ? 1 : 0) + 0.05 * rng.normal();
    });
    expect(choose(points, 4).nClusters).toBe(3);
    const shape = { nPoints: 300, nDims: 4 };
    const labels = cut(hierarchicalClustering(points, shape, { linkage: 'ward' }).merges, 300, 3);
    expect(labels).toEqual(Int32Array.from({ length: 300 }, (_, i) => Math.floor(i / 100)));
  });

  it.each([1, 2, 3])(
    'answers one cluster for a Gaussian cloud of %i dimensions (19 of 20 seeds at least)',
    (nDims) => {
      const answers = Array.from({ length: 20 }, (_, seed) => {
        const rng = createRng(100 + seed);
        return choose(
          Float64Array.from({ length: 60 * nDims }, () => rng.normal()),
          nDims,
        ).nClusters;
      });
      expect(answers.filter((k) => k !== 1).length).toBeLessThanOrEqual(1);
    },
  );

  it('answers one cluster for a steady gradient', () => {
    const rng = createRng(2);
    expect(
      choose(
        Float64Array.from({ length: 64 }, (_, i) => i / 64 + 0.02 * rng.normal()),
        1,
      ).nClusters,
    ).toBe(1);
  });

  it('answers two for a line that crosses an interface smoothly', () => {
    const rng = createRng(4);
    const points = Float64Array.from(
      { length: 64 },
      (_, i) => 1 / (1 + Math.exp(-(i - 30) / 1.5)) + 0.03 * rng.normal(),
    );
    expect(choose(points, 1).nClusters).toBe(2);
  });

  it('answers one where nothing can be told', () => {
    expect(choose(Float64Array.from([1, 2, 3]), 1).nClusters).toBe(1);
    expect(choose(new Float64Array(40), 1).nClusters).toBe(1);
  });
});
