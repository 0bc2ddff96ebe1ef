import type { SpectrumImage, Warning } from './spectrum-image.js';

/** The formats that are read. */
export type FormatId =
  'dm3' | 'dm4' | 'hyperspy' | 'velox' | 'emd' | 'nion' | 'nexus' | 'msa' | 'xdi' | 'text';

/** What was measured: X-ray absorption serves as a reference only, its numbers are no counts of electrons. */
export type SignalKind = 'energy-loss' | 'x-ray-absorption';

/** An image in the file that is no spectrum (survey, ADF): listed so that a user sees it was not overlooked. */
export interface SkippedImage {
  readonly title: string;
  readonly shape: readonly number[];
  readonly reason: string;
}

/** One spectrum image of a file and what its file said about the numbers. */
export interface ReadScan {
  readonly scan: SpectrumImage;
  readonly signal: SignalKind;
  /** Data type in the file, numpy's name: 'float32', 'uint16', …; 'text' for decimal text. */
  readonly dtype: string;
  readonly warnings: readonly Warning[];
}

/** What a file holds. `scans` has at least one entry: a file without spectra is refused with a FormatError. */
export interface ReadResult {
  readonly format: FormatId;
  readonly formatVersion: string | null;
  readonly scans: readonly ReadScan[];
  readonly skipped: readonly SkippedImage[];
  readonly warnings: readonly Warning[];
}
