import type { ByteSource } from '../formats/byte-source.js';
import { parseDmSource } from '../formats/dm/parse-dm.js';
import { FormatError } from '../formats/format-error.js';
import { openHyperspy } from '../formats/hyperspy/parse-hyperspy.js';
import { FORMAT_LIMITS } from '../formats/limits.js';
import { sniff, SNIFF_BYTES } from '../formats/sniff.js';
import { dmSources } from './from-dm.js';
import { hyperspySources } from './from-hyperspy.js';
import { quickCheck } from './read-spectrum-file.js';
import type { OpenSpectrumFile } from './scan-source.js';

/** Whether a file is read in blocks rather than loaded. */
export const isReadInBlocks = (sizeBytes: number): boolean => sizeBytes > FORMAT_LIMITS.wholeFileBytes;

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
