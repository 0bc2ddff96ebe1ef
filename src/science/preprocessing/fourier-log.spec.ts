import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRng } from '../numerics/rng.js';
import { mean, rootMeanSquare } from '../numerics/statistics.js';
import {
  energyAt,
  SpectrumError,
  spectrumAt,
  withCounts,
  type SpectrumImage,
} from '../spectra/spectrum-image.js';
import { elasticPart } from './elastic-part.js';
import { fourierLog } from './fourier-log.js';
import { gaussian, makeScan } from './testing/make-scan.js';

const STEP = 0.1;
const AXIS = { nChannels: 4096, offsetEv: -20, scaleEv: STEP };
const SIGMA = 0.6;
const I0 = 1e6;

const unitGaussian = (e: number, centre: number, sigma: number): number =>
  gaussian(e, centre, sigma, STEP / (sigma * Math.sqrt(2 * Math.PI)));

const zeroLoss = (nPixels: number): SpectrumImage =>
  makeScan({ ...AXIS, nPixels, expected: (e) => I0 * unitGaussian(e, 0, SIGMA) });

/** Z ⊗ exp(t/λ·P), P = Gaussian at 22 eV of σ 2: a sum of Gaussians, written down and not transformed. */
function plural(thickness: readonly number[], seed?: number): SpectrumImage {
  return makeScan({
    ...AXIS,
    nPixels: thickness.length,
    expected: (e, p) => {
      let share = 1;
      let counts = 0;
      for (let n = 0; n <= 16; n++) {
        counts += share * unitGaussian(e, 22 * n, Math.sqrt(SIGMA ** 2 + 4 * n));
        share *= thickness[p] / (n + 1);
      }
      return I0 * counts;
    },
    ...(seed === undefined ? {} : { rng: createRng(seed) }),
  });
}

const single = (e: number, thickness: number): number =>
  I0 * thickness * unitGaussian(e, 22, Math.sqrt(SIGMA ** 2 + 4));

const area = (scan: SpectrumImage, p: number): number => spectrumAt(scan, p).reduce((a, b) => a + b, 0);

