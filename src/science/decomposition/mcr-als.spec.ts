import { describe, expect, it } from 'vitest';
import { createRng } from '../numerics/rng.js';
import { simplexVolumePixels, vertexComponents } from './endmembers.js';
import { mcrAls } from './mcr-als.js';
import { nmf } from './nmf.js';
import { poissonPca } from './poisson-pca.js';

const shape = { nPixels: 40, nChannels: 150 };
const line = (j: number, centre: number): number => Math.exp(-0.5 * ((j - centre) / 8) ** 2) + 0.02;

function mixture(): Float32Array {
  const rng = createRng(3);
  return Float32Array.from({ length: 40 * 150 }, (_, at) => {
    const [i, j] = [Math.floor(at / 150), at % 150];
    const a = Math.max(0, Math.min(1, (30 - i) / 20));
    return rng.poisson(2000 * (a * line(j, 50) + (1 - a) * line(j, 90)));
  });
}

describe('mcrAls', () => {
  const counts = mixture();
  const pca = poissonPca(counts, shape, { maxRank: 2, rng: createRng(1) });
  const options = { rank: 2, maxIterations: 200, tolerance: 1e-7 };
  const starts: [string, Float64Array][] = [
    ['vertex components', vertexComponents(pca, 2, createRng(1)).spectra],
    ['simplex volume', simplexVolumePixels(pca, 2).spectra],
    ['NMF', nmf(counts, shape, { ...options, rng: createRng(1) }).components],
  ];

  it.each(starts)('finds the spectra of a mixture with pure pixels, from %s', (_, start) => {
    const { components, converged, lackOfFitPercent } = mcrAls(counts, shape, { ...options, start });
    expect(converged).toBe(true);
    expect(lackOfFitPercent).toBeLessThan(20);
    const sum = Array.from({ length: 150 }, (__, j) => line(j, 50)).reduce((a, b) => a + b, 0);
    const at = [0, 1].map((k) => components[k * 150 + 50] > components[k * 150 + 90]);
    expect(at[0]).not.toBe(at[1]);
    for (const k of [0, 1]) {
      const centre = at[k] ? 50 : 90;
      // Two per cent of the peak: some ten pure pixels of 2000 counts tell it to 0.7 %.
      for (let j = 0; j < 150; j += 5)
        expect(Math.abs(components[k * 150 + j] * sum - line(j, centre))).toBeLessThan(0.02);
    }
  });

  it('closes the concentrations on the counts of the pixel', () => {
    const { loadings } = mcrAls(counts, shape, { ...options, start: starts[0][1], closure: true });
    for (let i = 0; i < 40; i++) {
      const sum = counts.subarray(i * 150, (i + 1) * 150).reduce((a, b) => a + b, 0);
      expect(Math.abs((loadings[i] + loadings[40 + i]) / sum - 1)).toBeLessThan(1e-12);
    }
  });

  it('states the lack of fit of what it returns', () => {
    const found = mcrAls(counts, shape, { ...options, start: starts[0][1], weighting: 'none' });
    let [residual, power] = [0, 0];
    counts.forEach((x, at) => {
      const [i, j] = [Math.floor(at / 150), at % 150];
      const model =
        found.loadings[i] * found.components[j] + found.loadings[40 + i] * found.components[150 + j];
      residual += (x - model) ** 2;
      power += x * x;
    });
    expect(found.lackOfFitPercent).toBeCloseTo(100 * Math.sqrt(residual / power), 6);
    expect(found.explainedPercent).toBeCloseTo(100 * (1 - residual / power), 6);
  });

  it('refuses a start of another shape, or one of nothing', () => {
    expect(() => mcrAls(counts, shape, { ...options, start: new Float64Array(10) })).toThrow(
      /are not 2 spectra/,
    );
    expect(() => mcrAls(counts, shape, { ...options, start: new Float64Array(300) })).toThrow(/not above 0/);
  });
});
