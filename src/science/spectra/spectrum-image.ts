import { ScienceError } from '../units/science-error.js';

/** Energy of channel i is `offsetEv + i·scaleEv`, eV of energy loss; `scaleEv` is finite and > 0. */
export interface EnergyAxis {
  readonly offsetEv: number;
  readonly scaleEv: number;
  readonly nChannels: number;
}

/**
 * One axis over which spectra were taken: a position along a line, a row or column of a map, the time of an in-situ
 * series, a frame number. Coordinate of index i is `offset + i·scale` in `unit` ('nm', 's', '' for a plain index).
 */
export interface NavigationAxis {
  readonly name: string;
  readonly unit: string;
  readonly offset: number;
  readonly scale: number;
  readonly size: number;
}

/** How the data were taken. `null` is unknown: an absent or zero entry in a file never becomes a number. */
export interface Acquisition {
  readonly beamEnergyKev: number | null;
  readonly convergenceSemiAngleMrad: number | null;
  readonly collectionSemiAngleMrad: number | null;
  readonly exposureS: number | null;
  readonly nFrames: number | null;
  readonly dwellTimeS: number | null;
  readonly probeCurrentNa: number | null;
  readonly microscope: string | null;
  readonly spectrometer: string | null;
  readonly specimen: string | null;
  readonly operator: string | null;
  /** As the file writes it: date strings in microscope files depend on the locale of the PC. */
  readonly date: string | null;
}

export const UNKNOWN_ACQUISITION: Acquisition = {
  beamEnergyKev: null,
  convergenceSemiAngleMrad: null,
  collectionSemiAngleMrad: null,
  exposureS: null,
  nFrames: null,
  dwellTimeS: null,
  probeCurrentNa: null,
  microscope: null,
  spectrometer: null,
  specimen: null,
  operator: null,
  date: null,
};

/** JSON as it came from a file: the original metadata, kept whole. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/** What a recoverable oddity is reported with. `code` is stable kebab-case, `message` is for people. */
export interface Warning {
  readonly code: string;
  readonly message: string;
}

/**
 * Spectra over zero to three navigation axes; a line scan is the case of one axis, a map of two, a single spectrum
 * of none.
 *
 * `counts` is [nPixels × nChannels], row-major: pixel slow, energy fast; pixels in C order of `navigation` (first
 * axis slowest). Its unit is `intensityUnit`: 'e-' when the file says how its numbers become electrons (and they have
 * been converted), '' when it does not.
 */
export interface SpectrumImage {
  readonly title: string;
  readonly counts: Float32Array;
  readonly nPixels: number;
  readonly nChannels: number;
  readonly energy: EnergyAxis;
  readonly navigation: readonly NavigationAxis[];
  readonly intensityUnit: string;
  readonly acquisition: Acquisition;
  readonly originalMetadata: Json;
}

export type SpectrumErrorCode =
  | 'shape-mismatch'
  | 'window-outside-axis'
  | 'fit-window-too-narrow'
  | 'no-zero-loss-peak'
  | 'no-counts'
  | 'negative-counts'
  | 'not-converged'
  | 'invalid-recipe'
  | 'invalid-parameter';

/** A scan, or a request about it, on which a method cannot work; the message says what to do. */
export class SpectrumError extends ScienceError<SpectrumErrorCode> {}

/** Energy of a channel, eV; channel may be fractional. */
export const energyAt = (axis: EnergyAxis, channel: number): number => axis.offsetEv + channel * axis.scaleEv;

/** Fractional channel at an energy in eV; may lie outside the axis. */
export const channelAt = (axis: EnergyAxis, energyEv: number): number =>
  (energyEv - axis.offsetEv) / axis.scaleEv;

/** A view (no copy) of the spectrum of one pixel, [nChannels]. */
export const spectrumAt = (scan: SpectrumImage, pixel: number): Float32Array =>
  scan.counts.subarray(pixel * scan.nChannels, (pixel + 1) * scan.nChannels);

/**
 * Channels whose centres lie in [lo, hi), eV, clipped to the axis.
 *
 * @throws SpectrumError window-outside-axis  no channel lies in the window
 */
export function channelRange(
  axis: EnergyAxis,
  windowEv: readonly [number, number],
): { first: number; end: number } {
  // A tolerance of 1e-6 channel keeps a window edge that falls on a channel centre from wandering by rounding.
  const first = Math.max(0, Math.ceil(channelAt(axis, windowEv[0]) - 1e-6));
  const end = Math.min(axis.nChannels, Math.ceil(channelAt(axis, windowEv[1]) - 1e-6));
  if (end <= first) {
    throw new SpectrumError(
      'window-outside-axis',
      `The window ${windowEv[0]}–${windowEv[1]} eV holds no channel of the axis ${axis.offsetEv}–${energyAt(axis, axis.nChannels - 1)} eV.`,
    );
  }
  return { first, end };
}

/** The same scan with other counts (same shape). */
export function withCounts(scan: SpectrumImage, counts: Float32Array): SpectrumImage {
  if (counts.length !== scan.counts.length) {
    throw new SpectrumError('shape-mismatch', `expected ${scan.counts.length} counts, got ${counts.length}`);
  }
  return { ...scan, counts };
}
