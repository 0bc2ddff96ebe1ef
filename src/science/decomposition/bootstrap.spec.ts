import { describe, expect, it } from 'vitest';
import { createRng } from '../numerics/rng.js';
import { bootstrapErrors, type Parts } from './bootstrap.js';
import { poissonPca } from './poisson-pca.js';
import { interfaceScan } from './testing/synthetic-scans.js';

const shape = { nPixels: 30, nChannels: 200 };
const decompose = (counts: Float32Array): Parts => {
  const { components, loadings } = poissonPca(counts, shape, { maxRank: 3, rng: createRng(1) });
  return { components, loadings };
};
const run = (counts: Float32Array, seed: number, replicates: number) =>
  bootstrapErrors(decompose(counts), { count: 3, replicates, decompose, rng: createRng(seed) });

describe('bootstrapErrors', () => {
  const scan = interfaceScan({ ...shape, dose: 1 }, createRng(1));

  it('are the scatter over truly repeated scans', () => {
    const { loadingStd, componentStd, lostShare } = run(scan.counts, 2, 40);
    expect([...lostShare]).toEqual([0, 0, 0]);
    const rng = createRng(77);
    const repeats = Array.from({ length: 40 }, () =>
      decompose(Float32Array.from(scan.clean, (x) => rng.poisson(x))),
    );
    const ratio = (of: (p: Parts) => Float64Array, std: Float64Array, k: number): number => {
      const n = std.length / 3;
      let [observed, stated] = [0, 0];
      const first = of(repeats[0]).subarray(k * n, (k + 1) * n);
      const rows = repeats.map((p) => {
        const row = of(p).subarray(k * n, (k + 1) * n);
        const sign = row.reduce((s, x, i) => s + x * first[i], 0) < 0 ? -1 : 1;
        return row.map((x) => sign * x);
      });
      for (let i = 0; i < n; i++) {
        const mean = rows.reduce((s, r) => s + r[i], 0) / rows.length;
        observed += rows.reduce((s, r) => s + (r[i] - mean) ** 2, 0) / (rows.length - 1);
        stated += std[k * n + i] ** 2;
      }
      return Math.sqrt(observed / stated);
    };
    // 40 replicates on either side tell a scatter to 11 %, averaged over 30 pixels or 200 channels to less; the weak third
    // component is blurred twice in the bootstrap.
    for (let k = 0; k < 2; k++) {
      expect(Math.abs(ratio((p) => p.loadings, loadingStd, k) - 1)).toBeLessThan(0.15);
      expect(Math.abs(ratio((p) => p.components, componentStd, k) - 1)).toBeLessThan(0.15);
    }
  });

  it('give the first loading the root of its counts', () => {
    const { loadingStd } = run(scan.counts, 3, 60);
    const loadings = decompose(scan.counts).loadings;
    let ratio = 0;
    for (let i = 0; i < 30; i++) ratio += loadingStd[i] ** 2 / loadings[i] / 30;
    // 30 pixels × 60 replicates: 3.4 % for a variance, three of these.
    expect(Math.abs(ratio - 1)).toBeLessThan(0.1);
  });

  it('are the same for the same seed', () => expect(run(scan.counts, 4, 3)).toEqual(run(scan.counts, 4, 3)));

  it('say when a component is not found again', () => {
    const rng = createRng(8);
    const unsteady = (counts: Float32Array): Parts => {
      const parts = decompose(counts);
      return { ...parts, components: parts.components.map((x, at) => (at < 400 ? x : rng.normal())) };
    };
    const options = { count: 3, replicates: 5, decompose: unsteady, rng };
    expect([...bootstrapErrors(decompose(scan.counts), options).lostShare].map((x) => Math.round(x))).toEqual(
      [0, 0, 1],
    );
    expect(() => run(scan.counts, 5, 1)).toThrow(/no scatter/);
  });
});
