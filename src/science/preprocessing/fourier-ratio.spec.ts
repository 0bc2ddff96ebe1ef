import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SpectrumError, spectrumAt, withCounts, type SpectrumImage } from '../spectra/spectrum-image.js';
import { fourierRatio } from './fourier-ratio.js';
import { gaussian, makeScan } from './testing/make-scan.js';

const STEP = 0.25;
const FWHM = 1;
const SIGMA = FWHM / (2 * Math.sqrt(2 * Math.LN2));
const I0 = 1e5;

/** Zero loss and three plasmons, on an axis that begins 10 eV before 0. */
function lowLoss(thickness: readonly number[], zeroLossSigma = SIGMA): SpectrumImage {
  return makeScan({
    nPixels: thickness.length,
    nChannels: 480,
    offsetEv: -10,
    scaleEv: STEP,
    expected: (e, p) => {
      let share = I0 * (STEP / Math.sqrt(2 * Math.PI));
      let counts = 0;
      for (let n = 0; n <= 4; n++) {
        const sigma = Math.sqrt(zeroLossSigma ** 2 + 4 * n);
        counts += gaussian(e, 20 * n, sigma, share / sigma);
        share *= thickness[p] / (n + 1);
      }
      return counts;
    },
  });
}

/** An edge of two peaks that has died away before its axis ends. */
const shape = (e: number, sigma: number, scale: number): number =>
  gaussian(e, 535, Math.sqrt(4 + sigma ** 2), (scale * 500 * 2) / Math.sqrt(4 + sigma ** 2)) +
  gaussian(e, 550, Math.sqrt(25 + sigma ** 2), (scale * 300 * 5) / Math.sqrt(25 + sigma ** 2));

const edges = (nPixels: number, sigma: number, scale = 1): SpectrumImage =>
  makeScan({
    nPixels,
    nChannels: 800,
    offsetEv: 500,
    scaleEv: STEP,
    expected: (e) => shape(e, sigma, scale),
  });

/** core_i = Σ_j K_{i−j}·low_j/I0, j counted from 0 eV: term by term. */
function seenThrough(k: SpectrumImage, low: SpectrumImage): SpectrumImage {
  const counts = new Float32Array(k.counts.length);
  const zero = Math.round(-low.energy.offsetEv / STEP);
  for (let p = 0; p < k.nPixels; p++) {
    for (let i = 0; i < k.nChannels; i++) {
      let total = 0;
      for (let j = 0; j < low.nChannels; j++) {
        const from = i - (j - zero);
        if (from >= 0 && from < k.nChannels)
          total += (k.counts[p * k.nChannels + from] * low.counts[p * low.nChannels + j]) / I0;
      }
      counts[p * k.nChannels + i] = total;
    }
  }
  return withCounts(k, counts);
}

const worst = (a: Float32Array, b: Float32Array): number =>
  a.reduce((m, v, i) => Math.max(m, Math.abs(v - b[i])), 0);

describe('fourierRatio', () => {
  const thickness = [0.3, 0.8, 1.2];
  const low = lowLoss(thickness);

  it('undoes the convolution with the low loss, up to the Gaussian it says', () => {
    const { scan, failedPixels } = fourierRatio(seenThrough(edges(3, 0), low), low, {
      fwhmEv: FWHM,
      taperChannels: 0,
    });
    // K ⊗ G of Gaussians is known in closed form. The elastic counts below the minimum hold 1e-4 of the plasmon's.
    expect(worst(scan.counts, edges(3, SIGMA).counts) / 500).toBeLessThan(1e-3);
    expect(failedPixels).toEqual([]);
  });

  it('is exact to rounding when the threshold parts elastic and plasmon exactly', () => {
    // Zero loss in one channel: I0 is known to the last count.
    const sharp = lowLoss([0.5], 0.02);
    sharp.counts[40] = I0;
    const { scan, fwhmEv } = fourierRatio(seenThrough(edges(1, 0), sharp), sharp, {
      thresholdEv: 5,
      fwhmEv: FWHM,
      taperChannels: 0,
    });
    expect(fwhmEv).toBe(FWHM);
    expect(worst(scan.counts, edges(1, SIGMA).counts)).toBeLessThan(5e-3);
  });

  it('takes the width from the zero loss', () => {
    const { fwhmEv, thresholdEv } = fourierRatio(edges(3, 0), low);
    expect(Math.abs(fwhmEv - FWHM)).toBeLessThan(0.1 * FWHM);
    expect(thresholdEv).toBeGreaterThan(2);
  });

  it('does not depend on the exposure of the low loss, and scales with the core loss', () => {
    const core = seenThrough(edges(3, 0), low);
    const reference = fourierRatio(core, low).scan.counts;
    fc.assert(
      fc.property(
        fc.double({ min: 0.1, max: 100, noNaN: true }),
        fc.double({ min: 0.1, max: 100, noNaN: true }),
        (a, b) => {
          const found = fourierRatio(
            withCounts(
              core,
              core.counts.map((v) => a * v),
            ),
            withCounts(
              low,
              low.counts.map((v) => b * v),
            ),
          ).scan.counts;
          return (
            worst(
              found,
              reference.map((v) => a * v),
            ) <
            5e-3 * a
          );
        },
      ),
      { numRuns: 10, seed: 1 },
    );
  });

  it('gives no value where the low loss has no elastic counts or the core loss no value', () => {
    const dark = withCounts(low, low.counts.slice());
    dark.counts.fill(0, 0, low.nChannels);
    const core = edges(3, 0);
    core.counts[2 * core.nChannels + 5] = Number.NaN;
    const { scan, failedPixels } = fourierRatio(core, dark);
    expect(failedPixels).toEqual([0, 2]);
    expect(spectrumAt(scan, 0).every(Number.isNaN)).toBe(true);
    expect(spectrumAt(scan, 1).every(Number.isFinite)).toBe(true);
  });

  it('refuses another step, other pixels and no width', () => {
    const core = edges(3, 0);
    const wide = { ...low, energy: { ...low.energy, scaleEv: 0.5 } };
    expect(() => fourierRatio(core, wide)).toThrow(/step/);
    expect(() => fourierRatio(edges(2, 0), low)).toThrow(SpectrumError);
    expect(() => fourierRatio(core, low, { fwhmEv: 0 })).toThrow(SpectrumError);
  });
});
