import { spectrumAt, type EnergyAxis, type SpectrumImage } from '../spectra/spectrum-image.js';

/** A spectrum in bins wide enough to look for edges, with its noise as the data themselves show it. */
export interface BinnedSpectrum {
  /** Energy of the centre of bin 0 and the width of a bin, eV. */
  readonly offsetEv: number;
  readonly binEv: number;
  /** Sum of the channels of each bin, [nBins]. */
  readonly counts: Float64Array;
  /** Variance of a bin over its counts: 1 for electrons counted one by one. */
  readonly noiseFactor: number;
}

/** Narrow enough for white lines 3 eV wide, wide enough to be fast. */
const BIN_EV = 0.5;
/** Median of a chi-square variable of one degree of freedom. */
const MEDIAN_CHI_SQUARE = 0.4549;

/**
 * Sum of the spectra of some pixels, [nChannels], float64.
 *
 * @param pixels  indices of pixels; all when left out
 */
export function sumSpectrum(scan: SpectrumImage, pixels?: readonly number[]): Float64Array {
  const sum = new Float64Array(scan.nChannels);
  const n = pixels === undefined ? scan.nPixels : pixels.length;
  for (let k = 0; k < n; k++) {
    const spectrum = spectrumAt(scan, pixels === undefined ? k : pixels[k]);
    for (let i = 0; i < sum.length; i++) sum[i] += spectrum[i];
  }
  return sum;
}

export function median(values: Float64Array): number {
  if (values.length === 0) return NaN;
  const sorted = values.slice().sort();
  const half = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
}

/**
 * Variance over counts from the second differences along energy: their median is blind to edges, which fill a small
 * part of the axis, and sees gain, averaging and fixed patterns of the detector alike.
 *
 * @returns 1 for Poisson counts; 0 only when the spectrum is noise-free
 */
export function noiseFactor(counts: Float64Array): number {
  const n = counts.length - 2;
  if (n < 8) return 1;
  const ratios = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    const d = counts[i] - 2 * counts[i + 1] + counts[i + 2];
    const level = (Math.abs(counts[i]) + 4 * Math.abs(counts[i + 1]) + Math.abs(counts[i + 2])) / 6;
    ratios[i] = level > 0 ? (d * d) / (6 * level) : 0;
  }
  return median(ratios) / MEDIAN_CHI_SQUARE;
}

/**
 * A spectrum in bins of about 0.5 eV (a whole number of channels, at least one; channels left over at the end are
 * dropped), with its noise.
 *
 * @param spectrum  [axis.nChannels]
 */
export function binSpectrum(spectrum: Float64Array, axis: EnergyAxis): BinnedSpectrum {
  const width = Math.max(1, Math.round(BIN_EV / axis.scaleEv));
  const counts = new Float64Array(Math.floor(spectrum.length / width));
  for (let i = 0; i < counts.length * width; i++) counts[Math.floor(i / width)] += spectrum[i];
  return {
    offsetEv: axis.offsetEv + ((width - 1) / 2) * axis.scaleEv,
    binEv: width * axis.scaleEv,
    counts,
    noiseFactor: noiseFactor(counts),
  };
}
