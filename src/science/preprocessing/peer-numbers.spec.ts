import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { createRng } from '../numerics/rng.js';
import { readSpectrumFile } from '../spectra/read-spectrum-file.js';
import { spectrumAt, withCounts, type SpectrumImage } from '../spectra/spectrum-image.js';
import { cropEnergy } from './crop.js';
import { elasticPart } from './elastic-part.js';
import { shiftSpectra } from './shift-spectra.js';
import { removeSpikes } from './spikes.js';
import { gaussian, makeScan } from './testing/make-scan.js';
import { relativeThickness } from './thickness.js';
import { measureZeroLossBy } from './zero-loss-methods.js';
import { alignZeroLoss, measureZeroLoss } from './zero-loss.js';

/** What the test suites of HyperSpy 1.7.3 and eXSpy expect of preprocessing; the rest stands beside the functions. */

const sumOf = (scan: SpectrumImage, pixel: number): number =>
  spectrumAt(scan, pixel).reduce((a, b) => a + b, 0);

describe('Test_Estimate_Elastic_Scattering_Threshold: areas of 5000, σ 0.5 eV, at 0 and 5 eV', () => {
  const height = 5000 / (0.5 * Math.sqrt(2 * Math.PI));
  const two = makeScan({
    nPixels: 2,
    nChannels: 1024,
    offsetEv: -5,
    scaleEv: 0.02,
    expected: (e) => gaussian(e, 0, 0.5, height) + gaussian(e, 5, 0.5, height),
  });

  it('ends the elastic part at 2.5 ± 0.01 eV', () => {
    // Theirs without smoothing, 2.49 ± 0.01, is where a tolerance of the slope is met first; ours is always smoothed.
    expect(Math.abs(relativeThickness(two).thresholdEv! - 2.5)).toBeLessThanOrEqual(0.01 + 1e-9);
  });

  it('has 249999.985133 elastic counts below 2.5 eV', () => {
    // float32 counts: 750 channels, each to 6e-8.
    expect(Math.abs(sumOf(elasticPart(two, 2.5).scan, 0) - 249999.985133)).toBeLessThan(5e-3);
  });

  it('has no threshold when the axis ends at 1.5 eV', () => {
    expect(relativeThickness(cropEnergy(two, [-5, 1.5])).thresholdEv).toBeNull();
  });
});

describe('TestEstimateZLPCentre: 1 … 10 counts, each pixel in its own channel of 0.1 eV', () => {
  it('finds 0 … 0.9 eV', () => {
    // Theirs lies at 100 eV; a zero loss is looked for within 10 eV of 0 here, so the axis begins at −2 eV.
    const diagonal = makeScan({
      nPixels: 10,
      nChannels: 60,
      offsetEv: -2,
      scaleEv: 0.1,
      expected: (e, p) => (Math.round(10 * e) === p ? p + 1 : 0),
    });
    const { centresEv, assumedPixels } = measureZeroLossBy(diagonal, 'maximum');
    expect(assumedPixels).toEqual([]);
    centresEv.forEach((centre, p) => expect(centre).toBeCloseTo(p / 10, 9));
  });
});

describe('TestAlignZLP with a spike: 12 over 2 at ten shifts, and 22 in channel 75 of all', () => {
  const shifts = [0, 4, 2, -2, 5, -2, -5, -9, -9, -8];
  const spiked = makeScan({
    nPixels: 10,
    nChannels: 100,
    offsetEv: -2,
    scaleEv: 0.1,
    expected: (e, p) =>
      2 + (Math.round(10 * e) === shifts[p] ? 10 : 0) + (Math.round(10 * e) === 55 ? 20 : 0),
  });

  it('aligns by the channels from −2 to 2 eV', () => {
    // Their range (98, 102) is a crop here; the centres then align the whole.
    const { centresEv } = measureZeroLoss(cropEnergy(spiked, [-2, 2]));
    centresEv.forEach((centre, p) => expect(centre).toBeCloseTo(shifts[p] / 10, 3));
    const aligned = shiftSpectra(
      spiked,
      centresEv.map((centre) => -centre),
    );
    // Their 8 is 2 + 0.6·10: the mean shift is −2.4 channels, so each peak is split 0.6 : 0.4.
    for (let p = 0; p < 10; p++) {
      const near = [...spectrumAt(aligned, p)].filter(
        (_, i) => Math.abs(aligned.energy.offsetEv + i / 10) < 0.5,
      );
      expect(Math.abs(Math.max(...near) - 8)).toBeLessThan(0.01);
    }
  });
});

