import { describe, expect, it } from 'vitest';
import { createRng } from '../numerics/rng.js';
import { fitPowerLaw } from '../preprocessing/power-law.js';
import { energyAt, type SpectrumImage } from '../spectra/spectrum-image.js';
import { syntheticScan } from './testing/synthetic-scan.js';
import { whiteLineProfile, type WhiteLineProfileOptions } from './white-line-profile.js';

interface Line {
  readonly area: number;
  readonly centreEv: number;
  readonly sigmaEv: number;
}

/** Gaussian lines over flat steps of `heights` at their centres, on a power law; counts a pixel times `dose`. */
function linesScan(
  lines: readonly Line[],
  heights: readonly number[],
  nPixels = 1,
  seed: number | null = null,
): SpectrumImage {
  const scan = syntheticScan(() => [], {
    offsetEv: 500,
    scaleEv: 0.25,
    nChannels: 1700,
    seed: null,
    dose: 40,
    nPixels,
  });
  const rng = seed === null ? null : createRng(seed);
  for (let pixel = 0; pixel < nPixels; pixel++) {
    for (let i = 0; i < scan.nChannels; i++) {
      const e = energyAt(scan.energy, i);
      lines.forEach(({ area, centreEv, sigmaEv }, k) => {
        const z = (e - centreEv) / sigmaEv;
        const signal =
          (area / (sigmaEv * Math.sqrt(2 * Math.PI))) * Math.exp(-0.5 * z * z) +
          heights[k] / (1 + Math.exp((-1.702 * (e - centreEv)) / 0.8));
        scan.counts[pixel * scan.nChannels + i] += signal;
      });
    }
  }
  if (rng !== null) scan.counts.forEach((mean, i) => (scan.counts[i] = rng.poisson(mean)));
  return scan;
}
const net = (
  scan: SpectrumImage,
  options: WhiteLineProfileOptions,
  fitEv: readonly [number, number] = [540, 600],
) => whiteLineProfile(scan, fitPowerLaw(scan, fitEv), options);

describe('whiteLineProfile', () => {
  it.each([
    { pair: 'L3/L2', heights: [2, 1], maximaEv: [640, 651] },
    { pair: 'M5/M4', heights: [3, 2], maximaEv: [832, 849] },
  ] as const)('returns areas put in over its own continuum: $pair', ({ pair, heights, maximaEv }) => {
    for (const truth of [0.8, 1.5, 3]) {
      const lines = maximaEv.map((centreEv, k) => ({
        area: k === 0 ? 400 * truth : 400,
        centreEv,
        sigmaEv: 1.4,
      }));
      const { ratio, normalised } = net(
        linesScan(lines, heights),
        { pair, maximaEv },
        [740, 800].map((e) => e - (pair === 'L3/L2' ? 180 : 0)) as [number, number],
      );
      expect(Math.abs(ratio.values[0] / truth - 1)).toBeLessThan(2e-3);
      // Areas are sums over channels of 0.25 eV: 4 a unit area; the continuum holds 50 eV of 3 or 5 a channel.
      const expected = (400 * (1 + truth) * 4) / (200 * (heights[0] + heights[1]));
      expect(Math.abs(normalised.values[0] / expected - 1)).toBeLessThan(2e-3);
    }
  });

  // eXSpy's EELS_MnFe: areas 150/75 (2.0) and 150/50 (3.0), sigmas 3–4 eV, spacings 15 and 22 eV: the tails of lines that
  // broad reach over the middle, 5 % at Mn. (Its own continuum is one arctan; here the steps of the method.)
  it.each([
    {
      truth: 2,
      lines: [
        { area: 150, centreEv: 640, sigmaEv: 4 },
        { area: 75, centreEv: 655, sigmaEv: 4 },
      ],
      within: 0.07,
    },
    {
      truth: 3,
      lines: [
        { area: 150, centreEv: 708, sigmaEv: 4 },
        { area: 50, centreEv: 730, sigmaEv: 3 },
      ],
      within: 0.03,
    },
  ])('is near $truth for the lines of EELS_MnFe', ({ truth, lines, within }) => {
    const scan = linesScan(lines, [2, 1]);
    const maximaEv = [lines[0].centreEv, lines[1].centreEv] as const;
    const { ratio } = net(scan, { pair: 'L3/L2', maximaEv, fromEv: lines[0].centreEv - 14 });
    expect(Math.abs(ratio.values[0] / truth - 1)).toBeLessThan(within);
  });

  // 300 pixels: the width of pulls is told to 4 %, their mean to 0.06; the quotient of noisy sums is skewed a little.
  it('states errors that the scatter obeys', () => {
    const lines = [
      { area: 300, centreEv: 640, sigmaEv: 1.4 },
      { area: 120, centreEv: 651, sigmaEv: 1.4 },
    ];
    const { ratio } = net(
      linesScan(lines, [2, 1], 300, 4),
      { pair: 'L3/L2', maximaEv: [640, 651] },
      [560, 620],
    );
    const pulls = [...ratio.values].map((v, i) => (v - 2.5) / ratio.std[i]);
    const mean = pulls.reduce((s, p) => s + p, 0) / 300;
    const width = Math.sqrt(pulls.reduce((s, p) => s + (p - mean) ** 2, 0) / 299);
    expect(Math.abs(mean)).toBeLessThan(0.3);
    expect(Math.abs(width - 1)).toBeLessThan(0.15);
  });

  it('refuses lines without a continuum behind, and lines in the wrong order', () => {
    const scan = linesScan([], []);
    expect(() => net(scan, { pair: 'L3/L2', maximaEv: [651, 640] })).toThrow(/second line/);
    expect(() => net(scan, { pair: 'L3/L2', maximaEv: [900, 915] })).toThrow(/axis ends/);
    expect(net(scan, { pair: 'L3/L2', maximaEv: [640, 651] }).ratio.values[0]).toBeNaN();
  });
});
