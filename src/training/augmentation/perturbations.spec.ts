import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRng } from '../../science/numerics/rng.js';
import { perturbed } from './augmentation-plan.js';
import {
  broadened,
  counted,
  rebinned,
  scatteredAgain,
  shifted,
  withBackground,
  withGainSlope,
  withNoise,
} from './perturbations.js';

const STEP = 0.25;
const N = 600;
const energy = (i: number): number => i * STEP;
const peak = (centreEv: number, sigmaEv: number): Float64Array =>
  Float64Array.from({ length: N }, (_, i) => Math.exp(-(((energy(i) - centreEv) / sigmaEv) ** 2) / 2));
const sum = (values: Float64Array): number => values.reduce((a, b) => a + b, 0);
const centre = (values: Float64Array): number =>
  values.reduce((a, v, i) => a + v * energy(i), 0) / sum(values);
const variance = (values: Float64Array): number => {
  const c = centre(values);
  return values.reduce((a, v, i) => a + v * (energy(i) - c) ** 2, 0) / sum(values);
};
const range = (min: number, max: number) => fc.double({ min, max, noNaN: true });

describe('perturbations', () => {
  it('a shift moves the centre by what it says and leaves the area', () => {
    fc.assert(
      fc.property(range(-10, 10), range(1, 4), (shift, sigma) => {
        const before = peak(75, sigma);
        const after = shifted(before, STEP, shift);
        expect(centre(after) - centre(before)).toBeCloseTo(shift, 6);
        expect(sum(after)).toBeCloseTo(sum(before), 6);
      }),
      { numRuns: 40 },
    );
  });

  it('broadening adds variances, leaves centre and area, and a constant', () => {
    fc.assert(
      fc.property(range(0.3, 5), range(1, 4), (fwhm, sigma) => {
        const before = peak(75, sigma);
        const after = broadened(before, STEP, fwhm);
        expect(sum(after)).toBeCloseTo(sum(before), 6);
        expect(centre(after)).toBeCloseTo(75, 6);
        // The kernel ends at 4 σ and is sampled: 1 % of its variance.
        const added = (fwhm / 2.3548) ** 2;
        expect(Math.abs(variance(after) - variance(before) - added)).toBeLessThan(0.01 * added + 0.004);
        const flat = broadened(new Float64Array(N).fill(3), STEP, fwhm);
        expect(Math.max(...flat) - Math.min(...flat)).toBeLessThan(1e-12);
      }),
      { numRuns: 40 },
    );
  });

  it('other channels keep the area of a peak, its centre, and a straight line', () => {
    fc.assert(
      fc.property(range(0.025, 1), range(0, 0.999), (dispersionEv, phase) => {
        const seen = rebinned(peak(75, 3), STEP, { dispersionEv, phase });
        const energies = seen.values.map((_, k) => seen.offsetEv + k * dispersionEv);
        const area = sum(seen.values) * dispersionEv;
        expect(area / (sum(peak(75, 3)) * STEP)).toBeCloseTo(1, 6);
        expect((seen.values.reduce((a, v, k) => a + v * energies[k], 0) * dispersionEv) / area).toBeCloseTo(
          75,
          3,
        );
        const line = Float64Array.from({ length: N }, (_, i) => 2 + 0.4 * energy(i));
        const straight = rebinned(line, STEP, { dispersionEv, phase });
        straight.values.forEach((v, k) => expect(v).toBeCloseTo(2 + 0.4 * energies[k], 8));
      }),
      { numRuns: 40 },
    );
  });

  it('counting has the mean of the spectrum and the variance of electrons', () => {
    const values = Float64Array.of(0, 0.5, 1, 0.25);
    const rng = createRng(5);
    const background = 200;
    const draws = Array.from({ length: 4000 }, () => counted(values, { dose: 400, background }, rng));
    values.forEach((v, i) => {
      const mean = draws.reduce((a, d) => a + d[i], 0) / draws.length;
      const spread = draws.reduce((a, d) => a + (d[i] - mean) ** 2, 0) / draws.length;
      // Five standard deviations of a mean over 4000 draws; of a variance about 11 %.
      const variance = (400 * v + background) / 400 ** 2;
      expect(Math.abs(mean - v)).toBeLessThan(5 * Math.sqrt(variance / 4000));
      expect(Math.abs(spread - variance)).toBeLessThan(0.12 * variance);
    });
  });

  it('noise at the points of a source is independent there, and goes on in straight lines between', () => {
    const points = Float64Array.of(0, 4, 8, 16);
    const noise = withNoise(new Float64Array(20), 1, points, createRng(2));
    for (const [i, a, b] of [
      [2, 0, 4],
      [6, 4, 8],
      [12, 8, 16],
    ])
      expect(noise[i]).toBeCloseTo((noise[a] + noise[b]) / 2, 12);
    expect(noise[19]).toBe(noise[16]);
    const draws = Array.from(
      { length: 2000 },
      (_, seed) => withNoise(new Float64Array(20), 0.5, points, createRng(seed))[4],
    );
    // The standard deviation of 2000 draws is known within 1.6 %.
    expect(Math.sqrt(draws.reduce((a, d) => a + d * d, 0) / 2000)).toBeCloseTo(0.5, 1);
  });

  it('a residual background is a line, a gain slope a factor', () => {
    const values = peak(60, 5);
    const rest = withBackground(values, { level: 0.2, tilt: -0.1 }).map((v, i) => v - values[i]);
    expect(rest[0]).toBeCloseTo(0.25, 9);
    expect(rest[N - 1]).toBeCloseTo(0.15, 9);
    const sloped = withGainSlope(new Float64Array(N).fill(2), 0.4);
    expect([sloped[0], sloped[N - 1]].map((v) => v.toFixed(9))).toEqual(['1.600000000', '2.400000000']);
  });

  it('plural scattering keeps the area and puts its share one plasmon higher', () => {
    const before = peak(40, 1);
    const after = scatteredAgain(before, STEP, { thickness: 0.5, plasmonEv: 22, widthEv: 4 });
    const orders = 1 + 0.5 + 0.125 + 0.5 ** 3 / 6;
    expect(sum(after)).toBeCloseTo(sum(before), 3);
    const part = (from: number, to: number): number => sum(after.slice(from / STEP, to / STEP)) / sum(before);
    expect(part(30, 51)).toBeCloseTo(1 / orders, 3);
    expect(part(51, 73)).toBeCloseTo(0.5 / orders, 3);
  });

  it('an empty plan changes nothing, a plan is repeatable and gives numbers', () => {
    const values = peak(50, 2);
    const spectrum = { values, stepEv: STEP, points: null };
    expect(perturbed(spectrum, { cleanShare: 0 }, createRng(1)).values).toEqual(values);
    const plan = {
      cleanShare: 0,
      shiftEv: [-1, 1],
      broadeningEv: [0.3, 5],
      dispersionsEv: [0.1, 0.5, 1],
      dose: [100, 1e5],
      noise: [0, 0.03],
      backgroundLevel: [0, 0.3],
      backgroundTilt: [-0.1, 0.1],
      gainSlope: [-0.2, 0.2],
      thickness: [0, 0.8],
    } as const;
    fc.assert(
      fc.property(fc.integer(), (seed) => {
        const a = perturbed(spectrum, plan, createRng(seed));
        expect(a).toEqual(perturbed(spectrum, plan, createRng(seed)));
        expect(a.values.every(Number.isFinite)).toBe(true);
        expect(a.values).not.toEqual(values);
        expect([0.1, 0.5, 1]).toContain(a.stepEv);
      }),
      { numRuns: 30 },
    );
  });
});
