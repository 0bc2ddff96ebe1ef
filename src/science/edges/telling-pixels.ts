import { norm } from '../numerics/svd.js';
import { spectrumAt, type SpectrumImage } from '../spectra/spectrum-image.js';

const BIN_EV = 2;
const N_DIRECTIONS = 3;
const N_ITERATIONS = 6;
/** Maps are looked at in this many pixels, evenly spread. */
const MAX_PIXELS = 4096;
/** A pixel belongs to an end of a direction when its score reaches this share of the largest. */
const END_SHARE = 0.5;

interface Deviations {
  readonly values: Float64Array;
  readonly pixels: readonly number[];
  readonly nBins: number;
}

/** Spectra in 2 eV bins over their own sum, less the mean, in units of its square root: [pixels × bins]. */
function deviations(scan: SpectrumImage, fromChannel: number): Deviations {
  const width = Math.max(1, Math.round(BIN_EV / scan.energy.scaleEv));
  const nBins = Math.floor((scan.nChannels - fromChannel) / width);
  const stride = Math.max(1, Math.ceil(scan.nPixels / MAX_PIXELS));
  const pixels = Array.from({ length: Math.ceil(scan.nPixels / stride) }, (_, k) => k * stride);
  const values = new Float64Array(pixels.length * nBins);
  const mean = new Float64Array(nBins);
  pixels.forEach((pixel, row) => {
    const spectrum = spectrumAt(scan, pixel).subarray(fromChannel);
    const bins = values.subarray(row * nBins, (row + 1) * nBins);
    for (let b = 0; b < nBins; b++) {
      let sum = 0;
      for (let i = b * width; i < (b + 1) * width; i++) sum += spectrum[i];
      bins[b] = sum;
    }
    const total = bins.reduce((sum, value) => sum + value, 0);
    for (let b = 0; b < nBins; b++) {
      bins[b] = total > 0 ? bins[b] / total : 0;
      mean[b] += bins[b] / pixels.length;
    }
  });
  for (let k = 0; k < values.length; k++) {
    const m = mean[k % nBins];
    values[k] = m > 0 ? (values[k] - m) / Math.sqrt(m) : 0;
  }
  return { values, pixels, nBins };
}

/** Scores of the pixels along the strongest direction (power iteration from the largest row); null when all is 0. */
function strongestScores({ values, pixels, nBins }: Deviations): Float64Array | null {
  let direction = new Float64Array(nBins);
  let largest = 0;
  for (let p = 0; p < pixels.length; p++) {
    const row = values.subarray(p * nBins, (p + 1) * nBins);
    if (norm(row) <= largest) continue;
    largest = norm(row);
    direction = row.slice();
  }
  if (!(largest > 0)) return null;
  const scores = new Float64Array(pixels.length);
  for (let iteration = 0; iteration < N_ITERATIONS; iteration++) {
    const length = norm(direction);
    if (!(length > 0)) return null;
    for (let b = 0; b < nBins; b++) direction[b] /= length;
    for (let p = 0; p < pixels.length; p++) {
      let dot = 0;
      for (let b = 0; b < nBins; b++) dot += values[p * nBins + b] * direction[b];
      scores[p] = dot;
    }
    if (iteration === N_ITERATIONS - 1) break;
    direction.fill(0);
    for (let p = 0; p < pixels.length; p++)
      for (let b = 0; b < nBins; b++) direction[b] += scores[p] * values[p * nBins + b];
  }
  for (let p = 0; p < pixels.length; p++)
    for (let b = 0; b < nBins; b++) values[p * nBins + b] -= scores[p] * direction[b];
  return scores;
}

function pixelsBeyond(scores: Float64Array, sign: 1 | -1, pixels: readonly number[]): number[] {
  const largest = scores.reduce((max, score) => Math.max(max, sign * score), 0);
  return largest > 0 ? pixels.filter((_, p) => sign * scores[p] >= END_SHARE * largest) : [];
}

/**
 * Groups of pixels in which an edge may stand out that the sum over all pixels hides: both ends of the three largest
 * changes of spectral shape along the scan.
 *
 * @param fromChannel  channels below (zero loss) are left out
 * @returns lists of pixel indices, none empty and none with all pixels; [] for a single spectrum
 */
export function tellingPixels(scan: SpectrumImage, fromChannel: number): number[][] {
  if (scan.nPixels < 3) return [];
  const rest = deviations(scan, fromChannel);
  if (rest.nBins < 3) return [];
  const groups: number[][] = [];
  for (let k = 0; k < N_DIRECTIONS; k++) {
    const scores = strongestScores(rest);
    if (scores === null) break;
    groups.push(pixelsBeyond(scores, 1, rest.pixels), pixelsBeyond(scores, -1, rest.pixels));
  }
  return groups.filter((group) => group.length > 0 && group.length < scan.nPixels);
}
