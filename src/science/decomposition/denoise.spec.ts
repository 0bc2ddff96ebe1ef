import { describe, expect, it } from 'vitest';
import { createRng } from '../numerics/rng.js';
import { denoise } from './denoise.js';
import { poissonPca } from './poisson-pca.js';
import { interfaceScan } from './testing/synthetic-scans.js';

const scanOf = (seed: number) => interfaceScan({ nPixels: 40, nChannels: 300, dose: 0.2 }, createRng(seed));
const denoised = (counts: Float32Array) => {
  const shape = { nPixels: 40, nChannels: 300 };
  const pca = poissonPca(counts, shape, { maxRank: 4, rng: createRng(1) });
  return denoise(counts, shape, { pca, rank: 3 });
};

describe('denoise', () => {
  it('brings counts nearer to the truth by what the parameters of the subspace leave', () => {
    const scan = scanOf(1);
    const { counts, warnings } = denoised(scan.counts);
    const chi = (x: Float32Array): number =>
      x.reduce((sum, v, at) => sum + (v - scan.clean[at]) ** 2 / scan.clean[at], 0) / x.length;
    expect(chi(scan.counts)).toBeGreaterThan(0.95);
    // 3·(40 + 300 − 3) parameters of 12,000 entries: 0.084; a third more for directions blurred by noise.
    expect(chi(counts)).toBeLessThan(0.084 * 1.34);
    expect(warnings).toHaveLength(1);
  });

  it('raises no alarm where the subspace shows all (20 seeds)', () => {
    const alarms = Array.from({ length: 20 }, (_, seed) => {
      const { pixels, channels } = denoised(scanOf(seed + 10).counts);
      return pixels.length + channels.length;
    });
    expect(alarms.filter((a) => a > 0).length).toBeLessThanOrEqual(1);
  });

  it('says in which pixel it hides a rare line', () => {
    const scan = scanOf(3);
    const rng = createRng(9);
    // 40 counts in each of 8 channels of one pixel, over about 100: 11 standard deviations together, below the noise edge.
    for (let j = 200; j < 208; j++) scan.counts[17 * 300 + j] += rng.poisson(40);
    const { pixels, counts, warnings } = denoised(scan.counts);
    expect(pixels.map((p) => p.index)).toEqual([17]);
    expect(pixels[0].sigmas).toBeGreaterThan(6);
    const shown = counts.subarray(17 * 300 + 200, 17 * 300 + 208).reduce((a, b) => a + b, 0);
    const measured = scan.counts.subarray(17 * 300 + 200, 17 * 300 + 208).reduce((a, b) => a + b, 0);
    expect(measured - shown).toBeGreaterThan(150);
    expect(warnings[1]).toMatch(/1 pixels hold structure/);
  });

  it('refuses components of other counts', () => {
    const scan = scanOf(1);
    const pca = poissonPca(scan.counts, scan, { maxRank: 3, rng: createRng(1) });
    expect(() => denoise(scan.counts, { nPixels: 20, nChannels: 600 }, { pca, rank: 2 })).toThrow(
      /not of these/,
    );
    expect(() => denoise(scan.counts, scan, { pca, rank: 9 })).toThrow(/rank 9/);
  });
});
