import { describe, expect, it } from 'vitest';
import { createRng } from '../numerics/rng.js';
import { addPoisson } from '../spectra/forward-model-detector.js';
import { addPowerLaw, edgeShape } from '../spectra/forward-model-edges.js';
import {
  convolve,
  coreLossKernel,
  plasmonLoss,
  plasmonLowLoss,
  pluralScattering,
} from '../spectra/forward-model-scattering.js';
import { UNKNOWN_ACQUISITION, type SpectrumImage } from '../spectra/spectrum-image.js';
import { removePluralScattering } from './plural-scattering.js';

const STEP_EV = 0.5;
const SIGMA = 1;
const N = 800;
const MARGIN = 400;

const toScan = (offsetEv: number, counts: Float32Array): SpectrumImage => ({
  title: '',
  counts,
  nPixels: 1,
  nChannels: counts.length,
  energy: { offsetEv, scaleEv: STEP_EV, nChannels: counts.length },
  navigation: [],
  intensityUnit: 'e-',
  acquisition: UNKNOWN_ACQUISITION,
  originalMetadata: null,
});

/** Core loss from 400 eV with and without plasmons, and the low loss that belongs to it. */
function model(thickness: number): { core: Float64Array; single: Float64Array; low: Float64Array } {
  const axis = { offsetEv: 400 - MARGIN * STEP_EV, scaleEv: STEP_EV, nChannels: MARGIN + N + 10 };
  const ideal = new Float64Array(axis.nChannels);
  addPowerLaw(ideal, axis, Math.log(2000) + 3 * Math.log(450), 3);
  edgeShape(
    ideal,
    axis,
    [
      { kind: 'step', onsetEv: 532, height: 600, widthEv: 1, r: 2.5 },
      { kind: 'peak', centreEv: 640, sigmaEv: 1.5, area: 20_000 },
    ],
    1,
  );
  const loss = plasmonLoss({ energyEv: 23, fwhmEv: 8, gapEv: 2 }, STEP_EV, N);
  const seen = (t: number): Float64Array => {
    const { kernel, zeroIndex } = coreLossKernel(pluralScattering(loss, t), SIGMA, MARGIN);
    return convolve(ideal, kernel, zeroIndex).slice(MARGIN, MARGIN + N);
  };
  const low = plasmonLowLoss({
    scattering: pluralScattering(loss, thickness),
    zeroChannel: 40,
    sigmaChannels: SIGMA,
    electrons: 4e6,
    nChannels: N,
  });
  return { core: seen(thickness), single: seen(0), low };
}

const around = (values: ArrayLike<number>, fromEv: number, toEv: number): number => {
  let sum = 0;
  for (let i = (fromEv - 400) / STEP_EV; i < (toEv - 400) / STEP_EV; i++) sum += values[i];
  return sum;
};

describe('removePluralScattering', () => {
  // Noise-free; what is left comes from the reach of 150 eV and the power law assumed below the axis, and fades with
  // distance from the start: looked at from 50 eV on.
  it.each([
    [0.2, 0.005],
    [0.5, 0.01],
    [1.0, 0.02],
  ])('gives back the single scattering the model started from, t/λ = %d', (thickness, tolerance) => {
    const { core, single, low } = model(thickness);
    const { counts } = removePluralScattering(
      toScan(400, Float32Array.from(core)),
      toScan(-20, Float32Array.from(low)),
    );
    const worst = Math.max(...Array.from(counts.subarray(100), (c, i) => Math.abs(c / single[100 + i] - 1)));
    expect(worst).toBeLessThan(tolerance);
    const line = around(counts, 634, 646) / around(single, 634, 646);
    expect(Math.abs(line - 1)).toBeLessThan(0.004);
  });

  it('leaves a core loss without plasmons as it is', () => {
    const { single } = model(0);
    const elastic = plasmonLowLoss({
      scattering: pluralScattering(plasmonLoss({ energyEv: 23, fwhmEv: 8, gapEv: 2 }, STEP_EV, N), 1e-4),
      zeroChannel: 40,
      sigmaChannels: SIGMA,
      electrons: 1e8,
      nChannels: N,
    });
    const { counts } = removePluralScattering(
      toScan(400, Float32Array.from(single)),
      toScan(-20, Float32Array.from(elastic)),
    );
    for (let i = 0; i < N; i++) expect(Math.abs(counts[i] / single[i] - 1)).toBeLessThan(1e-3);
  });

  // Mean over seeds of the line's area within 3 standard errors of the noise-free one.
  it('adds noise but no bias', () => {
    const { core, low } = model(0.5);
    const rng = createRng(3);
    const lineOf = (c: Float32Array, l: Float32Array): number =>
      around(removePluralScattering(toScan(400, c), toScan(-20, l)).counts, 634, 646);
    const expected = lineOf(Float32Array.from(core), Float32Array.from(low));
    const lines = Array.from({ length: 60 }, () => lineOf(addPoisson(core, 1, rng), addPoisson(low, 1, rng)));
    const mean = lines.reduce((a, b) => a + b, 0) / lines.length;
    const std = Math.sqrt(lines.reduce((a, b) => a + (b - mean) ** 2, 0) / (lines.length - 1));
    expect(Math.abs(mean - expected)).toBeLessThan((3 * std) / Math.sqrt(lines.length));
    // Counting noise of the sum, grown by no more than e^t on the standard deviation.
    expect(std).toBeLessThan(1.1 * Math.exp(0.5) * Math.sqrt(around(core, 634, 646)));
  });

  it('refuses a low loss of other pixels', () => {
    const { core, low } = model(0.3);
    const two = { ...toScan(-20, new Float32Array(2 * N)), nPixels: 2, nChannels: N };
    expect(() => removePluralScattering(toScan(400, Float32Array.from(core)), two)).toThrow(/2 spectra/);
    expect(low).toHaveLength(N);
  });
});
