import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { inOrderOfAppearance } from '../clustering/cut.js';
import type { Linkage } from '../clustering/hierarchical.js';
import type { Metric } from '../clustering/metric.js';
import { clusterSpectra, type SpectraClusterOptions } from './cluster-spectra.js';
import { leafOrder } from './explain-spectra.js';

const file = new URL('../../../test/reference/structure-clusters.json', import.meta.url);
const { cases, nChannels, spectra } = JSON.parse(readFileSync(file, 'utf8')) as {
  nChannels: number;
  spectra: number[];
  cases: {
    metric: Metric;
    linkage: Linkage;
    cuts: Record<string, number[]>;
    silhouettes: Record<string, number>;
    height: number;
    atHeight: number[];
  }[];
};
const points = Float64Array.from(spectra);
const OPTIONS: SpectraClusterOptions = {
  metric: 'cosine',
  linkage: 'ward',
  clusters: 'silhouette',
  maxClusters: 8,
  seed: 1,
};

const partOf = (labels: ArrayLike<number>): number[] => [...inOrderOfAppearance(Int32Array.from(labels))];

describe.each(cases)(
  'scipy: $linkage linkage of $metric distances',
  ({ metric, linkage, cuts, silhouettes, height, atHeight }) => {
    it.each(Object.keys(cuts))('has the same %s clusters, the largest first', (k) => {
      const found = clusterSpectra(points, nChannels, { ...OPTIONS, metric, linkage, clusters: Number(k) });
      expect(partOf(found.labels)).toEqual(partOf(cuts[k]));
      expect(found.silhouette).toBeCloseTo(silhouettes[k], 10);
      const sizes = Array.from(
        { length: found.nClusters },
        (_, c) => found.labels.filter((l) => l === c).length,
      );
      expect(sizes).toEqual(sizes.toSorted((a, b) => b - a));
    });

    it('has the same clusters at a height', () => {
      const found = clusterSpectra(points, nChannels, {
        ...OPTIONS,
        metric,
        linkage,
        clusters: { atHeight: height },
      });
      expect(partOf(found.labels)).toEqual(partOf(atHeight));
      expect(found.cutHeight).toBe(height);
    });
  },
);

describe('clusterSpectra', () => {
  it('chooses the number of the largest width', () => {
    const { nClusters, silhouettes, criterion } = clusterSpectra(points, nChannels, OPTIONS);
    const largest = silhouettes.reduce((a, b) => (b.width > a.width ? b : a));
    expect(nClusters).toBe(largest.k);
    expect(criterion).toMatch(/silhouette/);
  });

  it('orders leaves so that the members of each merge stand together', () => {
    const { merges, nLeaves } = clusterSpectra(points, nChannels, OPTIONS);
    const place = new Map(leafOrder(merges, nLeaves).map((leaf, at) => [leaf, at]));
    expect(place.size).toBe(nLeaves);
    const members: number[][] = [...Array(nLeaves).keys()].map((leaf) => [place.get(leaf)!]);
    for (const [a, b] of merges) {
      const both = [...members[a], ...members[b]].sort((x, y) => x - y);
      expect(both.at(-1)! - both[0]).toBe(both.length - 1);
      members.push(both);
    }
  });

  it.each([0, 37, 1.5])('refuses %d clusters', (clusters) => {
    expect(() => clusterSpectra(points, nChannels, { ...OPTIONS, clusters })).toThrow(/clusters/);
  });
});
