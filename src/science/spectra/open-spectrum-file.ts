import type { ByteSource } from '../formats/byte-source.js';
import { parseDmSource } from '../formats/dm/parse-dm.js';
import { FormatError } from '../formats/format-error.js';
import { openHyperspy } from '../formats/hyperspy/parse-hyperspy.js';
import { FORMAT_LIMITS } from '../formats/limits.js';
import { sniff, SNIFF_BYTES } from '../formats/sniff.js';
import { dmSources } from './from-dm.js';
import { hyperspySources } from './from-hyperspy.js';
import { quickCheck } from './read-spectrum-file.js';
import { MAX_LOADED_COUNTS, type OpenSpectrumFile } from './scan-source.js';

/** What only reading in blocks refuses: such a file is loaded, if it is small enough. */
const ONLY_IN_BLOCKS: ReadonlySet<string> = new Set([
  'unsupported-media-type',
  'unsupported-data-type',
  'limits-exceeded',
]);

/**
 * Opens a file that is read in blocks rather than loaded: one above 64 MB, and a smaller one whose spectra, unpacked, are
 * more than are loaded (of the formats that allow it; of others a small file is loaded, whatever it unpacks to).
 *
 * @returns null for a file that is to be loaded
 * @throws FormatError as openSpectrumFile
 * Checked: scan-source.spec.ts.
 */
export async function openIfReadInBlocks(
  source: ByteSource,
  fileName: string,
): Promise<OpenSpectrumFile | null> {
  const { wholeFileBytes, compressionRatio } = FORMAT_LIMITS;
  if (source.sizeBytes > wholeFileBytes) return openSpectrumFile(source, fileName);
  if (source.sizeBytes * compressionRatio <= MAX_LOADED_COUNTS) return null;
  const content = sniff(source.read(0, Math.min(SNIFF_BYTES, source.sizeBytes)));
  if (content !== 'dm' && content !== 'hdf5') return null;
  try {
    const file = await openSpectrumFile(source, fileName);
    const nValues = file.scans.reduce((sum, { nPixels, nChannels }) => sum + nPixels * nChannels, 0);
    if (nValues > MAX_LOADED_COUNTS) return file;
    file.close();
    return null;
  } catch (error) {
    if (error instanceof FormatError && ONLY_IN_BLOCKS.has(error.code)) return null;
    throw error;
  }
}

/**
 * Opens a file too large to be loaded: its structure is read, its counts stay where they are.
 *
 * @param fileName  as in readSpectrumFile
 * @throws FormatError as readSpectrumFile; limits-exceeded for formats that can only be read whole
 * Checked: the same scans as readSpectrumFile (scan-source.spec.ts).
 */
export async function openSpectrumFile(source: ByteSource, fileName: string): Promise<OpenSpectrumFile> {
  const head = source.read(0, Math.min(SNIFF_BYTES, source.sizeBytes)).slice();
  const refusal = quickCheck(head, source.sizeBytes, fileName);
  if (refusal) throw refusal;
  switch (sniff(head)) {
    case 'dm':
      return { ...dmSources(parseDmSource(source)), close: () => undefined };
    case 'hdf5': {
      const file = await openHyperspy(source);
      try {
        return { ...hyperspySources(file), close: file.close };
      } catch (error) {
        file.close();
        throw error;
      }
    }
    default:
      throw new FormatError(
        'limits-exceeded',
        `The file has ${source.sizeBytes} bytes; of its format up to ${FORMAT_LIMITS.wholeFileBytes} are read. Larger maps are read as DigitalMicrograph or HyperSpy files.`,
        { limit: FORMAT_LIMITS.wholeFileBytes, sizeBytes: source.sizeBytes },
      );
  }
}
