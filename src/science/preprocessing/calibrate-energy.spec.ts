import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRng } from '../numerics/rng.js';
import { rootMeanSquare } from '../numerics/statistics.js';
import { energyAt, SpectrumError } from '../spectra/spectrum-image.js';
import {
  applyCalibration,
  calibrateEnergy,
  calibrationStdEv,
  correctDispersion,
} from './calibrate-energy.js';
import { makeScan } from './testing/make-scan.js';

const anchor = (measuredEv: number, trueEv: number, measuredStdEv: number | null = 0.1) => ({
  measuredEv,
  trueEv,
  measuredStdEv,
});
const scan = makeScan({ nPixels: 1, nChannels: 100, offsetEv: 500, scaleEv: 0.5, expected: () => 1 });

describe('calibrateEnergy', () => {
  it('puts two edges where they belong', () => {
    fc.assert(
      fc.property(
        fc.double({ min: -50, max: 50, noNaN: true }),
        fc.double({ min: 0.85, max: 1.15, noNaN: true }),
        (offset, scale) => {
          const found = calibrateEnergy([528, 645].map((e) => anchor(e, offset + scale * e)));
          expect(found.scale).toBeCloseTo(scale, 9);
          expect(found.offsetEv).toBeCloseTo(offset, 6);
          const moved = applyCalibration(scan, found);
          expect(energyAt(moved.energy, 56)).toBeCloseTo(offset + scale * 528, 6);
          expect(moved.counts).toBe(scan.counts);
        },
      ),
      { numRuns: 30, seed: 1 },
    );
  });

  it('states its error: none smaller than at the anchors, larger outside', () => {
    const rng = createRng(3);
    const found = calibrateEnergy([anchor(500, 503), anchor(700, 704)]);
    expect(calibrationStdEv(found, 500)).toBeCloseTo(0.1 * found.scale, 6);
    expect(calibrationStdEv(found, 600)).toBeLessThan(0.1);
    expect(calibrationStdEv(found, 1000)).toBeGreaterThan(0.28);
    const pulls = Array.from({ length: 2000 }, () => {
      const noisy = [500, 600, 700].map((e, i) =>
        anchor(e + [0.1, 0.3, 0.2][i] * rng.normal(), 3 + 1.01 * e, [0.1, 0.3, 0.2][i]),
      );
      const fit = calibrateEnergy(noisy);
      return (fit.offsetEv + fit.scale * 800 - (3 + 1.01 * 800)) / calibrationStdEv(fit, 800)!;
    });
    // 2,000 pulls tell a standard deviation to 1.6 %.
    expect(Math.abs(rootMeanSquare(pulls) - 1)).toBeLessThan(0.05);
  });

  it('does not invent an error that nobody gave', () => {
    const found = calibrateEnergy([anchor(500, 503, null), anchor(700, 703)]);
    expect([found.covariance, calibrationStdEv(found, 600)]).toEqual([null, null]);
    expect(found.residualsEv.every((r) => Math.abs(r) < 1e-9)).toBe(true);
  });

  it('refuses one edge, the same one twice and two that were exchanged', () => {
    expect(() => calibrateEnergy([anchor(500, 503)])).toThrow(SpectrumError);
    expect(() => calibrateEnergy([anchor(500, 503), anchor(500, 532)])).toThrow(SpectrumError);
    expect(() => calibrateEnergy([anchor(500, 640), anchor(640, 500)])).toThrow(/exchanged/);
    expect(() => calibrateEnergy([anchor(500, Number.NaN), anchor(640, 500)])).toThrow(SpectrumError);
  });
});

describe('correctDispersion', () => {
  it('turns the axis about the energy that is right', () => {
    const { energy } = correctDispersion(scan, 0.51, 510);
    expect(energyAt(energy, 20)).toBeCloseTo(510, 9);
    expect(energy.scaleEv).toBeCloseTo(0.51, 12);
    expect(() => correctDispersion(scan, 0, 510)).toThrow(SpectrumError);
  });
});
