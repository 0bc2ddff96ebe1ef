import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { explainSpectra } from './explain-spectra.js';
import { predictSpectrum } from './predict-spectrum.js';
import { rowsOf, type SiteSpectra } from './site-spectra.js';
import type { ExplainOptions } from './structure-tree.js';
import { madeUpSites } from './testing/made-up-sites.js';

const SITES = madeUpSites();
const OPTIONS: ExplainOptions = {
  rangeEv: null,
  broadenEv: 0.5,
  metric: 'cosine',
  linkage: 'average',
  clusters: 'silhouette',
  maxClusters: 6,
  seed: 1,
  criterion: 'entropy',
  maxDepth: 4,
  minLeaf: 3,
  pruning: 'least-error',
  nFolds: 6,
  outerFolds: null,
  importanceRepeats: 10,
};
const ORIGIN = { software: { name: 'kaimen', version: '0' }, inputs: [{ name: 'sites', sha256: 'ab' }] };
const tree = explainSpectra(SITES, OPTIONS, ORIGIN);

describe('explainSpectra', () => {
  it('finds the planted kinds and says by what they differ', () => {
    expect(tree.clusters.map(({ nSites, nGroups }) => [nSites, nGroups])).toEqual([
      [12, 4],
      [12, 4],
      [12, 4],
    ]);
    SITES.kinds.forEach((kind, i) => expect(tree.sites[i].cluster).toBe(kind));
    expect(tree.rules.length).toBe(3);
    expect(tree.rules.every(({ nSites, nRight }) => nSites === 12 && nRight === 12)).toBe(true);
    expect(tree.rules.map(({ text }) => text).join('; ')).toMatch(/M–O–M angle ≤ 1[12]\d °/);
    expect(tree.measures.routing.accuracy.value).toBe(1);
    expect(tree.measures.trainingAccuracy).toBe(1);
  });

  it('is plain JSON, and the same for the same input', () => {
    expect(JSON.parse(JSON.stringify(tree))).toEqual(tree);
    expect(explainSpectra(SITES, OPTIONS, ORIGIN)).toEqual(tree);
  });

  it('does not depend on the order of the sites', () => {
    // Kinds of unequal sizes: of equal ones the first to appear gets the lower number.
    const some = [...SITES.ids.keys()].filter((i) => i !== 4 && i !== 7 && i !== 8);
    const [nChannels, width] = [SITES.energy.nChannels, SITES.descriptors.length];
    const inOrder = (order: number[]): SiteSpectra => ({
      ...SITES,
      ids: order.map((i) => SITES.ids[i]),
      groups: order.map((i) => SITES.groups[i]),
      spectra: rowsOf(SITES.spectra, nChannels, order),
      values: rowsOf(SITES.values, width, order),
    });
    const once = explainSpectra(inOrder(some), OPTIONS, ORIGIN);
    fc.assert(
      fc.property(fc.shuffledSubarray(some, { minLength: some.length }), (order) => {
        const again = explainSpectra(inOrder(order), { ...OPTIONS, importanceRepeats: 2 }, ORIGIN);
        expect(again.rules).toEqual(once.rules);
        expect(again.nodes).toEqual(once.nodes);
        const { routing, prediction } = again.measures;
        expect(routing.confusion).toEqual(once.measures.routing.confusion);
        // Means are summed in another order.
        expect(prediction.tree.value).toBeCloseTo(once.measures.prediction.tree.value, 10);
        expect(new Map(again.sites.map(({ id, leaf }) => [id, leaf]))).toEqual(
          new Map(order.map((i) => [SITES.ids[i], once.sites[some.indexOf(i)].leaf])),
        );
      }),
      { numRuns: 10 },
    );
  });

  it('refuses one cluster', () => {
    expect(() => explainSpectra(SITES, { ...OPTIONS, clusters: 1 }, ORIGIN)).toThrow(/one cluster/);
  });

  it('refuses sites whose numbers do not fit, or whose names do not', () => {
    expect(() => explainSpectra({ ...SITES, groups: [] }, OPTIONS, ORIGIN)).toThrow(/36 sites/);
    const twice = { ...SITES, ids: SITES.ids.map(() => 'one') };
    expect(() => explainSpectra(twice, OPTIONS, ORIGIN)).toThrow(/same id/);
  });
});

describe('predictSpectrum', () => {
  it('sends each site of the tree to its own leaf, with its own structure the nearest', () => {
    tree.sites.forEach((site) => {
      const given = Object.fromEntries(tree.descriptors.map(({ name }, d) => [name, site.values[d]]));
      const { leaf, cluster, nearestSites, inDomain, mean, halfWidth90 } = predictSpectrum(tree, given);
      expect([leaf, cluster, inDomain]).toEqual([site.leaf, site.cluster, true]);
      expect(nearestSites[0]).toEqual({ id: site.id, cluster: site.cluster, distance: 0 });
      expect(mean).toBe(tree.clusters[cluster].mean);
      expect(halfWidth90!.length).toBe(tree.energy.nChannels);
    });
  });

  it('says its purity, and the same spectrum as a mixture where the leaf is pure', () => {
    const { purity, nSites, shares, mixture, mean } = predictSpectrum(tree, { distance: 2.2, angle: 100 });
    expect([purity, nSites]).toEqual([1, 12]);
    expect(shares).toEqual([0, 1, 0]);
    mixture.forEach((y, ch) => expect(y).toBeCloseTo(mean[ch], 12));
  });

  it('says when a structure lies outside what it knows', () => {
    const { inDomain, reasons } = predictSpectrum(tree, { distance: 2.2, angle: 179 });
    expect(inDomain).toBe(false);
    expect(reasons[0]).toMatch(/M–O–M angle 179 ° lies outside/);
  });

  it.each([
    ['what it does not know', { distance: 2, angle: 100, colour: 1 }, /no descriptor "colour"/],
    ['what is left out but asked for', { distance: 2.2 }, /asks for "angle"/],
    ['what is no number', { distance: NaN, angle: 100 }, /no number/],
  ])('refuses %s', (_, given: Record<string, number>, why) => {
    expect(() => predictSpectrum(tree, given)).toThrow(why);
  });
});