describe('fourierLog', () => {
  // eels-methods 2.7: Gaussian zero loss 1e6, σ 0.6 eV; Gaussian plasmon at 22 eV, σ 2; t/λ = 0.8.
  it('finds the planted single scattering and its area t/λ', () => {
    const { scan, areas, failedPixels, warnings } = fourierLog(plural([0.8]), { zeroLoss: zeroLoss(1) });
    const found = spectrumAt(scan, 0);
    const worst = found.reduce(
      (most, value, i) => Math.max(most, Math.abs(value - single(energyAt(scan.energy, i), 0.8))),
      0,
    );
    // Counts are float32: 6e-8 of the zero-loss maximum (6.6e4) is 4e-3 counts; the maximum of the answer is 1.5e4.
    expect(worst).toBeLessThan(0.02);
    expect(Math.abs(areas[0] - 0.8)).toBeLessThan(1e-8);
    expect(Math.abs(area(scan, 0) / I0 - 0.8)).toBeLessThan(1e-7);
    expect([failedPixels, warnings]).toEqual([[], []]);
  });

  it('gives t/λ as the area per electron, for one zero-loss peak or one a pixel, an odd number of pixels', () => {
    const thickness = [0.3, 1.1, 1.9];
    const one = fourierLog(plural(thickness), { zeroLoss: zeroLoss(1), unit: 'per-electron' });
    const each = fourierLog(plural(thickness), { zeroLoss: zeroLoss(3), unit: 'per-electron' });
    thickness.forEach((t, p) => expect(Math.abs(area(one.scan, p) - t)).toBeLessThan(1e-6));
    expect(each.scan.counts).toEqual(one.scan.counts);
  });

  it('takes the zero loss from the scan itself', () => {
    const low = plural([0.5, 1]);
    const { scan, areas } = fourierLog(low);
    // What lies between the tails of zero loss and plasmon at the minimum is within 1e-4 of the elastic counts.
    expect(Math.abs(areas[0] - 0.5)).toBeLessThan(1e-3);
    expect(Math.abs(area(scan, 1) / I0 - 1)).toBeLessThan(2e-3);
    expect(elasticPart(low, 6).thresholdEv).toBe(6);
  });

  it('scales with the counts, and does not care in which order the pixels come', () => {
    const low = plural([0.4, 0.9, 1.3], 3);
    const reference = fourierLog(low, { zeroLoss: zeroLoss(1) }).scan;
    fc.assert(
      fc.property(fc.constantFrom(0.25, 2, 1024), (c) => {
        const times = (scan: SpectrumImage): SpectrumImage =>
          withCounts(
            scan,
            scan.counts.map((v) => c * v),
          );
        const scaled = fourierLog(times(low), { zeroLoss: times(zeroLoss(1)) }).scan;
        scaled.counts.forEach((v, i) => {
          if (!(Math.abs(v - c * reference.counts[i]) <= c * 1e-3)) throw new Error(`channel ${i}: ${v}`);
        });
      }),
      { numRuns: 3 },
    );
    const turned = fourierLog(
      withCounts(low, Float32Array.from([2, 0, 1].flatMap((p) => [...spectrumAt(low, p)]))),
      { zeroLoss: zeroLoss(1) },
    ).scan;
    // Another partner in the pair changes rounding only.
    const worst = (a: Float32Array, b: Float32Array): number =>
      a.reduce((m, v, i) => Math.max(m, Math.abs(v - b[i])), 0);
    [2, 0, 1].forEach((p, i) =>
      expect(worst(spectrumAt(turned, i), spectrumAt(reference, p))).toBeLessThan(1e-3),
    );
  });

  it('moves with the axis of its zero loss', () => {
    const low = plural([0.8]);
    const shifted = { ...low, energy: { ...low.energy, offsetEv: low.energy.offsetEv + 7 } };
    const z = zeroLoss(1);
    const moved = fourierLog(shifted, { zeroLoss: { ...z, energy: shifted.energy } }).scan;
    expect(moved.counts).toEqual(fourierLog(low, { zeroLoss: z }).scan.counts);
    expect(moved.energy.offsetEv).toBe(-13);
  });

  it('states the error that counting makes in the area', () => {
    const thickness = Array.from({ length: 60 }, (_, p) => 0.2 + 0.02 * p);
    const { areas, areaStd } = fourierLog(plural(thickness, 5));
    const pulls = thickness.map((t, p) => (areas[p] - t) / areaStd[p]);
    // 60 values tell a standard deviation to 9 %; 3 of those.
    expect(rootMeanSquare(pulls)).toBeGreaterThan(0.73);
    expect(rootMeanSquare(pulls)).toBeLessThan(1.27);
    expect(Math.abs(mean(pulls))).toBeLessThan(0.5);
  });

  it('gives no value where there is no zero loss, and warns of what is too thick', () => {
    const low = plural([0.8, 0.8, 4]);
    low.counts.fill(0, AXIS.nChannels, 2 * AXIS.nChannels);
    const z = zeroLoss(3);
    const { scan, areas, failedPixels, warnings } = fourierLog(low, { zeroLoss: z });
    expect(failedPixels).toEqual([1]);
    expect(areas[1]).toBeNaN();
    expect(spectrumAt(scan, 1).every(Number.isNaN)).toBe(true);
    expect(spectrumAt(scan, 0).every(Number.isFinite)).toBe(true);
    expect(warnings.map((w) => w.code)).toEqual(['too-thick-for-fourier-log']);
    z.counts.fill(-1, 0, AXIS.nChannels);
    expect(fourierLog(low, { zeroLoss: z }).failedPixels).toEqual([0, 1]);
  });

  it('refuses zero-loss peaks of another axis', () => {
    const z = zeroLoss(1);
    const other = { ...z, energy: { ...z.energy, offsetEv: 3 } };
    expect(() => fourierLog(plural([0.5]), { zeroLoss: other })).toThrow(SpectrumError);
    expect(() => fourierLog(plural([0.5, 0.5, 0.5]), { zeroLoss: zeroLoss(2) })).toThrow(SpectrumError);
    expect(() => elasticPart(z, 1e4)).toThrow(SpectrumError);
  });
});
