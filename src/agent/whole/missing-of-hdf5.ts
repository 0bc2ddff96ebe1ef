import { type FileBytes, viewOf } from './file-bytes.js';

const SIGNATURE = [0x89, 0x48, 0x44, 0x46, 0x0d, 0x0a, 0x1a, 0x0a];
const HEAD_BYTES = 64;
/** The superblock lies at 0, or behind a block of the user's of one of these sizes. */
const PLACES = [0, 512, 1024, 2048, 4096];
const OPEN_FOR_WRITING = 1;

/**
 * What is missing of an HDF5 file (.nhdf, .hspy, .emd, .nxs), or null: no byte before the end-of-file address of its superblock may be
 * missing, and from version 3 on the writer must have closed it.
 *
 * ```
 * version 0, 1 : signature 8 · version · … · at 13 offset width · … · end of file at 40 (44)
 * version 2, 3 : signature 8 · version · offset width · length width · flags (1: open for writing) · … · end of file at 28
 * ```
 * Source: HDF5 File Format Specification 3.0, section II.A.
 */
export async function missingOfHdf5(file: FileBytes): Promise<string | null> {
  for (const place of PLACES) {
    const head = await file.read(place, HEAD_BYTES);
    if (SIGNATURE.every((byte, i) => head[i] === byte)) return missingBehind(head, file.sizeBytes);
  }
  const start = await file.read(0, SIGNATURE.length);
  if (start.length < SIGNATURE.length) return 'its header is not whole';
  return start.every((byte) => byte === 0) ? 'its header is not written yet' : null;
}

function missingBehind(head: Uint8Array, sizeBytes: number): string | null {
  if (head.length < HEAD_BYTES) return 'its header is not whole';
  const version = head[8];
  const width = version < 2 ? head[13] : head[9];
  if (version > 3 || width !== 8) return null;
  if (version === 3 && (head[11] & OPEN_FOR_WRITING) !== 0) return 'a program has it open for writing';
  const at = version >= 2 ? 28 : version === 1 ? 44 : 40;
  const dueBytes = Number(viewOf(head).getBigUint64(at, true));
  return sizeBytes < dueBytes ? `it has ${sizeBytes} of ${dueBytes} bytes` : null;
}
