import { describe, expect, it } from 'vitest';
import { createRng } from '../numerics/rng.js';
import { fitPowerLaw } from '../preprocessing/power-law.js';
import { energyAt, UNKNOWN_ACQUISITION, type SpectrumImage } from '../spectra/spectrum-image.js';
import { whiteLineFit } from './white-line-fit.js';

/** eXSpy's EELS_MnFe, on a power law: areas, centres and widths of the lines; the continuum is of `step` a channel. */
const LINES = {
  Mn: { areas: [150, 75], maximaEv: [640, 655], sigmas: [4, 4], ratio: 2 },
  Fe: { areas: [150, 50], maximaEv: [708, 730], sigmas: [4, 3], ratio: 3 },
} as const;
type Step = (e: number, maximaEv: readonly [number, number]) => number;

const logistic = (z: number): number => 1 / (1 + Math.exp(-1.702 * z));
const twoSteps: Step = (e, [a, b]) => 3 * ((2 / 3) * logistic((e - a) / 0.8) + logistic((e - b) / 0.8) / 3);
/** As eXSpy has it: one arctangent, at the first line only. */
const arctan: Step = (e, [a]) => Math.atan(0.2 * (e - a)) + Math.PI / 2;

function scanOf(
  element: keyof typeof LINES,
  step: Step,
  noise: { readonly nPixels: number; readonly seed: number } | null = null,
): SpectrumImage {
  const { areas, maximaEv, sigmas } = LINES[element];
  const nPixels = noise?.nPixels ?? 1;
  const energy = { offsetEv: 400, scaleEv: 0.25, nChannels: 1600 };
  const rng = noise === null ? null : createRng(noise.seed);
  const counts = new Float32Array(nPixels * energy.nChannels);
  for (let at = 0; at < counts.length; at++) {
    const e = energyAt(energy, at % energy.nChannels);
    const lines = areas.reduce(
      (sum, area, k) =>
        sum +
        (area * Math.exp(-0.5 * ((e - maximaEv[k]) / sigmas[k]) ** 2)) / (sigmas[k] * Math.sqrt(2 * Math.PI)),
      0,
    );
    const mean = 20 * (e / 600) ** -3 + lines + step(e, maximaEv);
    counts[at] = rng === null ? mean : rng.poisson(mean);
  }
  return {
    ...{ title: '', counts, nPixels, nChannels: 1600, energy, navigation: [], intensityUnit: 'e-' },
    ...{ acquisition: UNKNOWN_ACQUISITION, originalMetadata: null },
  };
}
const FIT_EV = { Mn: [560, 610], Fe: [630, 680] } as const;
const fitted = (element: 'Mn' | 'Fe', scan: SpectrumImage) =>
  whiteLineFit(scan, fitPowerLaw(scan, FIT_EV[element]), {
    pair: 'L3/L2',
    maximaEv: LINES[element].maximaEv,
  });

describe("whiteLineFit on the lines of eXSpy's EELS_MnFe", () => {
  it.each(['Mn', 'Fe'] as const)('gives the ratio put in for %s', (element) => {
    const { ratio, normalised } = fitted(element, scanOf(element, twoSteps));
    // Widths are told to 1 % by a parabola over a grid; tails of the broad lines are no matter here.
    expect(Math.abs(ratio.values[0] / LINES[element].ratio - 1)).toBeLessThan(0.01);
    // Areas over 50 eV of a continuum of 3 a channel, 4 channels an eV.
    const [a, b] = LINES[element].areas;
    expect(Math.abs(normalised.values[0] / ((a + b) / (50 * 3)) - 1)).toBeLessThan(0.02);
  });

  // The continuum of eXSpy is another: its one broad arctangent has half of its height before the line.
  it.each([
    ['Mn', 0.02],
    ['Fe', 0.07],
  ] as const)('gives the ratio of %s within %d over their own continuum', (element, tolerance) => {
    const { ratio } = fitted(element, scanOf(element, arctan));
    expect(Math.abs(ratio.values[0] / LINES[element].ratio - 1)).toBeLessThan(tolerance);
  });

  it('states the scatter it has', () => {
    const { ratio } = fitted('Mn', scanOf('Mn', twoSteps, { nPixels: 300, seed: 5 }));
    const pulls = Array.from(ratio.values, (value, i) => (value - 2) / ratio.std[i]);
    const mean = pulls.reduce((a, b) => a + b, 0) / pulls.length;
    const rms = Math.hypot(...pulls) / Math.sqrt(pulls.length);
    // 300 draws: the width is known to 4 %, the mean to 0.06; a ratio is skew at 15 % of error.
    expect([Math.abs(mean) < 0.3, Math.abs(rms - 1) < 0.2]).toEqual([true, true]);
  });

  it('refuses lines without continuum behind them', () => {
    const scan = scanOf('Mn', twoSteps);
    const fit = fitPowerLaw(scan, FIT_EV.Mn);
    const options = { pair: 'L3/L2', maximaEv: [640, 655] } as const;
    expect(() => whiteLineFit(scan, fit, { ...options, endEv: 668 })).toThrow(/needs 10 eV/);
    expect(() => whiteLineFit(scan, fit, { ...options, maximaEv: [655, 640] })).toThrow(/must lie above/);
  });
});
