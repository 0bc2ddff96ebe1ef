import { chiSquareMedian, median } from '../numerics/statistics.js';
import type { SpectrumImage } from '../spectra/spectrum-image.js';
import { powerLawRow } from './power-law-row.js';

/**
 * Residuals are compared with Poisson noise in blocks of this many channels: a detector's point spread, and the
 * interpolation of alignment, correlate neighbouring channels and make the scatter of single channels look too small.
 */
const BLOCK_CHANNELS = 8;
const MIN_BLOCKS = 8;

/** Scatter significantly less than Poisson is believed only below this (interpolation alone gives ≥ 0.9 in blocks). */
const BELIEVED_UNDERDISPERSION = 0.7;

/** From this many pixels on, what their residuals have in common is told from what they have not. */
const MIN_PIXELS = 8;

/** Σh² of h = e_b − (e_{b−1} + e_{b+1})/2 has the scatter of a chi-square of fewer degrees of freedom, by this. */
const HIGH_PASS_CORRELATION = 1.944;

interface FittedWindow {
  readonly first: number;
  readonly end: number;
  readonly logA: Float64Array;
  readonly r: Float64Array;
}

/** How the counts scatter about their fitted backgrounds. */
export interface Dispersion {
  /** Variance of the counts over that of Poisson counts; 1 where the scatter agrees with it. */
  readonly noiseScale: number;
  /** [nPixels]: noiseScale, or more for a pixel whose own residual is significantly worse (a spike, an edge). */
  readonly dispersion: Float64Array;
  /** Rms of the relative residual that all pixels share, beyond noise: the background is no power law to this share. */
  readonly sharedMisfit: number;
}

/** Block sums of counts minus background, and of background; [nPixels × nBlocks]. NaN where a pixel has no fit. */
export interface BlockResiduals {
  readonly nBlocks: number;
  readonly excess: Float64Array;
  readonly expected: Float64Array;
}

/**
 * Tells noise from misfit. Real backgrounds deviate from a power law by some tenths of a percent, at the same energies in
 * every pixel, and at 10⁶ counts a pixel that is many times the noise; it is an error of the model, common to a scan,
 * not a scatter between its pixels. So the residual all pixels share is taken off first (8 pixels or more), or the smooth
 * part of each residual (fewer).
 *
 * Of each pixel: Pearson chi-square of what remains over its degrees of freedom. Of the scan: the median over pixels (a
 * few bad pixels do not move it), corrected for the skewness of chi-square. A value within 3 standard errors of 1 is 1;
 * below 1 it counts only under 0.7.
 */
export function measureDispersion(scan: SpectrumImage, window: FittedWindow): Dispersion {
  return dispersionOfBlocks(blockResiduals(scan, window), scan.nPixels, 2);
}

/** The same from residuals in blocks, of a background of any number of parameters. */
export function dispersionOfBlocks(blocks: BlockResiduals, nPixels: number, nParameters: number): Dispersion {
  const all = sharedResidual(blocks, nPixels, () => true);
  if (all.nFitted < MIN_PIXELS) return judge(highPassed(blocks, nPixels), all);
  // Once more without the pixels that stand out: a strong one would be part of what it is compared with.
  const first = beyondShared(blocks, all, nParameters);
  const { dispersion, noiseScale } = judge(first, all);
  const shared = sharedResidual(blocks, nPixels, (pixel) => dispersion[pixel] <= noiseScale);
  return shared.nFitted < MIN_PIXELS
    ? judge(first, all)
    : judge(beyondShared(blocks, shared, nParameters), shared);
}

/** Channels of a block in a window of n channels. */
export const blockChannels = (n: number): number =>
  Math.max(1, Math.min(BLOCK_CHANNELS, Math.floor(n / MIN_BLOCKS)));

function judge({ reduced, dof }: ReducedChiSquare, shared: SharedResidual): Dispersion {
  const pooled = (median(reduced) * dof) / chiSquareMedian(dof);
  // The median's standard error is 1.25 that of the mean.
  const standardError = 1.25 * Math.sqrt(2 / (dof * Math.max(1, shared.nFitted)));
  const more = pooled > 1 + 3 * standardError;
  const less = pooled < BELIEVED_UNDERDISPERSION && pooled < 1 - 3 * standardError;
  const noiseScale = more || less ? pooled : 1;
  const own = noiseScale * (1 + 5 * Math.sqrt(2 / dof));
  return {
    noiseScale,
    dispersion: reduced.map((value) => (value > own ? value : noiseScale)),
    sharedMisfit: misfitBeyondNoise(shared, noiseScale),
  };
}

