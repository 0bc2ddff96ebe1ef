import { inflateSync } from 'fflate';
import { FormatError } from '../format-error.js';
import { FORMAT_LIMITS } from '../limits.js';
import { textOfBytes } from '../text-bytes.js';
import { zipMembers, type ZipMember } from './zip-directory.js';

const LOCAL_HEADER_BYTES = 30;
/** Longest npy header worth looking at. */
const NPY_HEAD_BYTES = 4096;

/**
 * Looks into a Nion Swift export (.ndata1: a zip with `metadata.json` and `data.npy`) far enough to tell what is wrong
 * with it. A sound one ends in `unsupported-media-type` as well: the spectra of this format are not read yet.
 *
 * @throws FormatError always: those of zipMembers; malformed-file for JSON or npy that is damaged; unsupported-data-type
 *         for an array of Python objects; unsupported-media-type otherwise
 */
export function refuseNdata1(bytes: Uint8Array): never {
  const members = zipMembers(bytes);
  const metadata = members.find((member) => member.name === 'metadata.json');
  const data = members.find((member) => member.name === 'data.npy');
  if (metadata && data) {
    checkJson(unpack(bytes, metadata, FORMAT_LIMITS.jsonBytes));
    checkNpy(unpack(bytes, data, NPY_HEAD_BYTES, true), data.unpackedBytes);
  }
  throw new FormatError(
    'unsupported-media-type',
    'A zip archive. Exports of Nion Swift (.ndata1) are not read yet.',
  );
}

function unpack(bytes: Uint8Array, member: ZipMember, limit: number, headOnly = false): Uint8Array {
  const { offset, packedBytes, unpackedBytes, method, name } = member;
  if (!headOnly && unpackedBytes > limit) {
    throw new FormatError(
      'limits-exceeded',
      `The member ${name} has ${unpackedBytes} bytes; the limit is ${limit}.`,
    );
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (offset + LOCAL_HEADER_BYTES > bytes.byteLength)
    throw new FormatError('malformed-file', `The member ${name} lies outside the archive.`);
  const start =
    offset + LOCAL_HEADER_BYTES + view.getUint16(offset + 26, true) + view.getUint16(offset + 28, true);
  const packed = bytes.subarray(start, start + packedBytes);
  if (method === 0) return packed.subarray(0, limit);
  try {
    // fflate fills what is given and stops there: the claimed size bounds the memory.
    return inflateSync(packed, { out: new Uint8Array(Math.min(unpackedBytes, limit)) });
  } catch (cause) {
    throw new FormatError('malformed-file', `The member ${name} cannot be unpacked.`, { cause });
  }
}

function checkJson(bytes: Uint8Array): void {
  let hasForbiddenKey = false;
  try {
    JSON.parse(textOfBytes(bytes), (key: string, value: unknown) => {
      hasForbiddenKey ||= key === '__proto__';
      return value;
    });
  } catch (cause) {
    throw new FormatError('malformed-file', 'metadata.json is no JSON.', { cause });
  }
  if (hasForbiddenKey) throw new FormatError('malformed-file', 'metadata.json has a key named __proto__.');
}

/**
 * An npy file: `\x93NUMPY` · version (2 bytes) · header length (uint16) · a Python dictionary as text · the values.
 * `nBytes` is the size of the whole member.
 */
function checkNpy(head: Uint8Array, nBytes: number): void {
  if (head[0] !== 0x93 || textOfBytes(head.subarray(1, 6)) !== 'NUMPY') {
    throw new FormatError('malformed-file', 'data.npy is no array.');
  }
  const headerLength = head[8] + 256 * head[9];
  const header = textOfBytes(head.subarray(10, 10 + headerLength));
  const dtype = /'descr':\s*'([^']*)'/.exec(header)?.[1];
  if (dtype?.includes('O')) {
    throw new FormatError('unsupported-data-type', 'data.npy holds Python objects, not numbers.');
  }
  const shape = /'shape':\s*\(([\d, ]*)\)/
    .exec(header)?.[1]
    .split(',')
    .filter((n) => n.trim() !== '');
  const width = Number(/(\d+)$/.exec(dtype ?? '')?.[1] ?? NaN);
  const expected = (shape ?? []).reduce((n, size) => n * Number(size), width);
  if (shape === undefined || expected !== nBytes - 10 - headerLength) {
    throw new FormatError(
      'malformed-file',
      `data.npy should hold ${expected} bytes of values; it has ${nBytes - 10 - headerLength}.`,
    );
  }
}
