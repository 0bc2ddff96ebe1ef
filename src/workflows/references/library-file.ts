import { FormatError } from '../../science/formats/format-error.js';
import type { EnergyCurve } from '../../science/similarity/energy-curve.js';
import { readSpectrumFile } from '../../science/spectra/read-spectrum-file.js';
import type { SpectrumImage } from '../../science/spectra/spectrum-image.js';
import { WorkflowError } from '../workflow-error.js';
import { titleFacts, type TitleFacts } from './title-facts.js';
import { xdiFacts } from './xdi-facts.js';

/** A spectrum of a file with what its title says. */
export interface LibraryFile extends TitleFacts {
  readonly title: string;
  readonly curve: EnergyCurve;
  readonly format: string;
  readonly owner: string | null;
}

/**
 * The spectrum of a file to keep or to compare: the mean over the pixels of a scan.
 *
 * @param scanIndex  which scan of the file
 * @throws FormatError; WorkflowError no-such-scan
 */
export async function libraryFile(bytes: Uint8Array, fileName: string, scanIndex = 0): Promise<LibraryFile> {
  const { format, scans } = await readSpectrumFile(bytes, fileName);
  const read = scans[scanIndex];
  if (read === undefined) {
    throw new WorkflowError('no-such-scan', `${fileName} has scans 0 to ${scans.length - 1}.`);
  }
  const { scan } = read;
  const facts = format === 'xdi' ? xdiFacts(scan.originalMetadata) : titleFacts(scan.title);
  const curve = { energy: scan.energy, values: meanOverPixels(scan) };
  return { ...facts, title: scan.title || fileName, curve, format, owner: scan.acquisition.operator };
}

function meanOverPixels({ counts, nPixels, nChannels }: SpectrumImage): Float64Array {
  const mean = new Float64Array(nChannels);
  counts.forEach((count, at) => (mean[at % nChannels] += count / nPixels));
  return mean;
}

/** As `libraryFile`; the reason when the file is not one of spectra: a folder may hold other files. */
export async function libraryFileOrReason(
  bytes: Uint8Array,
  fileName: string,
): Promise<LibraryFile | { readonly reason: string }> {
  try {
    return await libraryFile(bytes, fileName);
  } catch (error) {
    if (error instanceof FormatError) return { reason: error.message };
    throw error;
  }
}
