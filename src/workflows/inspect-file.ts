import type { FormatId, SignalKind, SkippedImage } from '../science/spectra/read-result.js';
import { readSpectrumFile } from '../science/spectra/read-spectrum-file.js';
import { describeScan } from '../science/spectra/scan-statistics.js';
import type { Acquisition, NavigationAxis, Warning } from '../science/spectra/spectrum-image.js';

/** One scan of a file, without its counts. */
export interface ScanDescription {
  readonly index: number;
  readonly title: string;
  readonly navigation: readonly NavigationAxis[];
  readonly nPixels: number;
  readonly nChannels: number;
  readonly energy: { readonly offset: number; readonly scale: number; readonly unit: 'eV' };
  readonly signal: SignalKind;
  /** Type of the numbers in the file. */
  readonly dtype: string;
  /** 'e-' when the counts are electrons, '' when the file does not say. */
  readonly intensityUnit: string;
  readonly sum: number;
  readonly first: number;
  readonly max: number;
  readonly zeroLossInRange: boolean;
  readonly acquisition: Acquisition;
  readonly warnings: readonly Warning[];
}

export interface FileDescription {
  readonly format: FormatId;
  readonly formatVersion: string | null;
  readonly scans: readonly ScanDescription[];
  readonly skipped: readonly SkippedImage[];
  readonly warnings: readonly Warning[];
}

/**
 * What a file holds.
 *
 * @param fileName  only its extension is looked at
 * @throws FormatError when it cannot be read as spectra
 */
export async function inspectFile(bytes: Uint8Array, fileName: string): Promise<FileDescription> {
  const { format, formatVersion, scans, skipped, warnings } = await readSpectrumFile(bytes, fileName);
  return {
    format,
    formatVersion,
    scans: scans.map((read, index) => {
      const { scan, dtype, signal } = read;
      return {
        index,
        title: scan.title,
        navigation: scan.navigation,
        nPixels: scan.nPixels,
        nChannels: scan.nChannels,
        energy: { offset: scan.energy.offsetEv, scale: scan.energy.scaleEv, unit: 'eV' },
        signal,
        dtype,
        intensityUnit: scan.intensityUnit,
        ...describeScan(read),
        acquisition: scan.acquisition,
        warnings: read.warnings,
      };
    }),
    skipped,
    warnings,
  };
}
