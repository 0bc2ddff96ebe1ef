import type { SpectrumImage } from '../spectra/spectrum-image.js';
import { channelRange, energyAt, SpectrumError, withCounts } from '../spectra/spectrum-image.js';
import { gaussRule } from '../numerics/gauss-rule.js';
import { measureDispersion } from './dispersion.js';
import { powerLawRow } from './power-law-row.js';
import { solveTiltedMean } from './tilted-mean.js';

/**
 * Background A·E^(−r) of each pixel, E in eV, counts per channel: background(E) = exp(logA)·E^(−r).
 *
 * Arrays are [nPixels]; NaN marks a pixel that could not be fitted (`failedPixels`). `covariance` is [nPixels × 3]:
 * the variance of ln background at `referenceEv`, its covariance with r, and the variance of r. It is kept at a
 * reference inside the window because logA itself (ln background at 1 eV) is correlated with r to 1 − 1e-4.
 */
export interface PowerLawFit {
  readonly windowEv: readonly [number, number];
  readonly referenceEv: number;
  readonly nPixels: number;
  readonly logA: Float64Array;
  readonly r: Float64Array;
  readonly covariance: Float64Array;
  /**
   * Variance of the counts over that of Poisson counts, told from the scatter in the window of the whole scan, without
   * what all pixels share. 1 when the scatter agrees with electrons; otherwise the data are not in electrons (gain,
   * averaged frames), and every variance is multiplied by it.
   */
  readonly noiseScale: number;
  /** The same for each pixel: `noiseScale`, or more where that pixel's residual is significantly worse. */
  readonly dispersion: Float64Array;
  /**
   * Rms of the relative residual in the window that all pixels share, beyond noise: how far the background is from any
   * power law. An error of the model, not in the standard deviations; 0 when there is none.
   */
  readonly sharedMisfit: number;
  readonly failedPixels: readonly number[];
}

const MIN_CHANNELS = 10;
/** Sums over the window's channels are taken over this many nodes: the same to rounding for r up to 50, much faster. */
const GAUSS_NODES = 10;

/**
 * Fits A·E^(−r) to each pixel in a window below an edge by Poisson maximum likelihood.
 *
 * The likelihood of a power law depends on the counts only through Σy and Σy·ln E, so each pixel is one equation in
 * r alone (`solveTiltedMean`), without a start value, and stays unbiased at less than one count a channel, where
 * logarithms of counts do not. Negative counts (dark subtraction) enter the two sums as they are.
 *
 * @param scan      counts [nPixels × nChannels]
 * @param windowEv  fit window [lo, hi), eV; must lie above 0 and end below the onset
 * @returns a pixel is NaN when its counts in the window sum to ≤ 0, or lie so that no power law has their mean
 * @throws SpectrumError fit-window-too-narrow  fewer than 10 channels; window-outside-axis; invalid-parameter
 * Valid for: core loss, thin specimen, no edge within the window or with its tail in it. The value is that at the
 *   channel's centre (the mean over a channel differs by r(r+1)/24·(width/E)² ≤ 1e-6 for 0.5 eV at 400 eV).
 * Source: exponential-family likelihood, P. McCullagh & J. A. Nelder, Generalized Linear Models (1989), chapter 6.
 * Checked: rms net error on the reference line scan; naive Newton on two parameters; HyperSpy's expected values.
 */
export function fitPowerLaw(scan: SpectrumImage, windowEv: readonly [number, number]): PowerLawFit {
  const { first, end } = fitChannels(scan, windowEv);
  const window = logEnergies(scan, first, end);
  const { nPixels } = scan;
  const fit = {
    logA: new Float64Array(nPixels).fill(Number.NaN),
    r: new Float64Array(nPixels).fill(Number.NaN),
    covariance: new Float64Array(3 * nPixels).fill(Number.NaN),
  };
  const failedPixels: number[] = [];
  const moments = scanMoments(scan, first, window.x);
  const { nodes, weights } = gaussRule(window.x, GAUSS_NODES);
  const start = solveTiltedMean(nodes, moments.meanOfSum, -3, weights)?.slope ?? -3;
  for (let pixel = 0; pixel < nPixels; pixel++) {
    const total = moments.totals[pixel];
    const solved = total > 0 ? solveTiltedMean(nodes, moments.firsts[pixel] / total, start, weights) : null;
    if (solved === null) {
      failedPixels.push(pixel);
      continue;
    }
    fit.r[pixel] = -solved.slope;
    fit.logA[pixel] = Math.log(total) - solved.logNorm - solved.slope * window.logReference;
    // Fisher information of (ln background at the weighted mean, slope) is diagonal: total, total·variance.
    const varSlope = 1 / (total * solved.variance);
    fit.covariance[3 * pixel] = 1 / total + solved.mean * solved.mean * varSlope;
    fit.covariance[3 * pixel + 1] = solved.mean * varSlope;
    fit.covariance[3 * pixel + 2] = varSlope;
  }
  const spread = measureDispersion(scan, { first, end, ...fit });
  for (let i = 0; i < fit.covariance.length; i++) fit.covariance[i] *= spread.dispersion[Math.floor(i / 3)];
  return { windowEv, referenceEv: window.referenceEv, nPixels, ...fit, ...spread, failedPixels };
}

/** Background of one pixel at an energy in eV, counts per channel; NaN where the pixel has no fit. */
export const powerLawAt = (fit: PowerLawFit, pixel: number, energyEv: number): number =>
  Math.exp(fit.logA[pixel] - fit.r[pixel] * Math.log(energyEv));

/**
 * Takes the fitted background away.
 *
 * @returns new scan, same shape; channels below the fit window are 0 (the power law is not meant there); pixels
 *   without a fit are NaN throughout
 * @throws SpectrumError shape-mismatch  the fit is of another number of pixels
 */