function blockResiduals(scan: SpectrumImage, { first, end, logA, r }: FittedWindow): BlockResiduals {
  const block = blockChannels(end - first);
  const nBlocks = Math.floor((end - first) / block);
  const power = powerLawRow(scan.energy, first, first + nBlocks * block);
  const sums = new Float64Array(2 * nBlocks);
  const excess = new Float64Array(scan.nPixels * nBlocks).fill(Number.NaN);
  const expected = new Float64Array(scan.nPixels * nBlocks).fill(Number.NaN);
  for (let pixel = 0; pixel < scan.nPixels; pixel++) {
    if (Number.isNaN(r[pixel])) continue;
    const row = pixel * scan.nChannels + first;
    power.sumBlocks(logA[pixel], r[pixel], scan.counts.subarray(row, row + nBlocks * block), sums);
    for (let b = 0; b < nBlocks; b++) {
      excess[pixel * nBlocks + b] = sums[b] - sums[nBlocks + b];
      expected[pixel * nBlocks + b] = sums[nBlocks + b];
    }
  }
  return { nBlocks, excess, expected };
}

/** Relative residual of all pixels together, and what it was told from; [nBlocks]. */
interface SharedResidual {
  readonly share: Float64Array;
  readonly expected: Float64Array;
  readonly nFitted: number;
}

function sharedResidual(
  { nBlocks, excess, expected }: BlockResiduals,
  nPixels: number,
  isUsed: (pixel: number) => boolean,
): SharedResidual {
  const sums = { excess: new Float64Array(nBlocks), expected: new Float64Array(nBlocks) };
  let nFitted = 0;
  for (let pixel = 0; pixel < nPixels; pixel++) {
    const row = pixel * nBlocks;
    if (Number.isNaN(expected[row]) || !isUsed(pixel)) continue;
    nFitted++;
    for (let b = 0; b < nBlocks; b++) {
      sums.excess[b] += excess[row + b];
      sums.expected[b] += expected[row + b];
    }
  }
  return { share: sums.excess.map((value, b) => value / sums.expected[b]), expected: sums.expected, nFitted };
}

/** Reduced chi-square of each pixel, and its degrees of freedom (the same for all). */
interface ReducedChiSquare {
  readonly reduced: Float64Array;
  readonly dof: number;
}

function beyondShared(
  { nBlocks, excess, expected }: BlockResiduals,
  { share, nFitted }: SharedResidual,
  nParameters: number,
): ReducedChiSquare {
  // The parameters of each pixel, and its part in the shared residual.
  const dof = (nBlocks - nParameters) * (1 - 1 / nFitted);
  const reduced = perRow(excess.length / nBlocks, (pixel) => {
    let chiSquare = 0;
    for (let b = 0; b < nBlocks; b++) {
      const mean = expected[pixel * nBlocks + b];
      chiSquare += (excess[pixel * nBlocks + b] - share[b] * mean) ** 2 / mean;
    }
    return chiSquare / dof;
  });
  return { reduced, dof };
}

function highPassed({ nBlocks, excess, expected }: BlockResiduals, nPixels: number): ReducedChiSquare {
  const n = nBlocks - 2;
  const reduced = perRow(nPixels, (pixel) => {
    let chiSquare = 0;
    for (let at = pixel * nBlocks + 1; at < (pixel + 1) * nBlocks - 1; at++) {
      const curved = excess[at] - (excess[at - 1] + excess[at + 1]) / 2;
      chiSquare += curved ** 2 / (expected[at] + (expected[at - 1] + expected[at + 1]) / 4);
    }
    return chiSquare / n;
  });
  return { reduced, dof: n / HIGH_PASS_CORRELATION };
}

const perRow = (n: number, value: (row: number) => number): Float64Array =>
  Float64Array.from({ length: n }, (_, row) => value(row));

function misfitBeyondNoise({ share, expected }: SharedResidual, noiseScale: number): number {
  let total = 0;
  for (let b = 0; b < share.length; b++) total += share[b] * share[b] - noiseScale / expected[b];
  return Math.sqrt(Math.max(0, total / share.length));
}
