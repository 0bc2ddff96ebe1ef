import { describe, expect, it } from 'vitest';
import { createRng } from '../numerics/rng.js';
import { fitTree, type FitOptions } from './choose-pruning.js';
import type { LabelledTable } from './decision-tree.js';
import { evaluatePrediction } from './evaluate-prediction.js';
import { leaveGroupsOut, scoreRouting } from './evaluate-routing.js';
import { permutationImportance } from './importance.js';
import { descriptorScale, structureDistance } from './nearest-structures.js';
import { prepareSpectra } from './prepare-spectra.js';
import { rowsOf, type SiteSpectra } from './site-spectra.js';
import { madeUpSites } from './testing/made-up-sites.js';

const FIT: FitOptions = { criterion: 'gini', maxDepth: 4, minLeaf: 2, pruning: 'least-error', nFolds: 6 };
const CLUSTERS = { metric: 'cosine', linkage: 'ward', clusters: 3, maxClusters: 8, seed: 1 } as const;
const SITES = madeUpSites();

const tableOf = (sites: SiteSpectra, labels: readonly number[]): LabelledTable => ({
  features: sites.values,
  nSamples: labels.length,
  nFeatures: sites.descriptors.length,
  labels: Int32Array.from(labels),
  nClasses: 3,
});
const table = tableOf(SITES, SITES.kinds);

/** Descriptors that have nothing to do with the kinds. */
function byChance(): SiteSpectra {
  const rng = createRng(8);
  return { ...SITES, values: SITES.values.map(() => rng.normal()) };
}

describe('fitTree', () => {
  it('keeps the questions that tell, and cuts back those of chance', () => {
    const { tree, trials } = fitTree(table, SITES.groups, FIT);
    const asked = tree.nodes.flatMap(({ split }) =>
      split === null ? [] : [SITES.descriptors[split.feature].name],
    );
    expect(new Set(asked)).toEqual(new Set(['distance', 'angle']));
    expect(trials.at(-1)!.nLeaves).toBe(1);
    expect(trials.find(({ nLeaves }) => nLeaves === 3)!.error).toBe(0);
  });

  it('comes back as its root where nothing tells', () => {
    const many = madeUpSites(30);
    const rng = createRng(4);
    // One class is the commonest by far: of even ones leaving a group out makes its own class the rarest.
    const kinds = many.kinds.map((_, i) => [0, 0, 0, 1, 2][Math.floor(i / 3) % 5]);
    const chance = tableOf({ ...many, values: many.values.map(() => rng.normal()) }, kinds);
    const { tree } = fitTree(chance, many.groups, {
      ...FIT,
      pruning: 'one-standard-error',
    });
    expect(tree.nodes.length).toBe(1);
  });

  it('takes a cost, or none', () => {
    expect(fitTree(table, SITES.groups, { ...FIT, pruning: Infinity }).tree.nodes.length).toBe(1);
    expect(fitTree(table, SITES.groups, { ...FIT, pruning: 'none' }).trials).toEqual([]);
    expect(() => fitTree(table, SITES.groups, { ...FIT, pruning: -1 })).toThrow(/costs/);
  });
});

describe('scoreRouting', () => {
  it('is right where a descriptor decides', () => {
    const score = scoreRouting(table, SITES.groups, leaveGroupsOut(table, SITES.groups, FIT, null));
    expect(score).toMatchObject({
      accuracy: { value: 1, std: 0 },
      balancedAccuracy: 1,
      nRefused: 0,
      nGroups: 12,
    });
    expect(score.confusion).toEqual([
      [12, 0, 0],
      [0, 12, 0],
      [0, 0, 12],
    ]);
  });

  it('is no better than chance where nothing does', () => {
    const chance = tableOf(byChance(), SITES.kinds);
    const score = scoreRouting(chance, SITES.groups, leaveGroupsOut(chance, SITES.groups, FIT, null));
    expect(score.accuracy.value).toBeLessThan(0.6);
  });
});

describe('permutationImportance', () => {
  const leftOut = leaveGroupsOut(table, SITES.groups, FIT, null);
  const found = permutationImportance(
    table,
    leftOut,
    [
      { name: 'distance', features: [0] },
      { name: 'chance', features: [2] },
      { name: 'all', features: [0, 1, 2] },
    ],
    { repeats: 10, rng: createRng(1) },
  );
  it('needs two mixings for its error', () => {
    expect(() => permutationImportance(table, leftOut, [], { repeats: 1, rng: createRng(1) })).toThrow(/two/);
  });

  it('is nothing for what the trees do not ask, and all that chance leaves for everything', () => {
    expect(found[1]).toEqual({ name: 'chance', accuracyLost: 0, std: 0 });
    expect(found[0].accuracyLost).toBeGreaterThanOrEqual(0);
    // Three even classes: mixed up, a third stays right.
    expect(Math.abs(found[2].accuracyLost - 2 / 3)).toBeLessThan(4 * found[2].std);
  });
});

describe('evaluatePrediction', () => {
  const prepared = {
    ...SITES,
    ...prepareSpectra(SITES.spectra, SITES.energy, { rangeEv: null, broadenEv: 0 }),
  };

  it('predicts as well as the best cluster, and far better than the mean, where a descriptor decides', () => {
    const score = evaluatePrediction(prepared, CLUSTERS, FIT, null);
    expect(score.tree).toEqual(score.bestCluster);
    expect(score.routedToNearest.value).toBe(1);
    expect(score.tree.value).toBeLessThan(0.1 * score.meanSpectrum.value);
    expect(score.treeLessMean.value + 3 * score.treeLessMean.std!).toBeLessThan(0);
    // Members scatter alike, so the band of a normal distribution, 1.64, is about right.
    expect(score.bandScale90!).toBeGreaterThan(1.3);
    expect(score.bandScale90!).toBeLessThan(2.2);
  });

  it('does not beat the mean spectrum by chance', () => {
    const score = evaluatePrediction({ ...prepared, values: byChance().values }, CLUSTERS, FIT, null);
    expect(score.treeLessMean.value).toBeGreaterThan(-2 * score.treeLessMean.std!);
  });

  it('uses nothing of the group left out', () => {
    const own = prepared.spectra.slice();
    const { nChannels } = prepared.energy;
    for (let i = 0; i < 3 * nChannels; i++) own[i] = i % nChannels > 50 ? 6 : 0;
    const four = evaluatePrediction({ ...prepared, spectra: own }, { ...CLUSTERS, clusters: 4 }, FIT, null);
    // A shape that only this group has would be a cluster of its own, found without error, had it been seen.
    expect(four.bestCluster.value).toBeGreaterThan((3 / 36) * 0.8);
  });
});

describe('structureDistance', () => {
  it('is in standard deviations; a value that both lack is no difference, one that one lacks counts √2', () => {
    const values = Float64Array.from([1, NaN, 5, 3, 10, 5, 5, 20, 5]);
    const scale = descriptorScale(values, 3);
    expect([...scale.std].map((s) => Number(s.toFixed(12)))).toEqual([
      2,
      Number(Math.sqrt(50).toFixed(12)),
      0,
    ]);
    expect(structureDistance([1, NaN, 5], [5, NaN, 9], scale)).toBeCloseTo(Math.sqrt(4 / 2), 12);
    expect(structureDistance([1, 10, 5], [1, NaN, 5], scale)).toBeCloseTo(1, 12);
    expect(rowsOf(values, 3, [2])).toEqual(Float64Array.from([5, 20, 5]));
  });
});