export function subtractPowerLaw(scan: SpectrumImage, fit: PowerLawFit): SpectrumImage {
  assertSamePixels(scan, fit);
  const { nChannels, nPixels } = scan;
  const { first } = channelRange(scan.energy, fit.windowEv);
  const power = powerLawRow(scan.energy, first, nChannels);
  const counts = new Float32Array(scan.counts.length);
  for (let pixel = 0; pixel < nPixels; pixel++) {
    const row = pixel * nChannels;
    const r = fit.r[pixel];
    if (Number.isNaN(r)) {
      counts.fill(Number.NaN, row, row + nChannels);
      continue;
    }
    const [from, to] = [row + first, row + nChannels];
    power.subtract(fit.logA[pixel], r, scan.counts.subarray(from, to), counts.subarray(from, to));
  }
  return withCounts(scan, counts);
}

/** Net signal of each pixel over a window, in counts, and its standard deviation; NaN where there is no fit. */
export interface NetSignal {
  readonly values: Float64Array;
  readonly std: Float64Array;
}

/**
 * Sums counts minus background over a window.
 *
 * Variance = noiseScale·(expected counts) + the background's own: the fit's covariance carried to the window by the
 * gradient of Σ exp(logA)·E^(−r). Expected counts are the observed ones, but no fewer than the background.
 *
 * @param windowEv  [lo, hi), eV; clipped to the axis; should not overlap the fit window (the covariance of the two,
 *                  which would lower the variance, is left out)
 * @throws SpectrumError window-outside-axis, shape-mismatch
 * Source: R. F. Egerton, Electron Energy-Loss Spectroscopy in the Electron Microscope (2011), section 4.4.4.
 * Checked: coverage of 68 % intervals on 300 seeds.
 */
export function integrateNet(
  scan: SpectrumImage,
  fit: PowerLawFit,
  windowEv: readonly [number, number],
): NetSignal {
  assertSamePixels(scan, fit);
  const { first, end } = channelRange(scan.energy, windowEv);
  const logReference = Math.log(fit.referenceEv);
  const u = Float64Array.from(
    { length: end - first },
    (_, i) => Math.log(energyAt(scan.energy, first + i)) - logReference,
  );
  const values = new Float64Array(scan.nPixels);
  const std = new Float64Array(scan.nPixels);
  for (let pixel = 0; pixel < scan.nPixels; pixel++) {
    const r = fit.r[pixel];
    const logReferenceCounts = fit.logA[pixel] - r * logReference;
    const row = pixel * scan.nChannels + first;
    let counts = 0;
    let background = 0;
    let tilt = 0;
    for (let i = 0; i < u.length; i++) {
      const b = Math.exp(logReferenceCounts - r * u[i]);
      counts += scan.counts[row + i];
      background += b;
      tilt -= u[i] * b;
    }
    const [v0, c01, v1] = fit.covariance.subarray(3 * pixel, 3 * pixel + 3);
    const backgroundVariance = background * background * v0 + 2 * background * tilt * c01 + tilt * tilt * v1;
    values[pixel] = counts - background;
    std[pixel] = Math.sqrt(fit.noiseScale * Math.max(counts, background) + backgroundVariance);
  }
  return { values, std };
}

function assertSamePixels(scan: SpectrumImage, fit: PowerLawFit): void {
  if (fit.nPixels === scan.nPixels) return;
  throw new SpectrumError(
    'shape-mismatch',
    `The background was fitted to ${fit.nPixels} pixels; the scan has ${scan.nPixels}.`,
  );
}

function fitChannels(
  scan: SpectrumImage,
  windowEv: readonly [number, number],
): { first: number; end: number } {
  if (!(windowEv[0] > 0)) {
    throw new SpectrumError(
      'invalid-parameter',
      `A power law needs energies above 0 eV; the window starts at ${windowEv[0]}.`,
    );
  }
  const range = channelRange(scan.energy, windowEv);
  if (range.end - range.first >= MIN_CHANNELS) return range;
  throw new SpectrumError(
    'fit-window-too-narrow',
    `The window ${windowEv[0]}–${windowEv[1]} eV holds ${range.end - range.first} channels; a power law needs at least ${MIN_CHANNELS}.`,
  );
}

/** ln(E/reference) of the window's channels, the reference being their geometric mean. */
function logEnergies(
  scan: SpectrumImage,
  first: number,
  end: number,
): { x: Float64Array; logReference: number; referenceEv: number } {
  const x = Float64Array.from({ length: end - first }, (_, i) => Math.log(energyAt(scan.energy, first + i)));
  const logReference = x.reduce((total, v) => total + v, 0) / x.length;
  for (let i = 0; i < x.length; i++) x[i] -= logReference;
  return { x, logReference, referenceEv: Math.exp(logReference) };
}

/** Σy and Σy·x of each pixel, and the mean x of the whole scan (the common start value). */
function scanMoments(
  scan: SpectrumImage,
  first: number,
  x: Float64Array,
): { totals: Float64Array; firsts: Float64Array; meanOfSum: number } {
  const totals = new Float64Array(scan.nPixels);
  const firsts = new Float64Array(scan.nPixels);
  let allTotal = 0;
  let allFirst = 0;
  for (let pixel = 0; pixel < scan.nPixels; pixel++) {
    const row = pixel * scan.nChannels + first;
    let s0 = 0;
    let s1 = 0;
    for (let i = 0; i < x.length; i++) {
      const y = scan.counts[row + i];
      s0 += y;
      s1 += y * x[i];
    }
    totals[pixel] = s0;
    firsts[pixel] = s1;
    allTotal += s0;
    allFirst += s1;
  }
  return { totals, firsts, meanOfSum: allFirst / allTotal };
}
