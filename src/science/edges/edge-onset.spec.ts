import { describe, expect, it } from 'vitest';
import { fitPowerLaw } from '../preprocessing/power-law.js';
import { edgeOnsetProfile } from './edge-onset.js';
import { syntheticScan, whiteLinePair } from './testing/synthetic-scan.js';

const profile = (shiftOf: (pixel: number) => number, options = {}) => {
  const scan = syntheticScan(
    (pixel) => whiteLinePair(640 + shiftOf(pixel), 651 + shiftOf(pixel), 1),
    options,
  );
  return edgeOnsetProfile(scan, fitPowerLaw(scan, [570, 634]), { onsetEv: 640 });
};

describe('edgeOnsetProfile', () => {
  it('sees a shift of a fraction of a channel', () => {
    const shifts = [0, 0.1, 0.2, 0.35, -0.4];
    const { values } = profile((pixel) => shifts[pixel], { nPixels: 5, seed: null });
    // No noise; linear interpolation of a rise 2 eV wide between channels of 0.5 eV.
    shifts.forEach((shift, k) => expect(values[k] - values[0]).toBeCloseTo(shift, 1));
    // Half height of a line of sigma 1.4 lies 1.18 sigma below its maximum at 641.4; the step and smoothing move it a little.
    expect(Math.abs(values[0] - 639.75)).toBeLessThan(0.5);
  });

  // 200 pixels of the same edge are 200 seeds. 68 % expected; binomial spread 3.3 %; bounds 60–76 %.
  it('covers the truth as often as it says', () => {
    const truth = profile(() => 0, { seed: null }).values[0];
    const { values, std } = profile(() => 0, { nPixels: 200, dose: 2000, seed: 5 });
    const inside = values.filter((v, k) => Math.abs(v - truth) < std[k]).length / 200;
    expect(inside).toBeGreaterThan(0.6);
    expect(inside).toBeLessThan(0.76);
  });

  it('tells nothing where there is no edge', () => {
    const scan = syntheticScan((pixel) => (pixel === 1 ? [] : whiteLinePair(640, 651, 1)), { nPixels: 3 });
    const { values, std } = edgeOnsetProfile(scan, fitPowerLaw(scan, [570, 634]), { onsetEv: 640 });
    expect([...values].map(Number.isNaN)).toEqual([false, true, false]);
    expect(std[1]).toBeNaN();
  });
});
