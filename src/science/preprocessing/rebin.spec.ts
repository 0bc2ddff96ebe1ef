import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRng } from '../numerics/rng.js';
import { energyAt, SpectrumError, type SpectrumImage } from '../spectra/spectrum-image.js';
import { cropEnergy, cropNavigation } from './crop.js';
import { rebinEnergy, rebinNavigation } from './rebin.js';
import { makeScan } from './testing/make-scan.js';

/** Whole counts, so that sums are exact. */
function map(sizes: readonly number[], nChannels: number): SpectrumImage {
  const rng = createRng(1);
  const nPixels = sizes.reduce((a, b) => a * b, 1);
  return {
    ...makeScan({ nPixels, nChannels, offsetEv: 10, scaleEv: 0.5, expected: () => 20, rng }),
    navigation: sizes.map((size, i) => ({ name: `axis ${i}`, unit: 'nm', offset: 5, scale: 2, size })),
  };
}

const sum = (counts: Float32Array): number => counts.reduce((a, b) => a + b, 0);
const sizesOf = (scan: SpectrumImage): number[] => scan.navigation.map((axis) => axis.size);

describe('rebinEnergy', () => {
  it('sums, and puts energies in the middle of the bins', () => {
    const scan = map([2], 7);
    const { scan: binned, dropped } = rebinEnergy(scan, 3);
    expect([binned.nChannels, dropped]).toEqual([2, [1]]);
    expect(binned.energy).toEqual({ offsetEv: 10.5, scaleEv: 1.5, nChannels: 2 });
    expect(binned.counts[3]).toBe(scan.counts[10] + scan.counts[11] + scan.counts[12]);
  });

  it('keeps all counts when the bins fill, and two steps are one', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 5 }), fc.integer({ min: 1, max: 5 }), (a, b) => {
        const scan = map([3], a * b * 4);
        const once = rebinEnergy(scan, a * b);
        expect(sum(once.scan.counts)).toBe(sum(scan.counts));
        expect(rebinEnergy(rebinEnergy(scan, a).scan, b).scan.counts).toEqual(once.scan.counts);
      }),
      { numRuns: 20, seed: 1 },
    );
  });

  it.each([0, -1, 1.5, 8, Number.NaN])('refuses a factor of %f', (factor) => {
    expect(() => rebinEnergy(map([1], 7), factor)).toThrow(SpectrumError);
  });
});

describe('rebinNavigation', () => {
  it('sums spectra along each axis', () => {
    const scan = map([4, 6], 5);
    const { scan: binned, dropped } = rebinNavigation(scan, [2, 3]);
    expect([sizesOf(binned), dropped, sum(binned.counts)]).toEqual([[2, 2], [0, 0], sum(scan.counts)]);
    let expected = 0;
    for (const y of [2, 3]) for (const x of [3, 4, 5]) expected += scan.counts[(y * 6 + x) * 5 + 2];
    expect(binned.counts[3 * 5 + 2]).toBe(expected);
    expect(binned.navigation[1]).toMatchObject({ offset: 7, scale: 6, size: 2 });
  });

  it('leaves out what fills no bin, and says so', () => {
    const scan = map([5, 7], 2);
    const { scan: binned, dropped } = rebinNavigation(scan, [2, 3]);
    expect(dropped).toEqual([1, 1]);
    expect(binned.counts).toEqual(
      rebinNavigation(
        cropNavigation(scan, [
          [0, 4],
          [0, 6],
        ]),
        [2, 3],
      ).scan.counts,
    );
  });

  it('refuses other axes', () => {
    expect(() => rebinNavigation(map([4, 6], 5), [2])).toThrow(SpectrumError);
    expect(() => rebinNavigation({ ...map([4], 5), nPixels: 3 }, [2])).toThrow(SpectrumError);
    expect(() => rebinNavigation(map([4], 5), [5])).toThrow(SpectrumError);
  });
});

describe('cropping', () => {
  it('keeps energies and positions where they are', () => {
    const scan = map([4, 6], 9);
    const cropped = cropEnergy(scan, [11, 13]);
    expect(cropped.energy).toEqual({ offsetEv: 11, scaleEv: 0.5, nChannels: 4 });
    expect(cropped.counts[4 * 10 + 1]).toBe(scan.counts[9 * 10 + 3]);
    expect(energyAt(cropped.energy, 3)).toBe(12.5);
    const part = cropNavigation(scan, [
      [1, 3],
      [2, 6],
    ]);
    expect([part.nPixels, sizesOf(part)]).toEqual([8, [2, 4]]);
    expect(part.navigation.map((axis) => axis.offset)).toEqual([7, 9]);
    expect(part.counts[5 * 9 + 4]).toBe(scan.counts[(2 * 6 + 3) * 9 + 4]);
  });

  it('refuses what is not there', () => {
    const scan = map([4], 9);
    expect(() => cropEnergy(scan, [100, 110])).toThrow(SpectrumError);
    expect(() => cropNavigation(scan, [[2, 5]])).toThrow(SpectrumError);
    expect(() => cropNavigation(scan, [[2, 2]])).toThrow(SpectrumError);
    expect(() => cropNavigation(scan, [])).toThrow(SpectrumError);
  });
});
