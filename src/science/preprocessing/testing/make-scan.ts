import type { Rng } from '../../numerics/rng.js';
import { energyAt, UNKNOWN_ACQUISITION, type SpectrumImage } from '../../spectra/spectrum-image.js';

export interface ScanPlan {
  readonly nPixels: number;
  readonly nChannels: number;
  readonly offsetEv: number;
  readonly scaleEv: number;
  /** Mean counts of a pixel at an energy. */
  readonly expected: (energyEv: number, pixel: number) => number;
  /** Poisson noise; without it the counts are the means. */
  readonly rng?: Rng;
}

/** A line scan with known expected counts. */
export function makeScan(plan: ScanPlan): SpectrumImage {
  const { nPixels, nChannels, offsetEv, scaleEv, rng } = plan;
  const energy = { offsetEv, scaleEv, nChannels };
  const counts = new Float32Array(nPixels * nChannels);
  for (let pixel = 0; pixel < nPixels; pixel++) {
    for (let i = 0; i < nChannels; i++) {
      const mean = plan.expected(energyAt(energy, i), pixel);
      counts[pixel * nChannels + i] = rng === undefined ? mean : rng.poisson(mean);
    }
  }
  return {
    title: 'test',
    counts,
    nPixels,
    nChannels,
    energy,
    navigation: [{ name: 'position', unit: 'nm', offset: 0, scale: 1, size: nPixels }],
    intensityUnit: 'e-',
    acquisition: UNKNOWN_ACQUISITION,
    originalMetadata: null,
  };
}

export const gaussian = (x: number, centre: number, sigma: number, height: number): number =>
  height * Math.exp(-0.5 * ((x - centre) / sigma) ** 2);
