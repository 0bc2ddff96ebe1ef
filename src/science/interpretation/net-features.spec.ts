import { describe, expect, it } from 'vitest';
import { createRng } from '../numerics/rng.js';
import { fitPowerLaw, integrateNet } from '../preprocessing/power-law.js';
import { UNKNOWN_ACQUISITION, type SpectrumImage } from '../spectra/spectrum-image.js';
import { netFeatures } from './net-features.js';
import type { QuantifiedEdge } from './quantify-edges.js';

/** The same edge on the same background in every pixel, amounts apart: only noise is left in the shares. */
function scan(seed: number, nPixels: number, amount: (pixel: number) => number): SpectrumImage {
  const rng = createRng(seed);
  const nChannels = 240;
  const counts = new Float32Array(nPixels * nChannels);
  for (let pixel = 0; pixel < nPixels; pixel++) {
    for (let i = 0; i < nChannels; i++) {
      const energyEv = 440 + i * 0.5;
      const expected = 3e11 * energyEv ** -3 + (energyEv > 532 ? 1500 * (energyEv / 532) ** -2.5 : 0);
      counts[pixel * nChannels + i] = rng.poisson(amount(pixel) * expected);
    }
  }
  return {
    title: '',
    counts,
    nPixels,
    nChannels,
    energy: { offsetEv: 440, scaleEv: 0.5, nChannels },
    navigation: [{ name: 'x', unit: 'nm', offset: 0, scale: 1, size: nPixels }],
    intensityUnit: 'e-',
    acquisition: UNKNOWN_ACQUISITION,
    originalMetadata: null,
  };
}

function oxygen(image: SpectrumImage): QuantifiedEdge {
  const fit = fitPowerLaw(image, [470, 528]);
  return {
    id: 'O_K',
    element: 'O',
    shell: 'K',
    tableOnsetEv: 532,
    onsetEv: 532,
    onsetStdEv: null,
    l2SeparationEv: null,
    significance: 100,
    source: 'test',
    fitWindowEv: [470, 528],
    signalWindowEv: [534, 558],
    fit,
    net: integrateNet(image, fit, [534, 558]),
    curve: null,
  };
}

describe('netFeatures', () => {
  it('has unit noise in every direction, fit errors of the background included', () => {
    const image = scan(1, 400, (pixel) => 1 + 0.3 * Math.sin(pixel));
    const { values, nDims } = netFeatures(image, [oxygen(image)])!;
    expect(nDims).toBe(12);
    let sum = 0;
    let product = 0;
    for (let pixel = 0; pixel < 400; pixel++) {
      for (let k = 0; k < nDims; k++) sum += values[pixel * nDims + k] ** 2;
      product += values[pixel * nDims] * values[pixel * nDims + nDims - 1];
    }
    // One direction of twelve is lost: shares add up to 1. 400·11 squares tell the mean to 2 %.
    expect(sum / (400 * 11)).toBeGreaterThan(0.9);
    expect(sum / (400 * 11)).toBeLessThan(1.1);
    expect(Math.abs(product / 400)).toBeLessThan(0.3);
  });

  it('leaves pixels in vacuum out, as the mean', () => {
    const image = scan(2, 20, (pixel) => (pixel === 7 ? 0.0005 : 1));
    const features = netFeatures(image, [oxygen(image)])!;
    expect(features.unknownPixels).toEqual([7]);
    const row = features.values.subarray(7 * features.nDims, 8 * features.nDims);
    expect(row.every((value) => value === 0)).toBe(true);
  });

  it('is null without edges', () => {
    expect(
      netFeatures(
        scan(3, 5, () => 1),
        [],
      ),
    ).toBeNull();
  });
});
