import { FormatError } from '../format-error.js';

const SIGNATURE = [0x47, 0x43, 0x4f, 0x4c]; // "GCOL"
const HEADER_BYTES = 16;
const OBJECT_HEADER_BYTES = 16;

/**
 * Refuses an HDF5 file with a global heap that the library would walk for ever (an object of no length) or off its
 * end. Of random damage to small files this was the one kind that hung the reader.
 *
 * ```
 * heap   : "GCOL" · version 1 · 3 zero bytes · uint64 size · object*
 * object : uint16 index (0 = free space) · uint16 references · 4 zero bytes · uint64 size · data, padded to 8
 * ```
 * The size of free space counts its own header. Little-endian.
 *
 * @throws FormatError malformed-file
 * Source: HDF5 File Format Specification 3.0, section III.E.
 */
export function checkGlobalHeaps(bytes: Uint8Array): void {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let at = bytes.indexOf(SIGNATURE[0]); at >= 0; at = bytes.indexOf(SIGNATURE[0], at + 1)) {
    if (at + HEADER_BYTES <= bytes.byteLength && isHeap(bytes, at)) checkHeap(view, at);
  }
}

/** Signature, version and reserved bytes: eight bytes that counts do not have by chance. */
function isHeap(bytes: Uint8Array, at: number): boolean {
  return (
    SIGNATURE.every((byte, i) => bytes[at + i] === byte) &&
    bytes[at + 4] === 1 &&
    bytes[at + 5] + bytes[at + 6] + bytes[at + 7] === 0
  );
}

function checkHeap(view: DataView, start: number): void {
  const end = start + Number(view.getBigUint64(start + 8, true));
  if (end > view.byteLength) throw damaged(start);
  let at = start + HEADER_BYTES;
  while (at + OBJECT_HEADER_BYTES <= end) {
    const isFree = view.getUint16(at, true) === 0;
    const size = Number(view.getBigUint64(at + 8, true));
    if (isFree && size === 0) throw damaged(at);
    at += isFree ? size : OBJECT_HEADER_BYTES + 8 * Math.ceil(size / 8);
    if (at > end) throw damaged(start);
  }
}

const damaged = (offset: number): FormatError =>
  new FormatError('malformed-file', `The heap of texts at byte ${offset} is damaged.`, { offset });
