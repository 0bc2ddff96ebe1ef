import { describe, expect, it } from 'vitest';
import { createRng } from '../numerics/rng.js';
import { UNKNOWN_ACQUISITION, type SpectrumImage } from '../spectra/spectrum-image.js';
import { groupSpectra } from './group-spectra.js';
import { RunRecord } from './interpretation-input.js';
import { resolveRecipe } from './resolve-recipe.js';

const N_PIXELS = 60;
const CENTRES = [
  [0, 0],
  [30, 0],
  [0, 30],
];

const scan: SpectrumImage = {
  title: 'three kinds',
  counts: new Float32Array(N_PIXELS * 4).fill(1),
  nPixels: N_PIXELS,
  nChannels: 4,
  energy: { offsetEv: 500, scaleEv: 1, nChannels: 4 },
  navigation: [{ name: 'x', unit: 'nm', offset: 0, scale: 1, size: N_PIXELS }],
  intensityUnit: 'e-',
  acquisition: UNKNOWN_ACQUISITION,
  originalMetadata: {},
};

/** Three clouds of unit noise along the line. */
function scores() {
  const rng = createRng(7);
  const values = Float64Array.from(
    { length: 2 * N_PIXELS },
    (_, i) => CENTRES[Math.floor((3 * (i >> 1)) / N_PIXELS)][i & 1] + rng.normal(),
  );
  return { values, nPixels: N_PIXELS, nDims: 2 };
}

const truth = Array.from({ length: N_PIXELS }, (_, pixel) => Math.floor((3 * pixel) / N_PIXELS));

describe('groupSpectra', () => {
  it.each([
    { method: 'hierarchical', linkage: 'complete', nClusters: 'gap' },
    { method: 'hierarchical', linkage: 'average', nClusters: 3 },
    { method: 'k-means', nClusters: 'silhouette' },
    { method: 'gaussian-mixture', nClusters: 'bic' },
    { method: 'dbscan' },
  ])('finds the three kinds by %j', (clustering) => {
    const record = new RunRecord();
    const found = groupSpectra(scan, scores(), resolveRecipe({ clustering }), record);
    const told = found!.labels.filter((label, pixel) => label >= 0 && label !== truth[pixel]);
    expect({ nClusters: found!.nClusters, wrong: told.length }).toEqual({ nClusters: 3, wrong: 0 });
    expect(found!.meanSpectra).toHaveLength(3);
    expect(record.steps[0].method).toBe(found!.method);
    expect(found!.merges.length > 0).toBe(clustering.method === 'hierarchical');
  });

  it.each([
    [{ method: 'gaussian-mixture', metric: 'cosine' }, '/clustering/metric'],
    [{ nClusters: 'bic' }, '/clustering/nClusters'],
    [{ method: 'dbscan', nClusters: 3 }, '/clustering/nClusters'],
  ])('a recipe cannot ask for %j', (clustering, pointer) => {
    expect(() => resolveRecipe({ clustering })).toThrow(
      expect.objectContaining({ code: 'invalid-recipe', details: { pointer } }),
    );
  });
});
