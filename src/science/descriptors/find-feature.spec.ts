import { describe, expect, it } from 'vitest';
import { createRng } from '../numerics/rng.js';
import { FeatureFinder } from './find-feature.js';
import { drawn, whiteLines } from './testing/made-up-edges.js';

const axisOf = (scaleEv: number) => ({ offsetEv: 600, scaleEv, nChannels: Math.round(100 / scaleEv) });
const search = (kind: 'maximum' | 'onset') => ({ kind, nominalEv: 642, searchEv: 12 });

describe.each([0.025, 0.1, 0.3, 0.5, 1])('dispersion %d eV', (scaleEv) => {
  const axis = axisOf(scaleEv);

  it.each([-10, -3.3, 0, 4.7, 10])('finds the maximum of a noiseless edge that is %d eV off', (offEv) => {
    const finder = new FeatureFinder(axis, search('maximum'));
    const { energyEv } = finder.find(whiteLines(axis, 1000, { l3Ev: 642 + offEv }), 0);
    // Channels of 1 eV are straight lines to it: a fifth of a channel.
    expect(Math.abs(energyEv! - 642 - offEv)).toBeLessThan(scaleEv > 0.5 ? 0.2 : 0.08);
  });

  it('finds it within 0.3 eV (rms) at 300 counts in its highest half eV over as many of background', () => {
    const finder = new FeatureFinder(axis, search('maximum'));
    const rng = createRng(7);
    const net = whiteLines(axis, 300, { l3Ev: 639 });
    const background = 300 * (scaleEv / 0.5);
    const errors = Array.from({ length: 100 }, () => {
      const { energyEv } = finder.find(drawn(net, background, rng), background);
      return (energyEv ?? Infinity) - 639;
    });
    const rms = Math.sqrt(errors.reduce((sum, e) => sum + e * e, 0) / errors.length);
    expect(rms).toBeLessThan(0.3);
  });

  it('finds none in noise of background (2 of 100 at most), and says so', () => {
    const finder = new FeatureFinder(axis, search('maximum'));
    const rng = createRng(9);
    const nothing = new Float64Array(axis.nChannels);
    const found = Array.from({ length: 100 }, () => finder.find(drawn(nothing, 300, rng), 300));
    const none = found.filter((f) => f.energyEv === null);
    expect(none.length).toBeGreaterThanOrEqual(98);
    expect(none[0].reason).toContain('no maximum stands out of the noise');
  });
});

it('an onset is the first rise to half of the maximum, also where the maximum lies beyond the search', () => {
  const axis = axisOf(0.1);
  const values = Float64Array.from({ length: axis.nChannels }, (_, i) => {
    const e = 600 + 0.1 * i;
    return 1000 * Math.exp(-0.5 * ((e - 660) / 4) ** 2);
  });
  const finder = new FeatureFinder(axis, { kind: 'onset', nominalEv: 655, searchEv: 3 });
  const { energyEv } = finder.find(values, 0);
  // Half height of a Gaussian; smoothing of 1.5 eV FWHM widens sigma from 4 to 4.05.
  expect(energyEv).toBeCloseTo(660 - 4.05 * Math.sqrt(2 * Math.LN2), 1);
});

it('says when the scan does not reach the edge, and when the edge begins too low', () => {
  const far = new FeatureFinder({ offsetEv: 700, scaleEv: 0.5, nChannels: 100 }, search('maximum'));
  expect(far.find(new Float64Array(100), 0).reason).toContain('does not reach the edge (630–654 eV)');
  const axis = axisOf(0.5);
  const early = new FeatureFinder(axis, search('onset'));
  const { reason } = early.find(whiteLines(axis, 100, { l3Ev: 631 }), 0);
  expect(reason).toContain('the edge begins below the range');
});
