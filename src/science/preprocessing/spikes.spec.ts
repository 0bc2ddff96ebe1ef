import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { createRng, type Rng } from '../numerics/rng.js';
import { readSpectrumFile } from '../spectra/read-spectrum-file.js';
import { SpectrumError, type SpectrumImage, withCounts } from '../spectra/spectrum-image.js';
import { neighbourPixels } from './neighbour-pixels.js';
import { removeSpikes } from './spikes.js';
import { interfaceLineScan } from './testing/interface-line-scan.js';
import { gaussian, makeScan } from './testing/make-scan.js';

interface Planted {
  readonly pixel: number;
  readonly channel: number;
  readonly height: number;
}

function plant(scan: SpectrumImage, planted: readonly Planted[]): SpectrumImage {
  const counts = scan.counts.slice();
  for (const { pixel, channel, height } of planted) counts[pixel * scan.nChannels + channel] += height;
  return withCounts(scan, counts);
}

/** One spike of 14 … 40 standard deviations in every third pixel, anywhere on the axis. */
function plan(scan: SpectrumImage, rng: Rng): Planted[] {
  const planted: Planted[] = [];
  for (let pixel = 0; pixel < scan.nPixels; pixel += 3) {
    const channel = rng.integer(scan.nChannels);
    const level = scan.counts[pixel * scan.nChannels + channel];
    planted.push({ pixel, channel, height: Math.round((14 + 26 * rng.uniform()) * Math.sqrt(level + 20)) });
  }
  return planted;
}

const key = (s: { pixel: number; channel: number }): string => `${s.pixel}:${s.channel}`;

describe('removeSpikes', () => {
  const { scan } = interfaceLineScan(createRng(1));

  it('finds planted spikes, all but a few, and nothing else', () => {
    const planted = plan(scan, createRng(2));
    const { spikes } = removeSpikes(plant(scan, planted), { thresholdSigma: 7 });
    const found = new Set(spikes.map(key));
    expect(planted.filter((p) => !found.has(key(p))).length).toBeLessThanOrEqual(1);
    // Shoulders: channels beside a spike that happen to be high by 4 σ themselves.
    expect(spikes.length).toBeLessThanOrEqual(planted.length + 1);
  });

  it('puts back what was there, to counting noise', () => {
    const planted = plan(scan, createRng(3));
    const cleaned = removeSpikes(plant(scan, planted), { thresholdSigma: 7 });
    for (const { pixel, channel } of planted) {
      const at = pixel * scan.nChannels + channel;
      const [was, is] = [scan.counts[at], cleaned.scan.counts[at]];
      expect(Math.abs(is - was)).toBeLessThan(6 * Math.sqrt(was + 20));
    }
    for (const { pixel, channel, after } of cleaned.spikes) {
      expect(cleaned.scan.counts[pixel * scan.nChannels + channel]).toBeCloseTo(after, 3);
    }
  });

  it('finds none in counting noise, edges and white lines: at most 1 in 10 scans', () => {
    let found = 0;
    for (let seed = 10; seed < 20; seed++) {
      found += removeSpikes(interfaceLineScan(createRng(seed)).scan, { thresholdSigma: 7 }).spikes.length;
    }
    expect(found).toBeLessThanOrEqual(1);
  });

  it('gives the scan itself back when there is nothing to do', () => {
    expect(removeSpikes(scan, { thresholdSigma: 20 }).scan).toBe(scan);
  });

  it('does not depend on the unit of the counts', () => {
    const dirty = plant(scan, plan(scan, createRng(4)));
    const inElectrons = removeSpikes(dirty, { thresholdSigma: 7 }).spikes.map(key);
    const scaled = withCounts(
      dirty,
      dirty.counts.map((value) => value * 0.37),
    );
    expect(removeSpikes(scaled, { thresholdSigma: 7 }).spikes.map(key)).toEqual(inElectrons);
  });

  it('takes spikes two and three channels wide whole', () => {
    const wide = [
      { pixel: 5, channel: 900, height: 900 },
      { pixel: 5, channel: 901, height: 1500 },
      { pixel: 5, channel: 902, height: 700 },
      { pixel: 40, channel: 300, height: 2000 },
      { pixel: 40, channel: 301, height: 1200 },
    ];
    const { spikes } = removeSpikes(plant(scan, wide), { thresholdSigma: 7 });
    expect(spikes.map(key)).toEqual(wide.map(key));
  });

  it('works for a single spectrum, and for the ends of a line', () => {
    const one = makeScan({
      nPixels: 1,
      nChannels: 800,
      offsetEv: 400,
      scaleEv: 0.5,
      expected: (e) => 3e10 * e ** -3,
      rng: createRng(5),
    });
    expect(removeSpikes(one, { thresholdSigma: 7 }).spikes).toEqual([]);
    expect(
      removeSpikes(plant(one, [{ pixel: 0, channel: 500, height: 700 }]), { thresholdSigma: 7 }).spikes.map(
        key,
      ),
    ).toEqual(['0:500']);
    const atEnds = [
      { pixel: 0, channel: 2, height: 1500 },
      { pixel: 63, channel: 2047, height: 900 },
    ];
    expect(removeSpikes(plant(scan, atEnds), { thresholdSigma: 7 }).spikes.map(key)).toEqual(atEnds.map(key));
  });

  it('leaves zero loss alone, though it is narrow and drifts', () => {
    const low = makeScan({
      nPixels: 20,
      nChannels: 1000,
      offsetEv: -50,
      scaleEv: 0.5,
      expected: (e, p) => gaussian(e, (p % 5) - 2, 0.4, 1e6) + gaussian(e, 22, 4, 3e3) + 5,
      rng: createRng(6),
    });
    const { spikes } = removeSpikes(
      plant(low, [
        { pixel: 3, channel: 100, height: 1e6 },
        { pixel: 8, channel: 700, height: 900 },
      ]),
      {
        thresholdSigma: 7,
      },
    );
    expect(spikes.map(key)).toEqual(['8:700']);
  });

  it('finds none where hardly a channel has a count, except what towers', () => {
    const sparse = makeScan({
      nPixels: 30,
      nChannels: 1000,
      offsetEv: 400,
      scaleEv: 0.5,
      expected: (e) => (e < 500 ? 0 : 30 * ((e - 400) / 100) ** -6),
      rng: createRng(9),
    });
    expect(removeSpikes(sparse, { thresholdSigma: 7 }).spikes).toEqual([]);
    const planted = [{ pixel: 11, channel: 950, height: 40 }];
    expect(removeSpikes(plant(sparse, planted), { thresholdSigma: 7 }).spikes.map(key)).toEqual(['11:950']);
  });

  it('leaves a sharp line alone that neighbouring pixels show too, and a hot channel', () => {
    const sharp = makeScan({
      nPixels: 12,
      nChannels: 400,
      offsetEv: 400,
      scaleEv: 1,
      expected: (e, p) => 200 + (p >= 5 && p < 8 ? gaussian(e, 520, 0.8, 4000) : 0) + (e === 650 ? 1000 : 0),
      rng: createRng(7),
    });
    expect(removeSpikes(sharp, { thresholdSigma: 7 }).spikes).toEqual([]);
  });

  // HyperSpy's non-interactive test: ones + 1e-5 noise, spikes of +2, +1, +1.
  it('restores a flat image to 4 decimals', () => {
    const rng = createRng(8);
    const flat = makeScan({ nPixels: 6, nChannels: 30, offsetEv: 400, scaleEv: 1, expected: () => 1 });
    flat.counts.forEach((_, i) => (flat.counts[i] += 1e-5 * rng.uniform()));
    const dirty = plant(flat, [
      { pixel: 0, channel: 1, height: 2 },
      { pixel: 2, channel: 29, height: 1 },
      { pixel: 4, channel: 14, height: 1 },
    ]);
    const { scan: cleaned } = removeSpikes(dirty, { thresholdSigma: 20 });
    cleaned.counts.forEach((value) => expect(value).toBeCloseTo(1, 4));
  });

  it('refuses a threshold that is none', () => {
    expect(() => removeSpikes(scan, { thresholdSigma: 0 })).toThrow(SpectrumError);
  });
});

