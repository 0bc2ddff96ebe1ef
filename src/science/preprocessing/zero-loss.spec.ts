import fc from 'fast-check';
import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { createRng } from '../numerics/rng.js';
import { mean, rootMeanSquare } from '../numerics/statistics.js';
import { readSpectrumFile } from '../spectra/read-spectrum-file.js';
import { SpectrumError, type SpectrumImage } from '../spectra/spectrum-image.js';
import { gaussian, makeScan } from './testing/make-scan.js';
import { alignZeroLoss, hasZeroLoss, measureZeroLoss } from './zero-loss.js';

/** The study's low-loss scan: −20 eV by 0.05 eV, σ 0.4 eV, 1e6 counts at the top, plasmon at 22 eV, 20 counts of level. */
function referenceLowLoss(seed: number, height = 1e6): { scan: SpectrumImage; drift: Float64Array } {
  const rng = createRng(seed);
  const drift = new Float64Array(64);
  for (let p = 1; p < 64; p++) drift[p] = drift[p - 1] + 0.08 * rng.normal();
  const scan = makeScan({
    nPixels: 64,
    nChannels: 2048,
    offsetEv: -20,
    scaleEv: 0.05,
    expected: (e, p) =>
      gaussian(e, drift[p], 0.4, height) + gaussian(e, 22 + drift[p], 4, 0.03 * height) + 2e-5 * height,
    rng,
  });
  return { scan, drift };
}

describe('zero loss of the reference low-loss scan', () => {
  const { scan, drift } = referenceLowLoss(1);
  const { aligned, measurement, residualRmsEv } = alignZeroLoss(scan);
  const errors = measurement.centresEv.map((centre, p) => centre - drift[p]);

  it('is located to 0.001 eV rms (HyperSpy 1.7.3: 0.0103)', () => {
    // Counting allows σ/√N = 0.4 eV/√2e7 = 0.00009 eV; 0.0002 leaves room for the window's lower efficiency.
    expect(rootMeanSquare(errors)).toBeLessThan(0.0002);
  });

  it('is at 0 eV after alignment, to 0.001 eV rms', () => {
    expect(residualRmsEv).toBeLessThan(0.001);
    expect(rootMeanSquare(measureZeroLoss(aligned).centresEv)).toBe(residualRmsEv);
  });

  it('has the width that was put in', () => {
    expect(measurement.fwhmEv).toBeCloseTo(0.4 * 2.3548, 2);
  });

  it('keeps what it does not move: all pixels on one axis, counts not negative', () => {
    expect(aligned.nPixels).toBe(64);
    expect(aligned.energy.scaleEv).toBe(0.05);
    expect(aligned.nChannels).toBe(aligned.energy.nChannels);
    expect(aligned.counts.every((value) => value >= 0)).toBe(true);
    // Channels lost are those of the drift's spread, no more.
    const spread = (Math.max(...drift) - Math.min(...drift)) / 0.05;
    expect(scan.nChannels - aligned.nChannels).toBeLessThanOrEqual(Math.ceil(spread) + 2);
  });
});

