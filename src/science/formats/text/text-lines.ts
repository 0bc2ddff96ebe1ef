import { FormatError } from '../format-error.js';
import { FORMAT_LIMITS } from '../limits.js';
import { textOfBytes } from '../text-bytes.js';

/** Bytes of a text file that are read: a table of this size is ten million numbers. */
const MAX_TEXT_BYTES = 128 * 2 ** 20;
const NEWLINE = 10;

/**
 * The lines of a text file, without line ends and byte-order mark; UTF-8, or Latin-1 where it is no UTF-8.
 *
 * @throws FormatError limits-exceeded  the file or one line is too long
 */
export function textLines(bytes: Uint8Array): string[] {
  if (bytes.byteLength > MAX_TEXT_BYTES) {
    throw new FormatError(
      'limits-exceeded',
      `A text file of ${bytes.byteLength} bytes; up to ${MAX_TEXT_BYTES} are read.`,
    );
  }
  for (let start = 0; start < bytes.byteLength;) {
    const end = bytes.indexOf(NEWLINE, start);
    const length = (end < 0 ? bytes.byteLength : end) - start;
    if (length > FORMAT_LIMITS.lineBytes) {
      throw new FormatError(
        'limits-exceeded',
        `A line of ${length} bytes; the limit is ${FORMAT_LIMITS.lineBytes}.`,
      );
    }
    start += length + 1;
  }
  return textOfBytes(bytes)
    .replace(/^\ufeff/, '')
    .split(/\r\n|\n|\r/);
}
