import { describe, expect, it } from 'vitest';
import { sumSpectrum } from '../preprocessing/sum-spectrum.js';
import { binSpectrum, noiseFactor } from './binned-spectrum.js';
import { findRises } from './find-rises.js';
import { oxygen, syntheticScan, whiteLinePair, type Feature } from './testing/synthetic-scan.js';

const risesOf = (features: readonly Feature[], options = {}) => {
  const scan = syntheticScan(() => features, options);
  return findRises(binSpectrum(sumSpectrum(scan), scan.energy), 5);
};

describe('noise factor', () => {
  it('is 1 for electrons and the gain for counts times a gain', () => {
    const scan = syntheticScan(() => oxygen(0.3));
    const sum = sumSpectrum(scan);
    // 1,022 squared normals, median: 4 % standard error.
    expect(noiseFactor(sum)).toBeGreaterThan(0.85);
    expect(noiseFactor(sum)).toBeLessThan(1.15);
    expect(noiseFactor(sum.map((y) => 8 * y)) / noiseFactor(sum)).toBeCloseTo(8, 6);
  });
});

describe('findRises', () => {
  it('finds a step where it is', () => {
    const rises = risesOf([{ onsetEv: 600.3, height: 0.3 }]);
    expect(rises).toHaveLength(1);
    expect(Math.abs(rises[0].energyEv - 600.3)).toBeLessThan(0.3); // 7 standard deviations
    expect(rises[0].energyStdEv).toBeLessThan(0.1);
  });

  it('finds both lines of a pair', () => {
    const rises = risesOf(whiteLinePair(640, 651, 1));
    expect(rises).toHaveLength(2);
    // A comparison over 2.5 eV lies up to 0.8 eV below the steepest point of a line of sigma 1.4 eV.
    expect(Math.abs(rises[0].energyEv - 640)).toBeLessThan(0.8);
    expect(Math.abs(rises[1].energyEv - 651)).toBeLessThan(0.8);
  });

  // The steepest point of a noisy step; 100 seeds, 68 % expected, binomial spread 4.7 %; first order, so 50–85.
  it('says how well it knows where', () => {
    let inside = 0;
    const truth = risesOf([{ onsetEv: 600.3, height: 0.3 }], { seed: null, dose: 3000 })[0].energyEv;
    for (let seed = 1; seed <= 100; seed++) {
      const rise = risesOf([{ onsetEv: 600.3, height: 0.3 }], { seed, dose: 3000 })[0];
      if (Math.abs(rise.energyEv - truth) < rise.energyStdEv) inside++;
    }
    expect(inside).toBeGreaterThan(50);
    expect(inside).toBeLessThan(86);
  });

  it('finds nothing in a noisy power law (100 seeds, two false rises allowed)', () => {
    let found = 0;
    for (let seed = 1; seed <= 100; seed++) found += risesOf([], { seed, dose: 200 * seed }).length;
    expect(found).toBeLessThanOrEqual(2);
  });
});
