import { describe, expect, it } from 'vitest';
import { createRng } from '../numerics/rng.js';
import { simplexVolumePixels, vertexComponents } from './endmembers.js';
import { poissonPca, type PoissonPca } from './poisson-pca.js';

const [m, n] = [60, 120];
const PURE = [7, 23, 51];
const line = (j: number, centre: number): number => 0.2 + Math.exp(-0.5 * ((j - centre) / 6) ** 2);

/** Mixtures of three spectra of changing thickness, three pixels pure. */
function mixture(): PoissonPca {
  const rng = createRng(2);
  const counts = new Float32Array(m * n);
  for (let i = 0; i < m; i++) {
    const raw = [rng.uniform(), rng.uniform(), rng.uniform()].map((x) => 0.1 + x);
    const sum = raw.reduce((a, b) => a + b, 0);
    const pure = PURE.indexOf(i);
    const f = pure < 0 ? raw.map((x) => x / sum) : [0, 1, 2].map((k) => (k === pure ? 1 : 0));
    const dose = 2e4 * (1 + rng.uniform());
    for (let j = 0; j < n; j++) {
      counts[i * n + j] = rng.poisson(dose * (f[0] * line(j, 30) + f[1] * line(j, 60) + f[2] * line(j, 90)));
    }
  }
  return poissonPca(counts, { nPixels: m, nChannels: n }, { maxRank: 5, rng: createRng(1) });
}

describe('endmembers', () => {
  const pca = mixture();
  it.each([
    ['vertex components, seed 1', () => vertexComponents(pca, 3, createRng(1))],
    ['vertex components, seed 2', () => vertexComponents(pca, 3, createRng(2))],
    ['simplex volume', () => simplexVolumePixels(pca, 3)],
  ])('are the pure pixels and their spectra: %s', (_, find) => {
    const { pixels, spectra, count } = find();
    expect([...pixels].sort((a, b) => a - b)).toEqual(PURE);
    for (let p = 0; p < count; p++) {
      const centre = 30 * (PURE.indexOf(pixels[p]) + 1);
      const row = spectra.subarray(p * n, (p + 1) * n);
      expect(row.reduce((a, b) => a + b, 0)).toBeCloseTo(1, 12);
      const total = Array.from({ length: n }, (__, j) => line(j, centre)).reduce((a, b) => a + b, 0);
      // 2·10⁴ counts a channel: 1 % is more than their scatter.
      for (let j = 0; j < n; j += 7) expect(Math.abs(row[j] * total - line(j, centre))).toBeLessThan(0.02);
    }
  });

  it('refuses more than there are components', () => {
    expect(() => simplexVolumePixels(pca, 6)).toThrow(/endmembers/);
    expect(() => vertexComponents(pca, 0, createRng(1))).toThrow(/endmembers/);
  });
});