describe('measureZeroLoss', () => {
  it.each([1e6, 1e4, 300, 30])('states the error it makes, at %d counts in the highest channel', (height) => {
    const { scan, drift } = referenceLowLoss(7, height);
    const { centresEv, stdEv, assumedPixels } = measureZeroLoss(scan);
    expect(assumedPixels).toEqual([]);
    const pull = rootMeanSquare(centresEv.map((centre, p) => (centre - drift[p]) / stdEv[p]));
    // 64 values tell a standard deviation to 9 %; ± 3 of those.
    expect(pull).toBeGreaterThan(0.73);
    expect(pull).toBeLessThan(1.27);
  });

  it('moves by what the peak moves, for a narrow lopsided peak between channels (σ 0.85 channel)', () => {
    const shape = (x: number): number =>
      gaussian(x, 0, 0.85, 1) +
      (x > 0 ? 0.15 / (1 + ((x - 0.85) / 0.85) ** 2) : 0.087 * gaussian(x, 0, 0.85, 1));
    const integrated = (at: number, centre: number): number => {
      let total = 0;
      for (let k = 0; k < 50; k++) total += shape(at - 0.5 + (k + 0.5) / 50 - centre) / 50;
      return 1e6 * total;
    };
    const shifts = Array.from({ length: 20 }, (_, p) => 0.05 * p);
    const scan = makeScan({
      nPixels: 20,
      nChannels: 200,
      offsetEv: -100,
      scaleEv: 1,
      expected: (e, p) => integrated(e, shifts[p]),
    });
    const { centresEv } = measureZeroLoss(scan);
    const locked = centresEv.map((centre, p) => centre - shifts[p]);
    // A window cut at whole channels locks by 0.05 channel and more here.
    expect(Math.max(...locked) - Math.min(...locked)).toBeLessThan(0.006);
  });

  it('says which pixels were too weak, and takes the others’ centre for them', () => {
    const scan = makeScan({
      nPixels: 9,
      nChannels: 400,
      offsetEv: -20,
      scaleEv: 0.1,
      expected: (e, p) => (p === 4 ? 0 : gaussian(e, 1 + 0.02 * p, 0.4, 1e4)),
    });
    const { centresEv, stdEv, assumedPixels } = measureZeroLoss(scan);
    expect(assumedPixels).toEqual([4]);
    expect(centresEv[4]).toBeCloseTo(1.08, 2);
    expect(stdEv[4]).toBeGreaterThan(10 * stdEv[3]);
  });

  it('refuses a scan without zero loss', () => {
    const core = makeScan({
      nPixels: 3,
      nChannels: 500,
      offsetEv: 400,
      scaleEv: 0.5,
      expected: (e) => 1e9 * e ** -3,
    });
    expect(() => measureZeroLoss(core)).toThrow(SpectrumError);
  });

  // HyperSpy's TestAlignZLP: ten pixels, a single-channel peak of 10 on a level of 2.
  it('brings single-channel peaks together', () => {
    const shifts = [0, 4, 2, -2, 5, -2, -5, -9, -9, -8];
    const scan = makeScan({
      nPixels: 10,
      nChannels: 100,
      offsetEv: -5,
      scaleEv: 0.1,
      expected: (e, p) => (Math.round(e * 10) === shifts[p] ? 12 : 2),
    });
    const { aligned, measurement } = alignZeroLoss(scan);
    measurement.centresEv.forEach((centre, p) => expect(centre).toBeCloseTo(0.1 * shifts[p], 3));
    expect(aligned.nChannels).toBe(100 - 14 - (Number.isInteger(mean(shifts)) ? 0 : 1));
    expect(Math.abs(mean(measureZeroLoss(aligned).centresEv))).toBeLessThan(0.02);
  });
});

