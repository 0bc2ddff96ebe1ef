import {
  backgroundAt,
  integrateAbove,
  type BackgroundModel,
} from '../preprocessing/background/background-model.js';
import { fitBackground } from '../preprocessing/background/fit-background.js';
import { tangentPowerLaw } from '../preprocessing/background/tangent-power-law.js';
import { fitPowerLaw, integrateNet, type NetSignal, type PowerLawFit } from '../preprocessing/power-law.js';
import { energyAt, type SpectrumImage, type Warning } from '../spectra/spectrum-image.js';
import type { BackgroundCurve } from './interpretation-result.js';
import type { Recipe } from './recipe.js';

export interface EdgeBackground {
  readonly method: string;
  /** Of another family than power laws: the power law that touches it in the middle of the signal window. */
  readonly fit: PowerLawFit;
  readonly net: NetSignal;
  /** null: the power law itself. */
  readonly curve: BackgroundCurve | null;
  readonly warnings: readonly Warning[];
}

type Family = Recipe['background']['model'];

const METHOD: Readonly<Record<Family, string>> = {
  'power-law': 'power law by Poisson maximum likelihood',
  'power-law-local-average': 'power law, exponents averaged over neighbours (local background averaging)',
  'power-law-two-area': 'power law by two areas',
  'power-law-log-weighted': 'power law by weighted least squares of logarithms',
  'power-law-curved': 'power law with curvature by Poisson maximum likelihood',
  exponential: 'exponential by Poisson maximum likelihood',
  constant: 'constant by Poisson maximum likelihood',
  'double-power-law': 'two power laws, exponents of the summed spectrum, by Poisson maximum likelihood',
  'linear-combination': 'linear combination of two power laws by Poisson maximum likelihood',
};

const POWER_LAWS: ReadonlySet<Family> = new Set<Family>([
  'power-law',
  'power-law-local-average',
  'power-law-two-area',
  'power-law-log-weighted',
]);

/**
 * Background of an edge by the recipe's family, and the net signal above it.
 *
 * Net signals are exact for every family. Onsets, white lines and what is compared along the scan take the power law that
 * touches the background in the middle of the signal window: they need the background within some 20 eV only.
 */
export function fitEdgeBackground(
  scan: SpectrumImage,
  fitWindowEv: readonly [number, number],
  signalWindowEv: readonly [number, number],
  { model: family, radiusPositions }: Recipe['background'],
): EdgeBackground {
  const method = METHOD[family];
  if (family === 'power-law') {
    const fit = fitPowerLaw(scan, fitWindowEv);
    return { method, fit, net: integrateNet(scan, fit, signalWindowEv), curve: null, warnings: [] };
  }
  const model = fitBackground(scan, {
    method: family,
    windowsEv: [fitWindowEv],
    radiusPixels: radiusPositions,
  });
  const fit = tangentPowerLaw(model, (signalWindowEv[0] + signalWindowEv[1]) / 2);
  return {
    method,
    fit,
    net: integrateAbove(scan, model, signalWindowEv),
    curve: POWER_LAWS.has(family) ? null : curveOf(scan, model, fitWindowEv[0]),
    warnings: model.warnings,
  };
}

/** Steps of the stored curve in ln E: between them, straight lines in logarithms are good to 2e-4. */
const CURVE_STEP = 0.02;

function curveOf(scan: SpectrumImage, model: BackgroundModel, fromEv: number): BackgroundCurve {
  const toEv = energyAt(scan.energy, scan.nChannels - 1);
  const n = Math.max(2, Math.ceil(Math.log(toEv / fromEv) / CURVE_STEP) + 1);
  const energiesEv = Array.from({ length: n }, (_, i) => fromEv * (toEv / fromEv) ** (i / (n - 1)));
  const counts = Array.from({ length: model.nPixels }, (_, pixel) =>
    Array.from(backgroundAt(model, pixel, energiesEv).values, (value) =>
      Number.isFinite(value) ? value : null,
    ),
  );
  return { energiesEv, counts };
}