describe('TestShift1D: a ramp of 0, 1, 2, …', () => {
  it('moved by half a channel reads 0.5 … 8.5, by a tenth 0.9 … 8.9', () => {
    const ramp = makeScan({ nPixels: 2, nChannels: 11, offsetEv: 0, scaleEv: 0.2, expected: (e) => 5 * e });
    // Two pixels against each other, so that the mean shift, which moves the axis alone, is 0.
    const half = shiftSpectra(ramp, [0.1, -0.1]);
    const tenth = shiftSpectra(ramp, [0.02, -0.02]);
    for (let i = 0; i < 9; i++) {
      expect(spectrumAt(half, 0)[i]).toBeCloseTo(0.5 + i, 5);
      expect(spectrumAt(tenth, 0)[i]).toBeCloseTo(0.9 + i, 5);
      expect(spectrumAt(tenth, 1)[i]).toBeCloseTo(1.1 + i, 5);
    }
    expect(tenth.nChannels).toBe(9);
  });
});

describe('spikes_removal_tool, not interactive: ones (2, 3 | 30), 1e-5 of noise, spikes of 2, 1, 1', () => {
  const rng = createRng(1);
  const flat: SpectrumImage = {
    ...makeScan({
      nPixels: 6,
      nChannels: 30,
      offsetEv: 400,
      scaleEv: 1,
      expected: () => 1 + 1e-5 * rng.normal(),
    }),
    navigation: [2, 3].map((size) => ({ name: '', unit: '', offset: 0, scale: 1, size })),
  };
  const planted = [
    [3, 1, 2],
    [2, 29, 1],
    [5, 14, 1],
  ] as const;
  const counts = flat.counts.slice();
  for (const [pixel, channel, height] of planted) counts[30 * pixel + channel] += height;
  const { scan, spikes } = removeSpikes(withCounts(flat, counts), { thresholdSigma: 20 });

  it('puts 1 to 4 decimals where they were', () => {
    for (const [pixel, channel] of planted) expect(scan.counts[30 * pixel + channel]).toBeCloseTo(1, 4);
    expect(spikes.length).toBe(3);
  });

  it('touches nothing else', () => {
    // They mask positions and channels; here a spike is whatever was not named in the list of what was replaced.
    const replaced = new Set(spikes.map(({ pixel, channel }) => 30 * pixel + channel));
    counts.forEach((value, at) => replaced.has(at) || expect(scan.counts[at]).toBe(value));
  });
});

const FILE =
  '../shared/data/eels/hyperspy/exspy/exspy/tests/signals/data/EELS_LL_linescan_simulated_thickness_variation.hspy';

describe.skipIf(!existsSync(FILE))('Test_Estimate_Thickness (skipped without ../shared/data)', () => {
  it('is 127.5 nm times 0.3 … 1.9 with the threshold given, 4.5 eV; series of 17 spectra', async () => {
    const { scan } = (await readSpectrumFile(new Uint8Array(readFileSync(FILE)), 'll.hspy')).scans[0];
    expect([scan.nPixels, scan.nChannels]).toEqual([17, 1024]);
    const { aligned } = alignZeroLoss(scan);
    const elastic = elasticPart(aligned, 4.5).scan;
    for (let p = 0; p < 17; p++) {
      const relative = Math.log(sumOf(aligned, p) / sumOf(elastic, p));
      // Theirs: rtol 3e-3; the alignment moves counts over the threshold by another 1e-3.
      expect(Math.abs(relative / (0.3 + 0.1 * p) - 1)).toBeLessThan(4e-3);
    }
  });
});
