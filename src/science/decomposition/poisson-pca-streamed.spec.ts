import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { createRng } from '../numerics/rng.js';
import { blocksOfCounts } from './count-blocks.js';
import { poissonPcaStreamed } from './poisson-pca-streamed.js';
import { poissonPca, type PoissonPca } from './poisson-pca.js';
import { interfaceScan } from './testing/synthetic-scans.js';

const reference = JSON.parse(
  readFileSync(new URL('../../../test/reference/decomposition.json', import.meta.url), 'utf8'),
) as { map: { nPixels: number; nChannels: number; sum: number; singularValues: number[] } };

const { map } = reference;
const shape = { nPixels: map.nPixels, nChannels: map.nChannels };

/** `map_counts` of test/reference/decomposition.py. */
function referenceCounts(): Float32Array {
  let x = 1;
  return Float32Array.from({ length: map.nPixels * map.nChannels }, (_, at) => {
    x = (Math.imul(1664525, x) + 1013904223) >>> 0;
    const [i, j] = [Math.floor(at / map.nChannels), at % map.nChannels];
    return 40 + ((x >>> 16) % 39) - 19 + (2 * i >= map.nPixels && j >= 100 && j < 140 ? 30 : 0);
  });
}

const options = () => ({ maxRank: 20, rng: createRng(1) });
const streamed = (counts: Float32Array, size: number, more = {}): Promise<PoissonPca> =>
  poissonPcaStreamed(blocksOfCounts(counts, shape, size), { ...options(), ...more });

describe('poissonPcaStreamed', () => {
  const counts = referenceCounts();

  it('has the singular values of a full SVD in numpy, to 1e-4 also inside the noise', async () => {
    expect(counts.reduce((a, b) => a + b, 0)).toBe(map.sum);
    const { singularValues, converged, method } = await streamed(counts, 100);
    expect([converged, method]).toEqual([true, 'gram']);
    expect(singularValues[0]).toBe(1);
    for (let k = 1; k < 20; k++) {
      expect(Math.abs(singularValues[k] / map.singularValues[k] - 1)).toBeLessThan(1e-4);
    }
  });

  it('is the same bytes however the blocks are cut', async () => {
    const whole = await streamed(counts, 600);
    for (const size of [1, 37]) {
      const parts = await streamed(counts, size);
      expect(parts.singularValues).toEqual(whole.singularValues);
      expect(parts.components).toEqual(whole.components);
      expect(parts.loadings).toEqual(whole.loadings);
      expect(parts.rank).toEqual(whole.rank);
      parts.loadingStd.forEach((s, i) => expect(Math.abs(s / whole.loadingStd[i] - 1)).toBeLessThan(1e-9));
    }
  });

  // Above the noise poissonPca is good to 1e-6 and this to 1e-4 by their own statements; measured 1e-7.
  it('clips, takes a window of channels and finds components as poissonPca does', async () => {
    const negative = counts.slice();
    negative[5] = -4;
    negative[9000] = -1;
    for (const more of [{}, { channelRange: [3, 278] as const }]) {
      const found = await streamed(negative, 64, more);
      const whole = poissonPca(negative, shape, { ...options(), ...more });
      expect(found.negativeCounts).toBe(whole.negativeCounts);
      expect(found.rank.noiseEdge).toBe(whole.rank.noiseEdge);
      for (let k = 0; k < whole.rank.noiseEdge; k++) {
        expect(Math.abs(found.singularValues[k] / whole.singularValues[k] - 1)).toBeLessThan(1e-5);
      }
    }
  });

  it('goes to float64 where rounding to integers would be felt', async () => {
    // Doses of 5·10⁷ a channel with strong structure: the noise is 1e-4 of the largest entry.
    const scan = interfaceScan({ nPixels: 600, nChannels: 280, dose: 1e5 }, createRng(4));
    const { singularValues } = await streamed(scan.counts, 128);
    const half = interfaceScan({ nPixels: 600, nChannels: 280, dose: 1e5 }, createRng(4));
    const narrow = poissonPca(half.counts, scan, { ...options(), channelRange: [0, 256] });
    const wide = await streamed(scan.counts, 600, { channelRange: [0, 256] });
    expect(narrow.method).toBe('dual-gram');
    for (let k = 0; k < 20; k++) {
      expect(Math.abs(wide.singularValues[k] / narrow.singularValues[k] - 1)).toBeLessThan(1e-4);
      expect(singularValues[k]).toBeGreaterThan(0);
    }
  });

  it('gives scores that put the counts together again', async () => {
    const { components, loadings, noise } = await streamed(counts, 100, { maxRank: 2 });
    let square = 0;
    for (let i = 0; i < 600; i++) {
      for (let j = 0; j < 280; j++) {
        const model = loadings[i] * components[j] + loadings[600 + i] * components[280 + j];
        square += (counts[i * 280 + j] - model) ** 2;
      }
    }
    // Noise of a uniform law of 39 integers: (39² − 1)/12, less the share of two components.
    const share = ((600 - 2) * (280 - 2)) / (600 * 280);
    expect(Math.abs(square / (600 * 280) / (((39 * 39 - 1) / 12) * share) - 1)).toBeLessThan(0.01);
    expect(noise.rank).toBe(2);
  });

  it('passes on what a source throws, and refuses what is no request', async () => {
    const broken = {
      ...shape,
      async *blocks() {
        yield await Promise.resolve({ firstPixel: 0, counts: counts.subarray(0, 280) });
        throw new Error('cancelled');
      },
    };
    await expect(poissonPcaStreamed(broken, options())).rejects.toThrow('cancelled');
    await expect(streamed(counts, 10, { maxRank: 0 })).rejects.toThrow(/maxRank/);
    await expect(streamed(counts, 10, { channelRange: [5, 5] })).rejects.toThrow(/no range/);
    await expect(streamed(new Float32Array(600 * 280), 10)).rejects.toThrow(/no counts/);
  });
});
