import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRng } from '../numerics/rng.js';
import { mean } from '../numerics/statistics.js';
import { energyAt, SpectrumError, type SpectrumImage, spectrumAt } from '../spectra/spectrum-image.js';
import { shiftSpectra } from './shift-spectra.js';
import { gaussian, makeScan } from './testing/make-scan.js';

const moments = (scan: SpectrumImage, pixel: number): { sum: number; centreEv: number } => {
  let [s0, s1] = [0, 0];
  spectrumAt(scan, pixel).forEach((y, i) => {
    s0 += y;
    s1 += y * energyAt(scan.energy, i);
  });
  return { sum: s0, centreEv: s1 / s0 };
};

function variance(values: ArrayLike<number>): number {
  const middle = mean(values);
  return mean(Array.from(values, (value) => (value - middle) ** 2));
}

describe('shiftSpectra', () => {
  const peaks = makeScan({
    nPixels: 3,
    nChannels: 300,
    offsetEv: 100,
    scaleEv: 0.5,
    expected: (e, p) => gaussian(e, 170 + p, 2, 1000),
  });

  it('keeps all counts and moves their centre by exactly the shift', () => {
    const shift = fc.double({ min: -8, max: 8, noNaN: true });
    fc.assert(
      fc.property(fc.tuple(shift, shift, shift), (shifts) => {
        const moved = shiftSpectra(peaks, shifts);
        shifts.forEach((by, p) => {
          const [before, after] = [moments(peaks, p), moments(moved, p)];
          // float32 counts
          expect(after.sum / before.sum).toBeCloseTo(1, 6);
          expect(after.centreEv - before.centreEv).toBeCloseTo(by, 4);
        });
      }),
      { numRuns: 30, seed: 1 },
    );
  });

  it('touches no count when all pixels move together', () => {
    const moved = shiftSpectra(peaks, [0.37, 0.37, 0.37]);
    expect(moved.counts).toBe(peaks.counts);
    expect(moved.energy.offsetEv).toBeCloseTo(100.37, 12);
  });

  it('is undone by the opposite shifts, where they are whole channels', () => {
    const back = shiftSpectra(shiftSpectra(peaks, [1, 0, -1]), [-1, 0, 1]);
    const lost = (peaks.nChannels - back.nChannels) / 2;
    expect(back.energy.offsetEv).toBeCloseTo(100 + 0.5 * lost, 12);
    for (let p = 0; p < 3; p++) {
      expect([...spectrumAt(back, p)]).toEqual([...spectrumAt(peaks, p).subarray(lost, 300 - lost)]);
    }
  });

  // HyperSpy's TestShift1D: ramp 0, 1, 2, … at 0.2, shifted by 0.1, cropped: values half-way between.
  it('reads a shifted ramp half-way between its channels', () => {
    const ramp = makeScan({ nPixels: 2, nChannels: 10, offsetEv: 0, scaleEv: 0.2, expected: (e) => e });
    const moved = shiftSpectra(ramp, [-0.05, 0.05]);
    expect(moved.energy.offsetEv).toBeCloseTo(0.2, 12);
    expect(moved.nChannels).toBe(8);
    moved.counts.forEach((value, i) => {
      const shift = i < 8 ? -0.05 : 0.05;
      expect(value).toBeCloseTo(energyAt(moved.energy, i % 8) - shift, 6);
    });
  });

  it('keeps sums over windows Poisson, and at least half of the variance of single channels', () => {
    const flat = makeScan({
      nPixels: 400,
      nChannels: 200,
      offsetEv: 100,
      scaleEv: 1,
      expected: () => 100,
      rng: createRng(5),
    });
    const moved = shiftSpectra(
      flat,
      Float64Array.from({ length: 400 }, (_, p) => (p % 2) - 0.5 + 0.0001 * p),
    );
    const sums = Array.from({ length: 400 }, (_, p) =>
      spectrumAt(moved, p)
        .subarray(20, 120)
        .reduce((a, b) => a + b),
    );
    // 400 sums tell a variance to 7 %.
    expect(variance(sums) / 10_000).toBeGreaterThan(0.79);
    expect(variance(sums) / 10_000).toBeLessThan(1.21);
    const single = variance(moved.counts) / 100;
    expect(single).toBeGreaterThan(0.48);
    expect(single).toBeLessThan(1.02);
    expect(moved.counts.every((value) => value >= 0)).toBe(true);
  });

  it.each<[string, number[]]>([
    ['of another number', [0, 1]],
    ['that are not numbers', [0, Number.NaN, 1]],
    ['that leave less than half of the axis', [-50, 0, 50]],
  ])('refuses shifts %s', (_, shifts) => {
    expect(() => shiftSpectra(peaks, shifts)).toThrow(SpectrumError);
  });
});
