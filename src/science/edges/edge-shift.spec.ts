import { describe, expect, it } from 'vitest';
import { fitPowerLaw } from '../preprocessing/power-law.js';
import { edgeShiftProfile } from './edge-shift.js';
import { syntheticScan, whiteLinePair } from './testing/synthetic-scan.js';

const WINDOW: readonly [number, number] = [590, 690];
const shifted = (shiftsEv: readonly number[], seed: number | null) =>
  syntheticScan((pixel) => whiteLinePair(640 + shiftsEv[pixel], 651 + shiftsEv[pixel], 0.6), {
    nPixels: shiftsEv.length,
    seed,
    dose: 5000,
    offsetEv: 560,
    nChannels: 400,
  });
const profile = (shiftsEv: readonly number[], seed: number | null, reference: readonly number[]) => {
  const scan = shifted(shiftsEv, seed);
  return edgeShiftProfile(scan, fitPowerLaw(scan, [590, 632]), { windowEv: WINDOW, reference });
};

describe('edgeShiftProfile', () => {
  // The cubic between channels of 0.5 eV on lines of sigma 1.4 eV: 0.01 eV.
  it('returns known shifts', () => {
    const truth = [0, 0.25, -0.4, 1.3, -2];
    const { values } = profile(truth, null, [0]);
    truth.forEach((shift, pixel) => expect(Math.abs(values[pixel] - shift)).toBeLessThan(0.02));
  });

  it('changes sign when reference and pixel change places', () => {
    expect(profile([0, 0.8], null, [0]).values[1]).toBeCloseTo(-profile([0, 0.8], null, [1]).values[0], 1);
  });

  // 200 pixels against the mean of 100 unshifted ones; the width of pulls is told to 5 %.
  it('states the error: pulls of width 1', () => {
    const truth = Array.from({ length: 300 }, (_, i) => (i < 100 ? 0 : 0.6));
    const { values, std } = profile(
      truth,
      8,
      Array.from({ length: 100 }, (_, i) => i),
    );
    const pulls = [...values.keys()].slice(100).map((i) => (values[i] - 0.6) / std[i]);
    const mean = pulls.reduce((s, p) => s + p, 0) / 200;
    const width = Math.sqrt(pulls.reduce((s, p) => s + (p - mean) ** 2, 0) / 199);
    expect(Math.abs(mean)).toBeLessThan(0.6);
    expect(Math.abs(width - 1)).toBeLessThan(0.15);
  });

  it('tells nothing where there is no edge', () => {
    const scan = syntheticScan((p) => (p === 0 ? whiteLinePair(640, 651, 0.6) : []), {
      nPixels: 2,
      offsetEv: 560,
      nChannels: 400,
    });
    const { values } = edgeShiftProfile(scan, fitPowerLaw(scan, [590, 632]), {
      windowEv: WINDOW,
      reference: [0],
    });
    expect(values[1]).toBeNaN();
  });
});
