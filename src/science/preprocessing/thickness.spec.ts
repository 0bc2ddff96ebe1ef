import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { createRng } from '../numerics/rng.js';
import { mean, rootMeanSquare } from '../numerics/statistics.js';
import { readSpectrumFile } from '../spectra/read-spectrum-file.js';
import { SpectrumError, spectrumAt, type SpectrumImage } from '../spectra/spectrum-image.js';
import { gaussian, makeScan } from './testing/make-scan.js';
import { relativeThickness } from './thickness.js';
import { alignZeroLoss } from './zero-loss.js';

const PLASMON_EV = 22;
const SIGMA_EV = 0.4;

/** Counts of plural scattering: the n-th plasmon at n·22 eV, its width √n·2 eV, its share Poisson in t/λ. */
function lowLoss(
  thickness: (pixel: number) => number,
  elastic: number,
  options: { seed?: number; level?: number } = {},
): SpectrumImage {
  const area = (sigmaEv: number): number => (0.1 * 1) / (sigmaEv * Math.sqrt(2 * Math.PI));
  return makeScan({
    nPixels: 40,
    nChannels: 3000,
    offsetEv: -40,
    scaleEv: 0.1,
    expected: (e, p) => {
      let counts = gaussian(e, 0, SIGMA_EV, elastic * area(SIGMA_EV));
      let share = 1;
      for (let n = 1; n <= 10; n++) {
        share *= thickness(p) / n;
        const sigma = Math.sqrt(n * 4 + SIGMA_EV ** 2);
        counts += gaussian(e, n * PLASMON_EV, sigma, elastic * share * area(sigma));
      }
      return counts + (options.level ?? 0);
    },
    ...(options.seed === undefined ? {} : { rng: createRng(options.seed) }),
  });
}

const ramp = (p: number): number => 0.2 + 0.04 * p;

describe('relativeThickness', () => {
  it('is the Poisson mean of the plural scattering that made the spectrum', () => {
    const { values, warnings, thresholdEv } = relativeThickness(lowLoss(ramp, 1e6));
    // Shares beyond the tenth plasmon: 1.76^11/11! = 1e-5.
    values.forEach((value, p) => expect(Math.abs(value - ramp(p))).toBeLessThan(1e-4));
    expect(warnings).toEqual([]);
    expect(thresholdEv).toBeGreaterThan(2);
    expect(thresholdEv).toBeLessThan(20);
  });

  it('states the error that counting makes', () => {
    const pulls = [1, 2, 3].flatMap((seed) => {
      const { values, std } = relativeThickness(lowLoss(ramp, 2e4, { seed }));
      return [...values].map((value, p) => (value - ramp(p)) / std[p]);
    });
    // 120 values tell a standard deviation to 6.5 %; ± 3 of those. Mean to 0.09.
    expect(rootMeanSquare(pulls)).toBeGreaterThan(0.8);
    expect(rootMeanSquare(pulls)).toBeLessThan(1.2);
    expect(Math.abs(mean(pulls))).toBeLessThan(0.3);
  });

  it('takes a detector pedestal off', () => {
    const { values } = relativeThickness(lowLoss(ramp, 1e6, { level: 600 }));
    values.forEach((value, p) => expect(Math.abs(value - ramp(p))).toBeLessThan(1e-3));
  });

  // exSpy's Test_Estimate_Elastic_Scattering_Threshold: two Gaussians of 5000, σ 0.5 eV, at 0 and 5 eV.
  it('parts two equal peaks half-way', () => {
    const two = makeScan({
      nPixels: 1,
      nChannels: 750,
      offsetEv: -5,
      scaleEv: 0.02,
      expected: (e) => gaussian(e, 0, 0.5, 5000) + gaussian(e, 5, 0.5, 5000),
    });
    const { thresholdEv, values } = relativeThickness(two);
    expect(Math.abs(thresholdEv! - 2.5)).toBeLessThan(0.011);
    expect(values[0]).toBeCloseTo(Math.LN2, 5);
  });

  it('says so when the axis ends among the losses, and by how much', () => {
    const whole = lowLoss(() => 1, 1e6);
    const nChannels = 650;
    const cut: SpectrumImage = {
      ...whole,
      nPixels: 1,
      nChannels,
      counts: spectrumAt(whole, 0).slice(0, nChannels),
      energy: { ...whole.energy, nChannels },
    };
    expect(relativeThickness(cut).warnings.map((w) => w.code)).toEqual(['low-loss-truncated']);
  });

  it('mirrors the peak, and says so, when nothing separates it from the losses', () => {
    const blurred = makeScan({
      nPixels: 1,
      nChannels: 1000,
      offsetEv: -50,
      scaleEv: 0.5,
      expected: (e) => gaussian(e, 0, 1.5, 1e5) + (e > 0 ? 2e4 * Math.exp(-e / 8) * (1 - Math.exp(-e)) : 0),
    });
    const { warnings, thresholdEv, values } = relativeThickness(blurred);
    expect(thresholdEv).toBeNull();
    expect(warnings.map((w) => w.code)).toEqual(['elastic-threshold-not-found']);
    const elastic = 1e5 * 1.5 * Math.sqrt(2 * Math.PI);
    const inelastic = 2e4 * (8 - 8 / 9);
    expect(values[0]).toBeCloseTo(Math.log((elastic + inelastic) / elastic), 2);
  });

  it('has no value where a pixel has no counts', () => {
    const scan = lowLoss(ramp, 1e5);
    scan.counts.fill(0, 3 * 3000, 4 * 3000);
    const { values, std } = relativeThickness(scan);
    expect([values[3], std[3]]).toEqual([Number.NaN, Number.NaN]);
    expect(values[4]).toBeCloseTo(ramp(4), 3);
  });

  it('refuses a scan without zero loss', () => {
    const core = makeScan({ nPixels: 1, nChannels: 200, offsetEv: 400, scaleEv: 1, expected: () => 5 });
    expect(() => relativeThickness(core)).toThrow(SpectrumError);
  });
});

const FOLDER = '../shared/data/eels/hyperspy/exspy/exspy/tests/signals/data';

describe.skipIf(!existsSync(FOLDER))(
  'the simulated series of t/λ = 0.3 … 1.9 (skipped without ../shared/data)',
  () => {
    const read = async (name: string): Promise<SpectrumImage> =>
      (await readSpectrumFile(new Uint8Array(readFileSync(`${FOLDER}/${name}`)), name)).scans[0].scan;

    it('is found within 3e-3 of itself, and within 1e-3 of what its own elastic peaks say', async () => {
      const low = await read('EELS_LL_linescan_simulated_thickness_variation.hspy');
      const zeroLoss = await read('EELS_ZLP_linescan_simulated_thickness_variation.hspy');
      const { values } = relativeThickness(alignZeroLoss(low).aligned);
      const total = (scan: SpectrumImage, p: number): number =>
        spectrumAt(scan, p).reduce((a, b) => a + b, 0);
      values.forEach((value, p) => {
        // The series' own ln(total/elastic) is 0.2 % below its nominal values (1.8962 for 1.9).
        expect(Math.abs(value / (0.3 + 0.1 * p) - 1)).toBeLessThan(3e-3);
        expect(Math.abs(value - Math.log(total(low, p) / total(zeroLoss, p)))).toBeLessThan(1e-3);
      });
    });
  },
);
