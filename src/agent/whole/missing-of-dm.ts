import { type FileBytes, viewOf } from './file-bytes.js';

/** Version, length of the root, byte order: 12 bytes (DM3) or 16 (DM4). */
const HEADER_BYTES = 16;
/** Real files are root length + 16 or + 20 (DM3), + 20 or + 24 (DM4) bytes long: less than + 16 is cut. */
const BEYOND_ROOT_BYTES = 16;

/**
 * What is missing of a DM3 or DM4 file, or null.
 *
 * ```
 * int32 version (3|4) · int32 (DM3) or int64 (DM4) length of the root · int32 byte order · root · 8 zero bytes     (big-endian)
 * ```
 *
 * Checked: 82 real files of four sources are whole (sizes − root length: 16, 20, 24), each cut by one to a half of its bytes is not.
 */
export async function missingOfDm(file: FileBytes): Promise<string | null> {
  const head = viewOf(await file.read(0, HEADER_BYTES));
  if (head.byteLength < HEADER_BYTES) return 'its header is not whole';
  const version = head.getInt32(0);
  // Nothing written yet, or no DM file at all: the service says which.
  if (version !== 3 && version !== 4) return version === 0 ? 'its header is not written yet' : null;
  const rootBytes = version === 4 ? Number(head.getBigInt64(4)) : head.getInt32(4);
  if (rootBytes <= 0) return 'its header does not tell its length yet';
  const dueBytes = rootBytes + BEYOND_ROOT_BYTES;
  return file.sizeBytes < dueBytes ? `it has ${file.sizeBytes} of ${dueBytes} bytes` : null;
}
