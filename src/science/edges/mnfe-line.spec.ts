import { describe, expect, it } from 'vitest';
import { createRng } from '../numerics/rng.js';
import { fitPowerLaw } from '../preprocessing/power-law.js';
import { energyAt, UNKNOWN_ACQUISITION, type SpectrumImage } from '../spectra/spectrum-image.js';
import { fitReferences } from './reference-fit/fit-references.js';
import { whiteLineProfile } from './white-line-profile.js';

/**
 * eXSpy's EELS_MnFe line scan (eels-methods 2.11): 400–799.75 eV by 0.25 eV, lines of given areas over an arctangent each,
 * weights interpolated along the line. Theirs is 10 × 100 pixels without counting noise; here 33, with noise where said.
 */
const AXIS = { offsetEv: 400, scaleEv: 0.25, nChannels: 1600 };
const N = 33;
const MN = {
  lines: [
    { area: 150, centreEv: 640, sigmaEv: 4 },
    { area: 75, centreEv: 655, sigmaEv: 4 },
  ],
  weights: [1, 1, 0.75, 0.5, 0],
};
const FE = {
  lines: [
    { area: 150, centreEv: 708, sigmaEv: 4 },
    { area: 50, centreEv: 730, sigmaEv: 3 },
  ],
  weights: [0, 0, 0.25, 0.5, 1],
};

function spectrumOf({ lines }: typeof MN): Float64Array {
  return Float64Array.from({ length: AXIS.nChannels }, (_, i) => {
    const e = energyAt(AXIS, i);
    const rise = Math.PI / 2 + Math.atan(0.2 * (e - lines[0].centreEv));
    return lines.reduce(
      (sum, { area, centreEv, sigmaEv }) =>
        sum + (area / (sigmaEv * Math.sqrt(2 * Math.PI))) * Math.exp(-0.5 * ((e - centreEv) / sigmaEv) ** 2),
      rise,
    );
  });
}

const weightAt = (weights: readonly number[], pixel: number): number => {
  const x = (pixel / (N - 1)) * (weights.length - 1);
  const k = Math.min(weights.length - 2, Math.floor(x));
  return weights[k] + (x - k) * (weights[k + 1] - weights[k]);
};

/** Twice the spectra by their weights; `seed` null: expected counts. */
function lineScan(seed: number | null): SpectrumImage {
  const rng = seed === null ? null : createRng(seed);
  const [mn, fe] = [spectrumOf(MN), spectrumOf(FE)];
  const counts = Float32Array.from({ length: N * AXIS.nChannels }, (_, at) => {
    const [pixel, i] = [Math.floor(at / AXIS.nChannels), at % AXIS.nChannels];
    const mean = 2 * (weightAt(MN.weights, pixel) * mn[i] + weightAt(FE.weights, pixel) * fe[i]);
    return rng === null ? mean : rng.poisson(mean);
  });
  return {
    title: 'EELS_MnFe',
    counts,
    nPixels: N,
    nChannels: AXIS.nChannels,
    energy: AXIS,
    navigation: [{ name: 'x', unit: 'nm', offset: 0, scale: 1, size: N }],
    intensityUnit: 'e-',
    acquisition: UNKNOWN_ACQUISITION,
    originalMetadata: null,
  };
}

const references = [
  { name: 'Mn', counts: spectrumOf(MN) },
  { name: 'Fe', counts: spectrumOf(FE) },
];
const fit = (scan: SpectrumImage) =>
  fitReferences(scan, references, { windowEv: [600, 780], background: 'none' });

describe('EELS_MnFe', () => {
  it('gives its weights back to a fit of its two spectra', () => {
    const { coefficients, failedPixels } = fit(lineScan(null));
    expect(failedPixels).toEqual([]);
    for (let p = 0; p < N; p++) {
      // float32 counts.
      expect(Math.abs(coefficients[p] / 2 - weightAt(MN.weights, p))).toBeLessThan(1e-4);
      expect(Math.abs(coefficients[N + p] / 2 - weightAt(FE.weights, p))).toBeLessThan(1e-4);
    }
  });

  it('gives them back within the error stated when counted', () => {
    const pulls = [1, 2, 3].flatMap((seed) => {
      const { coefficients, std } = fit(lineScan(seed));
      return Array.from({ length: 2 * N }, (_, k) => {
        const truth = 2 * weightAt(k < N ? MN.weights : FE.weights, k % N);
        return (coefficients[k] - truth) / std[k];
      });
    });
    // 198 pulls tell a deviation to 5 %; 3 of those.
    expect(Math.abs(Math.sqrt(pulls.reduce((s, x) => s + x * x, 0) / pulls.length) - 1)).toBeLessThan(0.15);
  });

  // One arctangent of slope 0.2/eV under both lines (it rises over 10 eV) is no two steps of 2:1: the separation, with a
  // background below that is not there, is held to 20 %, as white-lines.spec.ts holds the other one to 15 %.
  it.each([
    ['Mn', 0, MN, 2],
    ['Fe', N - 1, FE, 3],
  ] as const)('%s: white lines near their ratio, the arctangent included', (_, pixel, { lines }, truth) => {
    const scan = lineScan(null);
    scan.counts.forEach((y, at) => (scan.counts[at] = y + 40 * (energyAt(AXIS, at % 1600) / 500) ** -3));
    const maximaEv = [lines[0].centreEv, lines[1].centreEv] as const;
    const { ratio } = whiteLineProfile(scan, fitPowerLaw(scan, [500, 590]), {
      pair: 'L3/L2',
      maximaEv,
      fromEv: lines[0].centreEv - 14,
    });
    expect(Math.abs(ratio.values[pixel] / truth - 1)).toBeLessThan(0.2);
  });
});
