import { beforeAll, describe, expect, it } from 'vitest';
import { createRng } from '../../numerics/rng.js';
import { removeSpikes } from '../../preprocessing/spikes.js';
import { UNKNOWN_ACQUISITION, type SpectrumImage } from '../../spectra/spectrum-image.js';
import { interpretScan } from '../interpret-scan.js';
import type { InterpretationRun, ScanInput } from '../interpretation-input.js';
import { DEFAULT_RECIPE } from '../recipe.js';
import { binScan, chooseBinning } from './bin-scan.js';
import { CleanScan, type StoredCounts } from './clean-scan.js';
import { interpretLargeScan, type LargeInterpretationRun } from './interpret-large-scan.js';

const [HEIGHT, WIDTH, CHANNELS] = [30, 24, 500];

/** Two phases side by side: O-K in both, Mn-L in the left one; a few spikes. */
function twoPhases(): SpectrumImage {
  const rng = createRng(5);
  const edge = (energy: number, onset: number, height: number): number =>
    energy < onset ? 0 : height * (energy / onset) ** -3 * (1 + Math.exp(-(((energy - onset - 5) / 4) ** 2)));
  const counts = new Float32Array(HEIGHT * WIDTH * CHANNELS);
  for (let pixel = 0; pixel < HEIGHT * WIDTH; pixel++) {
    const isLeft = pixel % WIDTH < WIDTH / 2;
    for (let i = 0; i < CHANNELS; i++) {
      const energy = 450 + 0.5 * i;
      const mean =
        4e11 * energy ** -3.2 +
        edge(energy, 532, isLeft ? 250 : 330) +
        (isLeft ? edge(energy, 640, 140) + edge(energy, 651, 70) : 0);
      counts[pixel * CHANNELS + i] = Math.max(0, Math.round(mean + Math.sqrt(mean) * rng.normal()));
    }
  }
  for (const pixel of [0, 100, 333, 719]) counts[pixel * CHANNELS + 50 + (pixel % 200)] += 3000;
  const axis = (name: string, size: number) => ({ name, unit: 'nm', offset: 0, scale: 1, size });
  return {
    title: 'map',
    counts,
    nPixels: HEIGHT * WIDTH,
    nChannels: CHANNELS,
    energy: { offsetEv: 450, scaleEv: 0.5, nChannels: CHANNELS },
    navigation: [axis('y', HEIGHT), axis('x', WIDTH)],
    intensityUnit: 'e-',
    acquisition: UNKNOWN_ACQUISITION,
    originalMetadata: {},
  };
}

const stored = (scan: SpectrumImage): StoredCounts => ({
  read: (first, into) =>
    into.set(scan.counts.subarray(first * scan.nChannels, first * scan.nChannels + into.length)),
});

const scan = twoPhases();
const from = { name: 'map.dm4', sha256: null, format: 'dm4', scanIndex: 0, warnings: [] };
let whole: InterpretationRun;
let large: LargeInterpretationRun;
const maps = new Map<string, Float64Array>();

beforeAll(async () => {
  const coreLoss: ScanInput = { ...from, scan };
  const recipe = DEFAULT_RECIPE;
  whole = interpretScan({ coreLoss, lowLoss: null, recipe, version: '0' });
  large = await interpretLargeScan({
    coreLoss: { ...from, scan, counts: stored(scan) },
    lowLoss: null,
    recipe,
    version: '0',
  });
  for (const plane of large.planes) maps.set(plane.id, new Float64Array(scan.nPixels));
  for await (const { firstPixel, values } of large.maps())
    large.planes.forEach((plane, k) => maps.get(plane.id)!.set(Float64Array.from(values[k]), firstPixel));
});

describe('a scan in blocks', () => {
  it('of few pixels is not binned, and the result is that in memory', () => {
    expect(large.binning).toBe(1);
    expect(large.result.edges.map(({ id }) => id)).toEqual(whole.result.edges.map(({ id }) => id));
    expect(large.result.provenance).toEqual(whole.result.provenance);
    expect(large.result.spikes).toEqual(whole.result.spikes);
  });

  it('has the net signals and ratios of the result in its maps, 1e-6', () => {
    const both = whole.result.profiles.filter(({ id }) => maps.has(id));
    expect(both.length).toBeGreaterThanOrEqual(3);
    for (const { id, values } of both) {
      const map = maps.get(id)!;
      values.forEach((value, pixel) => {
        if (value === null) expect(map[pixel]).toBeNaN();
        else expect(Math.abs(map[pixel] - value)).toBeLessThanOrEqual(1e-6 * Math.max(1, Math.abs(value)));
      });
    }
  });

  // Those in the noise the way in memory tells to 0.3 % only (poisson-pca.ts).
  it('has the singular values of the whole map above noise, 1e-4, and loadings by projection', () => {
    large.result
      .pca!.singularValues.slice(0, whole.result.pca!.rank.chosen)
      .forEach((value, k) =>
        expect(Math.abs(value / whole.result.pca!.singularValues[k] - 1)).toBeLessThan(1e-4),
      );
    const expected = whole.result.pca!.loadings[1];
    const size = Math.max(...expected.map(Math.abs));
    // Projection and decomposition differ by what rounding and convergence leave.
    expected.forEach((value, pixel) =>
      expect(Math.abs(maps.get('pca.2')![pixel] - value) / size).toBeLessThan(1e-4),
    );
  });

  it('puts pixels into the groups of the result', () => {
    const { labels } = whole.result.clusters!;
    const same = labels.filter((label, pixel) => maps.get('group')![pixel] === label).length;
    expect(same / labels.length).toBeGreaterThan(0.99);
  });
});

describe('parts', () => {
  it('cleans rows between their neighbours as removeSpikes does, and remembers', async () => {
    const clean = new CleanScan(scan, stored(scan), 7, () => undefined);
    const read = async () => {
      const counts = new Float32Array(scan.counts.length);
      for await (const block of clean.blocks()) counts.set(block.counts, block.firstPixel * CHANNELS);
      return counts;
    };
    const first = await read();
    const expected = removeSpikes(scan, { thresholdSigma: 7 });
    // Not toEqual: of 360,000 numbers it takes seconds.
    const isSame = (a: Float32Array, b: Float32Array): boolean => a.every((count, i) => count === b[i]);
    expect(isSame(first, expected.scan.counts)).toBe(true);
    expect(clean.spikes).toEqual(expected.spikes);
    expect(isSame(await read(), first)).toBe(true);
  });

  it('bins keep all counts, also where an axis ends within one', async () => {
    const size = { ...scan.navigation[0], size: 131 };
    const header = { ...scan, nPixels: 131 * 131, nChannels: 7, navigation: [size, { ...size, name: 'x' }] };
    const binning = chooseBinning(header);
    expect(binning.factor).toBe(3);
    expect(binning.nPixels).toBe(44 * 44);
    const ones = new Float32Array(131 * 131 * 7).fill(1);
    const clean = new CleanScan(header, stored({ ...header, counts: ones }), null, () => undefined);
    const binned = await binScan(header, clean, binning);
    expect(binned.counts.reduce((a, b) => a + b, 0)).toBe(ones.length);
    expect(binned.counts[0]).toBe(9);
    // 131 = 43·3 + 2: the last bin of both axes holds 2 × 2 pixels.
    expect(binned.counts.at(-1)).toBe(4);
  });
});
