import { describe, expect, it } from 'vitest';
import { createRng } from '../../numerics/rng.js';
import { UNKNOWN_ACQUISITION, type SpectrumImage } from '../../spectra/spectrum-image.js';
import { fitPowerLaw } from '../power-law.js';
import { backgroundAt } from './background-model.js';
import { fitBackground } from './fit-background.js';
import { tangentPowerLaw } from './tangent-power-law.js';

const energy = { offsetEv: 400, scaleEv: 1, nChannels: 300 };

function scanOf(expected: (ev: number) => number, nPixels = 4): SpectrumImage {
  const rng = createRng(5);
  return {
    title: 'background',
    counts: Float32Array.from({ length: nPixels * energy.nChannels }, (_, i) =>
      rng.poisson(expected(400 + (i % energy.nChannels))),
    ),
    nPixels,
    nChannels: energy.nChannels,
    energy,
    navigation: [{ name: 'x', unit: 'nm', offset: 0, scale: 1, size: nPixels }],
    intensityUnit: 'e-',
    acquisition: UNKNOWN_ACQUISITION,
    originalMetadata: {},
  };
}

describe('tangentPowerLaw', () => {
  it('is the law itself for a power law, with its covariance wherever it is asked for', () => {
    const scan = scanOf((ev) => 1e11 * ev ** -3);
    const law = fitPowerLaw(scan, [420, 520]);
    const tangent = tangentPowerLaw(
      fitBackground(scan, { method: 'power-law', windowsEv: [[420, 520]] }),
      560,
    );
    const u = Math.log(560 / law.referenceEv);
    for (let pixel = 0; pixel < scan.nPixels; pixel++) {
      expect(tangent.r[pixel]).toBeCloseTo(law.r[pixel], 5);
      expect(tangent.logA[pixel]).toBeCloseTo(law.logA[pixel], 4);
      const [v0, c01, v1] = law.covariance.subarray(3 * pixel);
      // ln B at 560 eV = ln B at the reference − r·u. The noise scale of both fits is told alike to a per cent.
      expect(tangent.covariance[3 * pixel] / (v0 - 2 * u * c01 + u * u * v1)).toBeCloseTo(1, 1);
      expect(tangent.covariance[3 * pixel + 2] / v1).toBeCloseTo(1, 1);
    }
  });

  it('touches an exponential: r = E/E0, value and its error as the model has them', () => {
    const model = fitBackground(
      scanOf((ev) => 4e4 * Math.exp(-ev / 150)),
      { method: 'exponential', windowsEv: [[420, 520]] },
    );
    const tangent = tangentPowerLaw(model, 560);
    for (let pixel = 0; pixel < model.nPixels; pixel++) {
      const { values, std } = backgroundAt(model, pixel, [560]);
      const level = Math.exp(tangent.logA[pixel] - tangent.r[pixel] * Math.log(560));
      expect(level / values[0]).toBeCloseTo(1, 9);
      expect((level * Math.sqrt(tangent.covariance[3 * pixel])) / std[0]).toBeCloseTo(1, 6);
      const rate = model.parameters[pixel * 2 + 1];
      expect(tangent.r[pixel] / (560 * rate)).toBeCloseTo(1, 6);
    }
  });

  it('says where there is none', () => {
    const scan = scanOf((ev) => 1e11 * ev ** -3, 3);
    scan.counts.fill(0, energy.nChannels, 2 * energy.nChannels);
    const model = fitBackground(scan, { method: 'exponential', windowsEv: [[420, 520]] });
    const tangent = tangentPowerLaw(model, 560);
    expect(tangent.failedPixels).toEqual([1]);
    expect(tangent.r[1]).toBeNaN();
  });
});
