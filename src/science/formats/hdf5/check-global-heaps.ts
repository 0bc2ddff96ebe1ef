import type { ByteSource } from '../byte-source.js';
import { FormatError } from '../format-error.js';

const SIGNATURE = [0x47, 0x43, 0x4f, 0x4c]; // "GCOL"
const HEADER_BYTES = 16;
const OBJECT_HEADER_BYTES = 16;
/** Looked through at a time. */
const WINDOW_BYTES = 4 * 2 ** 20;

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
export function checkGlobalHeaps(source: ByteSource): void {
  for (let from = 0; from < source.sizeBytes; from += WINDOW_BYTES) {
    // The window reaches into the next, so that a header across the border is seen whole.
    const length = Math.min(WINDOW_BYTES + HEADER_BYTES - 1, source.sizeBytes - from);
    for (const at of heapsIn(source.read(from, length))) checkHeap(source, from + at);
  }
}

function heapsIn(bytes: Uint8Array): number[] {
  const heaps: number[] = [];
  for (let at = bytes.indexOf(SIGNATURE[0]); at >= 0; at = bytes.indexOf(SIGNATURE[0], at + 1)) {
    if (at < WINDOW_BYTES && at + HEADER_BYTES <= bytes.byteLength && isHeap(bytes, at)) heaps.push(at);
  }
  return heaps;
}

/** Signature, version and reserved bytes: eight bytes that counts do not have by chance. */
function isHeap(bytes: Uint8Array, at: number): boolean {
  return (
    SIGNATURE.every((byte, i) => bytes[at + i] === byte) &&
    bytes[at + 4] === 1 &&
    bytes[at + 5] + bytes[at + 6] + bytes[at + 7] === 0
  );
}

function checkHeap(source: ByteSource, start: number): void {
  const end = start + uint64(source, start + 8);
  if (end > source.sizeBytes) throw damaged(start);
  let at = start + HEADER_BYTES;
  while (at + OBJECT_HEADER_BYTES <= end) {
    const [low, high] = source.read(at, 2);
    const isFree = low + high === 0;
    const size = uint64(source, at + 8);
    if (isFree && size === 0) throw damaged(at);
    at += isFree ? size : OBJECT_HEADER_BYTES + 8 * Math.ceil(size / 8);
    if (at > end) throw damaged(start);
  }
}

function uint64(source: ByteSource, at: number): number {
  const bytes = source.read(at, 8);
  return Number(new DataView(bytes.buffer, bytes.byteOffset, 8).getBigUint64(0, true));
}

const damaged = (offset: number): FormatError =>
  new FormatError('malformed-file', `The heap of texts at byte ${offset} is damaged.`, { offset });
