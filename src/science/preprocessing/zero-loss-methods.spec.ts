import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRng } from '../numerics/rng.js';
import { mean, rootMeanSquare } from '../numerics/statistics.js';
import { spectrumAt, SpectrumError, withCounts, type SpectrumImage } from '../spectra/spectrum-image.js';
import { shiftSpectra } from './shift-spectra.js';
import { gaussian, makeScan } from './testing/make-scan.js';
import { measureZeroLossBy, type ZeroLossMethod } from './zero-loss-methods.js';

const METHODS: ZeroLossMethod[] = [
  'likelihood',
  'maximum',
  'centre-of-mass',
  'gaussian-fit',
  'cross-correlation',
];
const FINE = METHODS.filter((method) => method !== 'maximum');
const drift = (p: number): number => 0.4 * Math.sin(p / 5) - 0.01 * p;

/** FWHM 0.94 eV at 0.1 eV a channel, about 9,400 counts a pixel, a level of 1. */
const low = (seed?: number, moved = 0): SpectrumImage =>
  makeScan({
    nPixels: 60,
    nChannels: 400,
    offsetEv: -15,
    scaleEv: 0.1,
    expected: (e, p) => gaussian(e, drift(p) + moved, 0.4, 940) + gaussian(e, 18, 3, 20) + 1,
    ...(seed === undefined ? {} : { rng: createRng(seed) }),
  });

const errorsOf = (centresEv: Float64Array): Float64Array => {
  const errors = centresEv.map((centre, p) => centre - drift(p));
  const common = mean(errors);
  return errors.map((error) => error - common);
};

describe('measureZeroLossBy', () => {
  // Channel 0.1 eV: a maximum is known to 0.029 eV rms; the mass above a quarter jumps with the channels at its ends.
  it.each([
    ['likelihood', 1e-3],
    ['maximum', 0.035],
    ['centre-of-mass', 0.01],
    ['gaussian-fit', 1e-3],
    ['cross-correlation', 4e-3],
  ] as const)('%s finds the planted drift without noise to %d eV rms', (method, limitEv) => {
    const { centresEv, assumedPixels } = measureZeroLossBy(low(), method);
    expect(rootMeanSquare(errorsOf(centresEv))).toBeLessThan(limitEv);
    expect(Math.abs(mean(centresEv) - mean(centresEv.map((_, p) => drift(p))))).toBeLessThan(0.02);
    expect(assumedPixels).toEqual([]);
  });

  it.each(FINE)('%s states the error that counting makes', (method) => {
    const pulls = [1, 2, 3].flatMap((seed) => {
      const { centresEv, stdEv } = measureZeroLossBy(low(seed), method);
      return [...errorsOf(centresEv)].map((error, p) => error / stdEv[p]);
    });
    // 180 pulls tell a standard deviation to 5 %; where the mass ends is known roughly only.
    expect(rootMeanSquare(pulls)).toBeGreaterThan(0.8);
    expect(rootMeanSquare(pulls)).toBeLessThan(method === 'centre-of-mass' ? 1.5 : 1.3);
  });

  it('moves with the axis, and does not depend on the amount of counts or the order of pixels', () => {
    const scan = low(5);
    const order = Array.from({ length: 60 }, (_, p) => (p * 7) % 60);
    const turned = withCounts(scan, Float32Array.from(order.flatMap((p) => [...spectrumAt(scan, p)])));
    fc.assert(
      fc.property(
        fc.constantFrom(...METHODS),
        fc.integer({ min: -30, max: 30 }),
        fc.constantFrom(0.5, 4, 64),
        (method, by, c) => {
          const { centresEv } = measureZeroLossBy(scan, method);
          const moved = { ...scan, energy: { ...scan.energy, offsetEv: scan.energy.offsetEv + by / 10 } };
          const scaled = withCounts(
            moved,
            moved.counts.map((v) => c * v),
          );
          const found = measureZeroLossBy(scaled, method).centresEv;
          found.forEach((centre, p) => expect(Math.abs(centre - centresEv[p] - by / 10)).toBeLessThan(1e-5));
          const other = measureZeroLossBy(turned, method).centresEv;
          order.forEach((p, i) => expect(Math.abs(other[i] - centresEv[p])).toBeLessThan(1e-6));
        },
      ),
      { numRuns: 12, seed: 1 },
    );
  });

  // HyperSpy TestAlignTools and eXSpy TestAlignZLP: a spike of 10 on 2, moved by whole channels of 0.1.
  it.each(['maximum', 'centre-of-mass'] as const)('%s finds the shifts of HyperSpy’s spikes', (method) => {
    // Theirs, and two more so that their mean is whole: the mean moves the axis, and nothing is split between channels.
    const shifts = [0, 4, 2, -2, 5, -2, -5, -9, -9, -8, 0, 0];
    const scan = makeScan({
      nPixels: 12,
      nChannels: 100,
      offsetEv: -5,
      scaleEv: 0.1,
      expected: (e, p) => (Math.round(10 * e) === shifts[p] ? 12 : 2),
    });
    const { centresEv } = measureZeroLossBy(scan, method);
    centresEv.forEach((centre, p) => expect(Math.abs(centre - shifts[p] / 10)).toBeLessThan(1e-3));
    const aligned = shiftSpectra(
      scan,
      centresEv.map((centre) => -centre),
    );
    const again = measureZeroLossBy(aligned, method).centresEv;
    again.forEach((centre) => expect(Math.abs(centre)).toBeLessThan(1e-6));
    for (let p = 0; p < 12; p++) {
      expect(Math.max(...spectrumAt(aligned, p))).toBeCloseTo(12, 4);
      expect(spectrumAt(aligned, p)[0]).toBeCloseTo(2, 5);
    }
  });

  it.each(METHODS)('%s takes the median where a pixel is dark, and refuses what has no peak', (method) => {
    const scan = low(2);
    scan.counts.fill(0, 7 * 400, 8 * 400);
    const { centresEv, assumedPixels } = measureZeroLossBy(scan, method);
    expect(assumedPixels).toEqual([7]);
    expect(Number.isFinite(centresEv[7])).toBe(true);
    const core = makeScan({ nPixels: 2, nChannels: 100, offsetEv: 400, scaleEv: 1, expected: () => 5 });
    expect(() => measureZeroLossBy(core, method)).toThrow(SpectrumError);
  });
});
