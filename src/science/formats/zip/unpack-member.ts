import { Inflate } from 'fflate';
import { FormatError } from '../format-error.js';
import type { ZipMember } from './zip-directory.js';

const LOCAL_HEADER_BYTES = 30;
/** Packed bytes handed over at a time: what one piece can grow to bounds the memory of a lying archive. */
const PIECE_BYTES = 16_384;

/**
 * Unpacks one member of a zip archive (stored or deflated) into exactly the size that the directory claims; unpacking
 * stops as soon as there is more.
 *
 * @param limitBytes  largest size that is unpacked
 * @throws FormatError limits-exceeded        larger than the limit, or more than the archive claims
 * @throws FormatError malformed-file         outside the archive, damaged, or less than the archive claims
 * @throws FormatError unsupported-data-type  packed by another method
 */
export function unpackMember(bytes: Uint8Array, member: ZipMember, limitBytes: number): Uint8Array {
  const { method, name, unpackedBytes } = member;
  if (unpackedBytes > limitBytes) {
    throw new FormatError(
      'limits-exceeded',
      `The member ${name} has ${unpackedBytes} bytes; the limit is ${limitBytes}.`,
    );
  }
  const packed = packedMember(bytes, member);
  if (method === 8) return inflate(packed, member);
  if (method !== 0)
    throw new FormatError('unsupported-data-type', `The member ${name} is packed by method ${method}.`);
  if (packed.length !== unpackedBytes) throw wrongSize(member, packed.length);
  return packed;
}

function packedMember(bytes: Uint8Array, { offset, packedBytes, name }: ZipMember): Uint8Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (offset + LOCAL_HEADER_BYTES > bytes.byteLength)
    throw new FormatError('malformed-file', `The member ${name} lies outside the archive.`);
  const names = view.getUint16(offset + 26, true) + view.getUint16(offset + 28, true);
  const start = offset + LOCAL_HEADER_BYTES + names;
  if (start + packedBytes > bytes.byteLength)
    throw new FormatError('malformed-file', `The member ${name} lies outside the archive.`);
  return bytes.subarray(start, start + packedBytes);
}

function inflate(packed: Uint8Array, member: ZipMember): Uint8Array {
  const { name, unpackedBytes } = member;
  const unpacked = new Uint8Array(unpackedBytes);
  let length = 0;
  const inflater = new Inflate((piece) => {
    if (length + piece.length > unpackedBytes) {
      throw new FormatError('limits-exceeded', `The member ${name} grows beyond the size it claims.`);
    }
    unpacked.set(piece, length);
    length += piece.length;
  });
  try {
    for (let at = 0; at < packed.length; at += PIECE_BYTES) {
      inflater.push(packed.subarray(at, at + PIECE_BYTES), at + PIECE_BYTES >= packed.length);
    }
  } catch (cause) {
    if (cause instanceof FormatError) throw cause;
    throw new FormatError('malformed-file', `The member ${name} cannot be unpacked.`, { cause });
  }
  if (length !== unpackedBytes) throw wrongSize(member, length);
  return unpacked;
}

const wrongSize = ({ name, unpackedBytes }: ZipMember, found: number): FormatError =>
  new FormatError('malformed-file', `The member ${name} has ${found} bytes; it claims ${unpackedBytes}.`);
