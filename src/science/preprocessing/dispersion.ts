import { chiSquareMedian, median } from '../numerics/statistics.js';
import type { SpectrumImage } from '../spectra/spectrum-image.js';
import { powerLawRow, type FillPowerLaw } from './power-law-row.js';

/**
 * Residuals are compared with Poisson noise in blocks of this many channels: a detector's point spread, and the
 * interpolation of alignment, correlate neighbouring channels and make the scatter of single channels look too small.
 */
const BLOCK_CHANNELS = 8;
const MIN_BLOCKS = 8;

/** Scatter significantly less than Poisson is believed only below this (interpolation alone gives ≥ 0.9 in blocks). */
const BELIEVED_UNDERDISPERSION = 0.7;

interface FittedWindow {
  readonly first: number;
  readonly end: number;
  readonly logA: Float64Array;
  readonly r: Float64Array;
}

/**
 * Variance of the counts in the fit window over that of Poisson counts.
 *
 * Of each pixel: Pearson chi-square of block sums over its degrees of freedom. Of the scan: the median over pixels
 * (a few bad pixels do not move it), corrected for the skewness of chi-square. A value within 3 standard errors of 1
 * is 1; below 1 it counts only under 0.7.
 *
 * @returns noiseScale of the scan; dispersion [nPixels]: noiseScale, or the pixel's own value where that is more
 *   than 5 standard errors above (a spike or an edge in the window)
 */
export function measureDispersion(
  scan: SpectrumImage,
  window: FittedWindow,
): { noiseScale: number; dispersion: Float64Array } {
  const nWindow = window.end - window.first;
  const block = Math.max(1, Math.min(BLOCK_CHANNELS, Math.floor(nWindow / MIN_BLOCKS)));
  const nBlocks = Math.floor(nWindow / block);
  const dof = nBlocks - 2;
  const used = nBlocks * block;
  const blocks: Blocks = {
    block,
    fill: powerLawRow(scan.energy, window.first, window.first + used),
    expected: new Float64Array(used),
  };
  const reduced = new Float64Array(scan.nPixels).map(
    (_, pixel) => blockChiSquare(scan, window, pixel, blocks) / dof,
  );
  const nFitted = reduced.reduce((n, value) => n + (Number.isNaN(value) ? 0 : 1), 0);
  const pooled = (median(reduced) * dof) / chiSquareMedian(dof);
  // The median's standard error is 1.25 that of the mean.
  const standardError = 1.25 * Math.sqrt(2 / (dof * Math.max(1, nFitted)));
  const more = pooled > 1 + 3 * standardError;
  const less = pooled < BELIEVED_UNDERDISPERSION && pooled < 1 - 3 * standardError;
  const noiseScale = more || less ? pooled : 1;
  const own = noiseScale * (1 + 5 * Math.sqrt(2 / dof));
  return { noiseScale, dispersion: reduced.map((value) => (value > own ? value : noiseScale)) };
}

interface Blocks {
  readonly block: number;
  readonly fill: FillPowerLaw;
  /** Room for the background of one pixel. */
  readonly expected: Float64Array;
}

function blockChiSquare(
  scan: SpectrumImage,
  window: FittedWindow,
  pixel: number,
  { block, fill, expected: background }: Blocks,
): number {
  const logA = window.logA[pixel];
  const r = window.r[pixel];
  if (Number.isNaN(r)) return Number.NaN;
  const row = pixel * scan.nChannels + window.first;
  let chiSquare = 0;
  fill(logA, r, background);
  for (let start = 0; start < background.length; start += block) {
    let counts = 0;
    let expected = 0;
    for (let i = start; i < start + block; i++) {
      counts += scan.counts[row + i];
      expected += background[i];
    }
    chiSquare += (counts - expected) ** 2 / expected;
  }
  return chiSquare;
}
