import { median } from '../numerics/statistics.js';
import { spectrumAt, type SpectrumImage } from '../spectra/spectrum-image.js';

/** Channels of a block: wider than a detector's point spread, which makes the scatter of single channels too small. */
const BLOCK_CHANNELS = 8;
const MIN_BLOCKS = 8;
const MIN_PIXELS = 4;
/** Median of χ² of one degree of freedom. */
const CHI_SQUARE_MEDIAN = 0.454936;

/**
 * Variance of counts over that of Poisson counts, told from how the tail of each spectrum scatters about the shape that
 * all of them share: 1 for electrons, more for data with gain, less for averaged frames.
 *
 * Second differences over blocks of channels of (spectrum / summed spectrum) take out amount and every smooth change of
 * shape along the scan; the median leaves outliers out.
 *
 * @param firstChannel  where the tail begins: behind zero loss and plasmons, or below the first edge
 * @returns null when fewer than 4 pixels or 8 blocks tell it
 * Valid for: tails in which most blocks hold 10 counts or more.
 * Checked: Poisson counts, and counts times a gain (tail-noise.spec.ts).
 */
export function tailNoiseScale(scan: SpectrumImage, firstChannel: number): number | null {
  const nBlocks = Math.floor((scan.nChannels - firstChannel) / BLOCK_CHANNELS);
  if (nBlocks < MIN_BLOCKS || scan.nPixels < MIN_PIXELS) return null;
  const blocks = Array.from({ length: scan.nPixels }, (_, pixel) =>
    blockSums(spectrumAt(scan, pixel), firstChannel, nBlocks),
  );
  const shape = new Float64Array(nBlocks);
  for (const sums of blocks) for (let b = 0; b < nBlocks; b++) shape[b] += sums[b];
  const squares = blocks.flatMap((sums) => reducedSquares(sums, shape));
  return squares.length < MIN_BLOCKS ? null : median(Float64Array.from(squares)) / CHI_SQUARE_MEDIAN;
}

function blockSums(spectrum: Float32Array, first: number, nBlocks: number): Float64Array {
  const sums = new Float64Array(nBlocks);
  for (let i = 0; i < nBlocks * BLOCK_CHANNELS; i++)
    sums[Math.floor(i / BLOCK_CHANNELS)] += spectrum[first + i];
  return sums;
}

/** Squared second differences of sums/shape over their variance for Poisson counts. */
function reducedSquares(sums: Float64Array, shape: Float64Array): number[] {
  const squares: number[] = [];
  for (let b = 1; b < sums.length - 1; b += 3) {
    const near = [b - 1, b, b + 1];
    if (near.some((k) => !(sums[k] > 0 && shape[k] > 0))) continue;
    const [low, middle, high] = near.map((k) => sums[k] / shape[k]);
    const [lowVariance, middleVariance, highVariance] = near.map((k) => sums[k] / (shape[k] * shape[k]));
    squares.push((low - 2 * middle + high) ** 2 / (lowVariance + 4 * middleVariance + highVariance));
  }
  return squares;
}
