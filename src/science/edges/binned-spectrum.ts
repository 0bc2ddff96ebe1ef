import { median } from '../numerics/statistics.js';
import type { EnergyAxis } from '../spectra/spectrum-image.js';

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
