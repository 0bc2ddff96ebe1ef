import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRng } from '../numerics/rng.js';
import { spectrumAt, withCounts, type SpectrumImage } from '../spectra/spectrum-image.js';
import { fitPowerLaw, integrateNet, subtractPowerLaw } from './power-law.js';
import { gaussian, makeScan } from './testing/make-scan.js';
import { relativeThickness } from './thickness.js';
import { alignZeroLoss, measureZeroLoss } from './zero-loss.js';

const SETTINGS = { numRuns: 12, seed: 1 };
const factor = fc.double({ min: 0.01, max: 100, noNaN: true });
const orderOf = (n: number) =>
  fc.shuffledSubarray(
    Array.from({ length: n }, (_, p) => p),
    { minLength: n },
  );

/** Pixels in another order, counts times c. */
const changed = (scan: SpectrumImage, order: readonly number[], c: number): SpectrumImage =>
  withCounts(scan, Float32Array.from(order.flatMap((p) => [...spectrumAt(scan, p)].map((v) => c * v))));

const moved = (scan: SpectrumImage, byEv: number): SpectrumImage => ({
  ...scan,
  energy: { ...scan.energy, offsetEv: scan.energy.offsetEv + byEv },
});

const edge = (e: number, p: number): number => (e < 532 ? 0 : (200 + 20 * p) * Math.exp(-(e - 532) / 60));
const background = (e: number, p: number): number => 900 * (e / 450) ** -(2.7 + 0.05 * p);
const core = (seed?: number): SpectrumImage =>
  makeScan({
    nPixels: 6,
    nChannels: 400,
    offsetEv: 420,
    scaleEv: 0.5,
    expected: (e, p) => background(e, p) + edge(e, p),
    ...(seed === undefined ? {} : { rng: createRng(seed) }),
  });
const netOf = (scan: SpectrumImage, k = 1) =>
  integrateNet(scan, fitPowerLaw(scan, [430 * k, 525 * k]), [532 * k, 580 * k]);

describe('net integral', () => {
  const scan = core(3);
  const base = netOf(scan);

  it('scales with the counts, its error with it, and keeps to its pixel', () =>
    fc.assert(
      fc.property(factor, orderOf(6), (c, order) => {
        const made = changed(scan, order, c);
        const other = netOf(made);
        // Six pixels tell the noise of gained counts to some ten per cent; electrons (1) are taken at their word.
        const [a, b] = [scan, made].map((s) => fitPowerLaw(s, [430, 525]).noiseScale);
        const noise = Math.sqrt(b / (c * a));
        order.forEach((p, i) => {
          // float32 counts: 6e-8 each, of a background twenty times the net signal.
          expect(other.values[i] / (c * base.values[p])).toBeCloseTo(1, 4);
          expect(Math.abs(other.std[i] / (c * base.std[p]) / noise - 1)).toBeLessThan(0.02);
        });
      }),
      SETTINGS,
    ));

  it('does not change when all energies are multiplied: a power law has no scale', () =>
    fc.assert(
      fc.property(fc.double({ min: 0.3, max: 3, noNaN: true }), (k) => {
        const { offsetEv, scaleEv, nChannels } = scan.energy;
        const other = netOf(
          { ...scan, energy: { offsetEv: k * offsetEv, scaleEv: k * scaleEv, nChannels } },
          k,
        );
        base.values.forEach((v, p) => expect(other.values[p] / v).toBeCloseTo(1, 7));
      }),
      SETTINGS,
    ));

  it('is the inverse of adding an edge to a power law', () =>
    fc.assert(
      fc.property(
        fc.double({ min: 1.5, max: 5, noNaN: true }),
        fc.double({ min: 1, max: 1e4, noNaN: true }),
        (r, height) => {
          const signal = (e: number): number => (e < 532 ? 0 : height * Math.exp(-(e - 532) / 60));
          const made = makeScan({
            nPixels: 1,
            nChannels: 400,
            offsetEv: 420,
            scaleEv: 0.5,
            expected: (e) => 1e3 * (e / 450) ** -r + signal(e),
          });
          let truth = 0;
          for (let i = 224; i < 320; i++) truth += signal(420 + i / 2);
          // float32 counts and the exponent they leave: 1e-6 of the counts.
          expect(Math.abs(netOf(made).values[0] - truth)).toBeLessThan(0.1 + 1e-5 * truth);
          const left = subtractPowerLaw(made, fitPowerLaw(made, [430, 525])).counts;
          for (let i = 224; i < 320; i++)
            expect(Math.abs(left[i] - signal(420 + i / 2))).toBeLessThan(0.005 + 1e-5 * height);
        },
      ),
      SETTINGS,
    ));
});

describe('zero loss and thickness', () => {
  const drift = (p: number): number => 0.3 * Math.sin(2 * p);
  const low = makeScan({
    nPixels: 6,
    nChannels: 700,
    offsetEv: -20,
    scaleEv: 0.1,
    expected: (e, p) =>
      gaussian(e, drift(p), 0.4, 1e4) + gaussian(e, 22 + drift(p), 3, 300 + 50 * p) + gaussian(e, 44, 5, 30),
    rng: createRng(2),
  });
  const centres = measureZeroLoss(low).centresEv;
  const aligned = alignZeroLoss(low).aligned;
  const thick = relativeThickness(aligned);

  it('centres move with the axis; counts and order do not matter', () =>
    fc.assert(
      fc.property(factor, orderOf(6), fc.double({ min: -3, max: 3, noNaN: true }), (c, order, by) => {
        const other = measureZeroLoss(changed(moved(low, by), order, c)).centresEv;
        order.forEach((p, i) => expect(Math.abs(other[i] - centres[p] - by)).toBeLessThan(1e-5));
      }),
      SETTINGS,
    ));

  it('alignment undoes whatever moved the axis', () =>
    fc.assert(
      fc.property(fc.double({ min: -5, max: 5, noNaN: true }), (by) => {
        const other = alignZeroLoss(moved(low, by)).aligned;
        expect(Math.abs(other.energy.offsetEv - aligned.energy.offsetEv)).toBeLessThan(1e-9);
        other.counts.forEach((v, i) => expect(Math.abs(v - aligned.counts[i])).toBeLessThan(1e-2));
      }),
      { ...SETTINGS, numRuns: 5 },
    ));

  it('t/λ does not depend on exposure, and keeps to its pixel', () =>
    fc.assert(
      // Exposures above that of the scan: where a level rises is told by counting statistics.
      fc.property(fc.double({ min: 1, max: 100, noNaN: true }), orderOf(6), (c, order) => {
        const other = relativeThickness(changed(aligned, order, c));
        expect(other.thresholdEv).toBe(thick.thresholdEv);
        order.forEach((p, i) => expect(Math.abs(other.values[i] - thick.values[p])).toBeLessThan(1e-5));
      }),
      SETTINGS,
    ));
});