describe('hasZeroLoss', () => {
  const low = (centre: number, offsetEv = -50, scaleEv = 0.5, level = 0): SpectrumImage =>
    makeScan({
      nPixels: 4,
      nChannels: 400,
      offsetEv,
      scaleEv,
      expected: (e) => gaussian(e, centre, 0.6, 1e5) + gaussian(e, centre + 22, 6, 4e3) + level,
      rng: createRng(1),
    });

  it.each([-3.3, 0, 3, 8])('sees a peak at %f eV', (centre) => {
    expect(hasZeroLoss(low(centre))).toBe(true);
  });

  it('sees it above a detector pedestal higher than itself', () => {
    expect(hasZeroLoss(low(0, -50, 0.5, 2e5))).toBe(true);
  });

  it('sees the same at every dose and in every unit', () => {
    fc.assert(
      fc.property(fc.double({ min: -4, max: 5, noNaN: true }), (power) => {
        const scan = low(1);
        expect(hasZeroLoss({ ...scan, counts: scan.counts.map((value) => value * 10 ** power) })).toBe(true);
      }),
      { numRuns: 20, seed: 1 },
    );
  });

  it.each<[string, SpectrumImage]>([
    [
      'a core loss',
      makeScan({ nPixels: 1, nChannels: 900, offsetEv: 400, scaleEv: 0.5, expected: (e) => 1e9 * e ** -3 }),
    ],
    [
      'a core loss on an uncalibrated axis',
      makeScan({
        nPixels: 1,
        nChannels: 900,
        offsetEv: 0,
        scaleEv: 0.5,
        expected: (e) => 1e9 * (e + 400) ** -3,
        rng: createRng(2),
      }),
    ],
    [
      'a plasmon without zero loss',
      makeScan({
        nPixels: 1,
        nChannels: 900,
        offsetEv: -20,
        scaleEv: 0.1,
        expected: (e) => gaussian(e, 16, 3, 1e4),
      }),
    ],
    [
      'a loss function from 4 eV on',
      makeScan({
        nPixels: 1,
        nChannels: 600,
        offsetEv: 4,
        scaleEv: 0.05,
        expected: (e) => 1e3 + gaussian(e, 6, 0.5, 1e4),
      }),
    ],
    ['nothing', makeScan({ nPixels: 1, nChannels: 900, offsetEv: -20, scaleEv: 0.1, expected: () => 0 })],
    [
      'noise',
      makeScan({
        nPixels: 1,
        nChannels: 900,
        offsetEv: -20,
        scaleEv: 0.1,
        expected: () => 5,
        rng: createRng(3),
      }),
    ],
    ['two channels', makeScan({ nPixels: 1, nChannels: 2, offsetEv: 0, scaleEv: 1, expected: (e) => e })],
  ])('does not take %s for one', (_, scan) => {
    expect(hasZeroLoss(scan)).toBe(false);
  });
});

const DATA = '../shared/data/eels';

describe.skipIf(!existsSync(DATA))('measured low losses (skipped without ../shared/data)', () => {
  const read = async (path: string): Promise<SpectrumImage> => {
    const result = await readSpectrumFile(
      new Uint8Array(readFileSync(`${DATA}/${path}`)),
      path.split('/').at(-1)!,
    );
    return result.scans[0].scan;
  };

  // Where the sources' index says the maximum is, to a channel; residual: what splitting between channels this wide leaves.
  it.each([
    ['hyperspy/exspy-demos/EELS/datasets/LSMO_linescan_low_loss.hspy', 3, 0.5, 0.02],
    ['HailiJia/MultimodalEELS-XAS/Data/Exp_data/EELS/ZLP/EELS Spectrum Image.dm3', -3.3, 0.3, 0.005],
    ['pycroscopy/pyTEMlib/example_data/AL-DFoffset0.00.dm3', -0.13, 0.02, 1e-6],
  ])(
    '%s has its zero loss at %f eV and at 0 after alignment',
    async (path, nominalEv, channelEv, residualEv) => {
      const scan = await read(path);
      expect(hasZeroLoss(scan)).toBe(true);
      const { aligned, measurement, residualRmsEv } = alignZeroLoss(scan);
      expect(Math.abs(mean(measurement.centresEv) - nominalEv)).toBeLessThan(1.01 * channelEv);
      expect(measurement.assumedPixels).toEqual([]);
      expect(residualRmsEv).toBeLessThan(residualEv);
      expect(Math.abs(mean(measureZeroLoss(aligned).centresEv))).toBeLessThan(residualEv);
    },
  );

  it.each([
    'hyperspy/exspy-demos/EELS/datasets/LSMO_linescan.hspy',
    'HailiJia/MultimodalEELS-XAS/Data/Exp_data/EELS/TM/TM+O EELS Spectrum Image.dm3',
    'hyperspy/exspy/examples/coreloss_spectrum.msa',
    'vcangadi1/EELSAnalyser/eelsdb/Dspec3krXAW_converted.msa',
    'hyperspy/jeels2026_workshop/notebooks/3 - Deconvolution/ssd_ground_truth.hspy',
  ])('%s has none', async (path) => {
    expect(hasZeroLoss(await read(path))).toBe(false);
  });
});
