import type { SpectrumImage, Warning } from '../../spectra/spectrum-image.js';
import { channelRange, energyAt, SpectrumError, withCounts } from '../../spectra/spectrum-image.js';
import type { NetSignal } from '../power-law.js';
import type { CurveShape } from './curve-shape.js';

/** [lo, hi), eV. */
export type EnergyWindow = readonly [number, number];

export type BackgroundMethod =
  | 'power-law'
  | 'power-law-two-area'
  | 'power-law-log-weighted'
  | 'power-law-local-average'
  | 'power-law-curved'
  | 'exponential'
  | 'constant'
  | 'double-power-law'
  | 'linear-combination';

/**
 * A background of each pixel, of whatever family: a curve that can be evaluated at any energy, with its covariance.
 * Counts per channel of the scan it was fitted to; NaN parameters mark a pixel without a fit (`failedPixels`).
 */
export interface BackgroundModel {
  readonly method: BackgroundMethod;
  readonly windowsEv: readonly EnergyWindow[];
  readonly nPixels: number;
  readonly shape: CurveShape;
  /** [nPixels × nParameters], in the order of `shape.parameterNames`. */
  readonly parameters: Float64Array;
  /** [nPixels × nParameters × nParameters]; `noiseScale` is already in it. */
  readonly covariance: Float64Array;
  /** Variance of the counts over that of Poisson counts, from the scatter in the windows; see `PowerLawFit`. */
  readonly noiseScale: number;
  /** Rms of the relative residual that all pixels share, beyond noise; see `PowerLawFit`. */
  readonly sharedMisfit: number;
  readonly failedPixels: readonly number[];
  readonly warnings: readonly Warning[];
}

/** A curve with its standard deviation, each [n]; counts per channel. */
export interface CurveWithStd {
  readonly values: Float64Array;
  readonly std: Float64Array;
}

/**
 * Background of one pixel at any energies, with the standard deviation that its fit leaves (not the noise of counts).
 *
 * @param energiesEv  [n], where the family is defined (above 0 eV for powers of E)
 * @returns NaN throughout for a pixel without a fit
 */
export function backgroundAt(
  model: BackgroundModel,
  pixel: number,
  energiesEv: ArrayLike<number>,
): CurveWithStd {
  const size = model.shape.parameterNames.length;
  const prepared = model.shape.at(energiesEv);
  const parameters = model.parameters.subarray(pixel * size, (pixel + 1) * size);
  const covariance = model.covariance.subarray(pixel * size * size, (pixel + 1) * size * size);
  const values = new Float64Array(prepared.n);
  const gradients = new Float64Array(prepared.n * size);
  prepared.values(parameters, values);
  prepared.gradients(parameters, gradients);
  const std = Float64Array.from(values, (_, i) =>
    Math.sqrt(quadraticForm(covariance, gradients.subarray(i * size, (i + 1) * size))),
  );
  return { values, std };
}

/**
 * Takes the fitted background away.
 *
 * @returns new scan, same shape; channels below the first window are 0; pixels without a fit are NaN throughout
 * @throws SpectrumError shape-mismatch  the background is of another number of pixels
 * Checked: fit-background.spec.ts: equals `subtractPowerLaw` for a power law.
 */
export function subtractBackground(scan: SpectrumImage, model: BackgroundModel): SpectrumImage {
  assertSamePixels(scan, model);
  const { nChannels } = scan;
  const { first } = channelRange(scan.energy, [Math.min(...model.windowsEv.map(([lo]) => lo)), Infinity]);
  const prepared = model.shape.at(channelEnergies(scan, first, nChannels));
  const size = model.shape.parameterNames.length;
  const background = new Float64Array(nChannels - first);
  const counts = new Float32Array(scan.counts.length);
  for (let pixel = 0; pixel < scan.nPixels; pixel++) {
    const row = pixel * nChannels;
    const parameters = model.parameters.subarray(pixel * size, (pixel + 1) * size);
    if (Number.isNaN(parameters[0])) {
      counts.fill(Number.NaN, row, row + nChannels);
      continue;
    }
    prepared.values(parameters, background);
    for (let i = first; i < nChannels; i++) counts[row + i] = scan.counts[row + i] - background[i - first];
  }
  return withCounts(scan, counts);
}

/**
 * Sums counts minus background over a window; variance = noiseScale·(expected counts) + the background's own.
 *
 * @param windowEv  [lo, hi), eV; clipped to the axis; should not overlap the fit windows
 * @throws SpectrumError window-outside-axis, shape-mismatch
 * Source and check: as `integrateNet`, which it equals for a power law.
 */
export function integrateAbove(
  scan: SpectrumImage,
  model: BackgroundModel,
  windowEv: EnergyWindow,
): NetSignal {
  assertSamePixels(scan, model);
  const { first, end } = channelRange(scan.energy, windowEv);
  const n = end - first;
  const size = model.shape.parameterNames.length;
  const prepared = model.shape.at(channelEnergies(scan, first, end));
  const curve = new Float64Array(n);
  const gradients = new Float64Array(n * size);
  const summed = new Float64Array(size);
  const values = new Float64Array(scan.nPixels);
  const std = new Float64Array(scan.nPixels);
  for (let pixel = 0; pixel < scan.nPixels; pixel++) {
    const parameters = model.parameters.subarray(pixel * size, (pixel + 1) * size);
    prepared.values(parameters, curve);
    prepared.gradients(parameters, gradients);
    let counts = 0;
    let background = 0;
    summed.fill(0);
    for (let i = 0; i < n; i++) {
      counts += scan.counts[pixel * scan.nChannels + first + i];
      background += curve[i];
      for (let j = 0; j < size; j++) summed[j] += gradients[i * size + j];
    }
    const own = quadraticForm(
      model.covariance.subarray(pixel * size * size, (pixel + 1) * size * size),
      summed,
    );
    values[pixel] = counts - background;
    std[pixel] = Math.sqrt(model.noiseScale * Math.max(counts, background) + own);
  }
  return { values, std };
}

/** Energies of channels [first, end), eV. */
export const channelEnergies = (scan: SpectrumImage, first: number, end: number): Float64Array =>
  Float64Array.from({ length: end - first }, (_, i) => energyAt(scan.energy, first + i));

/** gᵀ·C·g; rounding below 0 is 0. */
function quadraticForm(c: Float64Array, g: Float64Array): number {
  let total = 0;
  for (let i = 0; i < g.length; i++)
    for (let j = 0; j < g.length; j++) total += g[i] * c[i * g.length + j] * g[j];
  return total < 0 ? 0 : total;
}

function assertSamePixels(scan: SpectrumImage, model: BackgroundModel): void {
  if (model.nPixels === scan.nPixels) return;
  throw new SpectrumError(
    'shape-mismatch',
    `The background was fitted to ${model.nPixels} pixels; the scan has ${scan.nPixels}.`,
  );
}
