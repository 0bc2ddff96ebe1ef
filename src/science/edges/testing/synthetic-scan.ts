import { createRng } from '../../numerics/rng.js';
import { energyAt, UNKNOWN_ACQUISITION, type SpectrumImage } from '../../spectra/spectrum-image.js';

/** A step or a Gaussian line; heights in units of the background at 500 eV. */
export type Feature =
  | { readonly onsetEv: number; readonly height: number }
  | { readonly centreEv: number; readonly sigmaEv: number; readonly height: number };

export interface SyntheticOptions {
  readonly offsetEv: number;
  readonly scaleEv: number;
  readonly nChannels: number;
  readonly nPixels: number;
  /** Electrons per eV of the background at 500 eV. */
  readonly dose: number;
  /** Energy of the file − true energy, eV. */
  readonly shiftEv: number;
  /** null: expected counts. */
  readonly seed: number | null;
}

export const SYNTHETIC: SyntheticOptions = {
  offsetEv: 400,
  scaleEv: 0.5,
  nChannels: 1024,
  nPixels: 1,
  dose: 20000,
  shiftEv: 0,
  seed: 1,
};

const step = (x: number): number => 1 / (1 + Math.exp(-1.702 * x));

function featureAt(feature: Feature, e: number): number {
  if ('onsetEv' in feature) {
    return (
      feature.height *
      step((e - feature.onsetEv) / 0.8) *
      (Math.max(e, feature.onsetEv) / feature.onsetEv) ** -3
    );
  }
  return feature.height * Math.exp(-0.5 * ((e - feature.centreEv) / feature.sigmaEv) ** 2);
}

/** White lines and continuum steps of a 3d metal; sigma 1.4 eV, onsets at the steepest point of each rise. */
export const whiteLinePair = (l3Ev: number, l2Ev: number, height: number, ratio = 2.5): Feature[] => [
  { onsetEv: l3Ev + 1.4, height: height * 0.14 },
  { onsetEv: l2Ev + 1.4, height: height * 0.07 },
  { centreEv: l3Ev + 1.4, sigmaEv: 1.4, height },
  { centreEv: l2Ev + 1.4, sigmaEv: 1.4, height: height / ratio },
];

/** An oxygen K edge with a pre-peak, a main peak and two broad oscillations; heights relative to the background. */
export const oxygen = (height: number): Feature[] => [
  { onsetEv: 532, height },
  { centreEv: 534, sigmaEv: 1.2, height: 0.8 * height },
  { centreEv: 541, sigmaEv: 2.5, height: 1.2 * height },
  { centreEv: 560, sigmaEv: 6, height: 0.4 * height },
];

/** Power law E^−3 of height 1 at 500 eV plus features of `featuresOf(pixel)`, times the dose, with counting noise. */
export function syntheticScan(
  featuresOf: (pixel: number) => readonly Feature[],
  options: Partial<SyntheticOptions> = {},
): SpectrumImage {
  const o = { ...SYNTHETIC, ...options };
  const rng = o.seed === null ? null : createRng(o.seed);
  const energy = { offsetEv: o.offsetEv, scaleEv: o.scaleEv, nChannels: o.nChannels };
  const counts = new Float32Array(o.nPixels * o.nChannels);
  for (let pixel = 0; pixel < o.nPixels; pixel++) {
    const features = featuresOf(pixel);
    for (let i = 0; i < o.nChannels; i++) {
      const e = energyAt(energy, i) - o.shiftEv;
      const shape = features.reduce((sum, feature) => sum + featureAt(feature, e), (e / 500) ** -3);
      const mean = o.dose * o.scaleEv * shape;
      counts[pixel * o.nChannels + i] = rng === null ? mean : rng.poisson(mean);
    }
  }
  return {
    title: 'synthetic',
    counts,
    nPixels: o.nPixels,
    nChannels: o.nChannels,
    energy,
    navigation: [],
    intensityUnit: 'e-',
    acquisition: UNKNOWN_ACQUISITION,
    originalMetadata: null,
  };
}
