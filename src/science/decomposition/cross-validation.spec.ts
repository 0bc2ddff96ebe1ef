import { describe, expect, it } from 'vitest';
import { createRng } from '../numerics/rng.js';
import { crossValidatedRank, rankVerdicts } from './cross-validation.js';
import { interfaceScan } from './testing/synthetic-scans.js';

const options = (seed: number) => ({ maxRank: 6, splits: 2, rng: createRng(seed) });

describe('crossValidatedRank', () => {
  it.each([1, 2, 3])(
    'is the rank of the noise-free scan where all components can be seen (seed %i)',
    (seed) => {
      const scan = interfaceScan({ nPixels: 40, nChannels: 300, dose: 1 }, createRng(seed));
      const { rank, errors } = crossValidatedRank(scan.counts, scan, options(seed));
      expect(rank).toBe(3);
      expect(errors[0]).toBe(0);
      expect(errors[3]).toBeGreaterThan(errors[2]);
    },
  );

  it('claims nothing where there is only counting noise (10 seeds)', () => {
    const ranks = Array.from({ length: 10 }, (_, seed) => {
      const rng = createRng(seed);
      const counts = Float32Array.from({ length: 30 * 200 }, (_v, at) => rng.poisson(3 + (at % 200) / 20));
      return crossValidatedRank(counts, { nPixels: 30, nChannels: 200 }, options(seed)).rank;
    });
    expect(ranks).toEqual(Array(10).fill(1));
  });

  it('charges a component of noise its own square, in units of the scatter of an entry', () => {
    // σ² of the largest noise component is (√m + √n)² of these units; what it predicts of the other half is 0 ± 2σ.
    const rng = createRng(5);
    const counts = Float32Array.from({ length: 40 * 400 }, () => rng.poisson(50));
    const { errors } = crossValidatedRank(counts, { nPixels: 40, nChannels: 400 }, options(1));
    const edge = (Math.sqrt(40) + Math.sqrt(400)) ** 2;
    expect(Math.abs(errors[1] / edge - 1)).toBeLessThan(0.2);
  });

  it('refuses what cannot be split', () =>
    expect(() =>
      crossValidatedRank(Float32Array.of(0.5, 1), { nPixels: 1, nChannels: 2 }, options(1)),
    ).toThrow(/whole/));
});

describe('rankVerdicts', () => {
  it('puts all rules side by side', () => {
    const scan = interfaceScan({ nPixels: 40, nChannels: 300, dose: 1 }, createRng(4));
    expect(rankVerdicts(scan.counts, scan, options(1))).toMatchObject({
      noiseEdge: 3,
      gavishDonoho: 3,
      crossValidation: 3,
      noiseSource: 'poisson',
    });
    const scaled = scan.counts.map((x) => x * 1.7);
    expect(rankVerdicts(scaled, scan, options(1))).toMatchObject({
      noiseEdge: 3,
      crossValidation: null,
      noiseSource: 'measured',
    });
  });
});
