import { describe, expect, it } from 'vitest';
import { createRng } from '../numerics/rng.js';
import { poissonPca } from './poisson-pca.js';
import { compositionScores } from './scores.js';

describe('compositionScores', () => {
  it('do not depend on how much there is of a pixel', () => {
    // Two spectra, ten pixels each; the thickness grows from pixel to pixel.
    const n = 50;
    const counts = Float32Array.from({ length: 20 * n }, (_, at) => {
      const [i, j] = [Math.floor(at / n), at % n];
      return (100 + (i < 10 ? j : 60 - j)) * (1 + 0.1 * i);
    });
    const pca = poissonPca(counts, { nPixels: 20, nChannels: n }, { maxRank: 2, rng: createRng(1) });
    const { values, nDims } = compositionScores(pca, 2);
    expect(nDims).toBe(1);
    const spread = Math.max(...values) - Math.min(...values);
    expect(spread).toBeGreaterThan(0.01);
    // Counts are float32: 1e-5 is a hundred of its roundings.
    for (let i = 1; i < 10; i++) expect(Math.abs(values[i] - values[0])).toBeLessThan(1e-5 * spread);
  });

  it('scatter by their standard deviation', () => {
    // Left half and right half differ in one line; within a half only counting scatters the second score.
    const rng = createRng(5);
    const n = 200;
    const counts = Float32Array.from({ length: 200 * n }, (_, at) =>
      rng.poisson(50 + (at < 100 * n && at % n < 20 ? 30 : 0)),
    );
    const { values, std } = compositionScores(
      poissonPca(counts, { nPixels: 200, nChannels: n }, { maxRank: 2, rng }),
      2,
    );
    const half = values.subarray(0, 100);
    const mean = half.reduce((a, b) => a + b) / 100;
    const scatter = Math.sqrt(half.reduce((s, v) => s + (v - mean) ** 2, 0) / 99);
    // 100 values tell a standard deviation to 7 %: three of these.
    expect(Math.abs(scatter / std[0] - 1)).toBeLessThan(0.21);
  });

  it('has no dimensions where there is one component', () => {
    const pca = poissonPca(
      new Float32Array(12).fill(5),
      { nPixels: 3, nChannels: 4 },
      { maxRank: 2, rng: createRng(1) },
    );
    expect(compositionScores(pca, 1)).toMatchObject({ nDims: 0, nPixels: 3 });
  });
});