describe('neighbourPixels', () => {
  const over = (sizes: number[], nPixels = sizes.reduce((a, b) => a * b, 1)): SpectrumImage => ({
    ...makeScan({ nPixels, nChannels: 1, offsetEv: 0, scaleEv: 1, expected: () => 0 }),
    navigation: sizes.map((size) => ({ name: '', unit: '', offset: 0, scale: 1, size })),
  });

  it('goes one step along every axis, in C order', () => {
    const sorted = (scan: SpectrumImage, pixel: number): number[] =>
      neighbourPixels(scan, pixel).sort((a, b) => a - b);
    expect(sorted(over([5]), 0)).toEqual([1]);
    expect(sorted(over([5]), 3)).toEqual([2, 4]);
    expect(sorted(over([3, 4]), 5)).toEqual([1, 4, 6, 9]);
    expect(sorted(over([3, 4]), 4)).toEqual([0, 5, 8]);
    expect(sorted(over([2, 3, 4]), 17)).toEqual([5, 13, 16, 18, 21]);
    expect(sorted(over([], 1), 0)).toEqual([]);
    expect(sorted(over([], 3), 1)).toEqual([0, 2]);
  });
});

const DATA = '../shared/data/eels';

describe.skipIf(!existsSync(DATA))('measured scans (skipped without ../shared/data)', () => {
  it.each([
    ['hyperspy/exspy-demos/EELS/datasets/LSMO_linescan.hspy', 0],
    ['hyperspy/exspy-demos/EELS/datasets/LSMO_linescan_low_loss.hspy', 0],
    // Its detector has a hot channel (1627) that stands out in dim pixels, and no spike.
    ['HailiJia/MultimodalEELS-XAS/Data/Exp_data/EELS/TM/TM+O EELS Spectrum Image.dm3', 0],
    ['hyperspy/exspy/examples/coreloss_spectrum.msa', 0],
    ['pycroscopy/pyTEMlib/example_data/EELS_STO.dm3', 0],
    // One hit, three channels wide: 1344, 3731, 1871 counts where 730 are around.
    [
      'ZanettaPM/Ti-Oxidation-EELS-data-processing/TiO2 Standard/Ti 0.025 evperc/EELS Spectrum Image (high-loss).dm4',
      3,
    ],
  ])('%s has %i channels in spikes', async (path, count) => {
    const { scans } = await readSpectrumFile(
      new Uint8Array(readFileSync(`${DATA}/${path}`)),
      path.split('/').at(-1)!,
    );
    expect(removeSpikes(scans[0].scan, { thresholdSigma: 7 }).spikes.length).toBe(count);
  });
});
