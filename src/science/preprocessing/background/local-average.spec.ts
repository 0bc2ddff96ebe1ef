import { describe, expect, it } from 'vitest';
import { createRng } from '../../numerics/rng.js';
import { rootMeanSquare } from '../../numerics/statistics.js';
import { SpectrumError, type SpectrumImage } from '../../spectra/spectrum-image.js';
import { fitPowerLaw } from '../power-law.js';
import { makeScan } from '../testing/make-scan.js';
import { boxSums } from './box-sums.js';
import { localAverage } from './local-average.js';
import { windowChannels } from './window-channels.js';

/** A map of 6 × 5 × 7 pixels: three axes of different size show a mixed-up stride. */
const SIZES = [6, 5, 7];
const map = (): SpectrumImage => ({
  ...makeScan({
    nPixels: 210,
    nChannels: 120,
    offsetEv: 200,
    scaleEv: 1,
    expected: (e, p) => (200 + p) * (e / 250) ** -3,
    rng: createRng(1),
  }),
  navigation: SIZES.map((size, i) => ({ name: `axis ${i}`, unit: '', offset: 0, scale: 1, size })),
});

describe('boxSums', () => {
  it.each([0, 1, 2, 9])('of radius %i are the loops', (radius) => {
    const scan = map();
    const rng = createRng(2);
    const values = Float64Array.from({ length: 210 }, (_, p) => (p === 40 ? Number.NaN : rng.normal()));
    const sums = boxSums(scan, values, radius);
    const at = (p: number): number[] => [Math.floor(p / 35), Math.floor(p / 7) % 5, p % 7];
    for (let p = 0; p < 210; p++) {
      let expected = 0;
      for (let q = 0; q < 210; q++) {
        if (q !== 40 && at(p).every((x, i) => Math.abs(x - at(q)[i]) <= radius)) expected += values[q];
      }
      expect(sums[p]).toBeCloseTo(expected, 12);
    }
  });
});

describe('localAverage', () => {
  const scan = map();
  const windowEv = [210, 300] as const;
  const window = windowChannels(scan, [windowEv]);
  const fit = fitPowerLaw(scan, windowEv);
  const rOf = (radius: number): Float64Array =>
    localAverage(scan, window, fit, radius).parameters.filter((_, k) => k % 2 === 1);

  it('of radius 0 is the fit itself, with its covariance', () => {
    const { parameters, covariance } = localAverage(scan, window, fit, 0);
    for (let p = 0; p < 210; p++) {
      expect(parameters[2 * p + 1]).toBeCloseTo(fit.r[p], 12);
      expect(parameters[2 * p]).toBeCloseTo(fit.logA[p] - fit.r[p] * Math.log(fit.referenceEv), 7);
      [0, 1, 3].forEach((k, j) =>
        expect(covariance[4 * p + k] / fit.covariance[3 * p + j]).toBeCloseTo(1, 5),
      );
    }
  });

  it('lowers the noise of the exponent by the root of the number of neighbours, and says so', () => {
    const error = (r: Float64Array): number => rootMeanSquare(r.map((value) => value - 3));
    // 27 neighbours inside, 8 in the corners.
    const [alone, averaged] = [error(rOf(0)), error(rOf(1))];
    expect(averaged / alone).toBeLessThan(1 / Math.sqrt(8));
    expect(averaged / alone).toBeGreaterThan(0.7 / Math.sqrt(27));
    const { covariance } = localAverage(scan, window, fit, 1);
    const stated = rootMeanSquare(covariance.filter((_, k) => k % 4 === 3).map(Math.sqrt));
    expect(averaged / stated).toBeGreaterThan(0.7);
    expect(averaged / stated).toBeLessThan(1.4);
  });

  it('keeps the counts of each pixel in the window', () => {
    const { parameters } = localAverage(scan, window, fit, 2);
    for (const p of [0, 100, 209]) {
      let [counts, background] = [0, 0];
      window.channels.forEach((channel, i) => {
        counts += scan.counts[p * 120 + channel];
        background += Math.exp(
          parameters[2 * p] - parameters[2 * p + 1] * Math.log(window.energiesEv[i] / window.referenceEv),
        );
      });
      expect(background / counts).toBeCloseTo(1, 10);
    }
  });

  it('refuses half a pixel', () => {
    expect(() => rOf(0.5)).toThrow(SpectrumError);
    expect(() => rOf(-1)).toThrow(SpectrumError);
  });
});
