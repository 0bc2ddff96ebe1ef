import { FormatError } from '../format-error.js';
import { FORMAT_LIMITS } from '../limits.js';
import { textOfBytes } from '../text-bytes.js';
import { readNumbers } from './read-numbers.js';

/** An array of numbers. */
export interface NpyArray {
  /** C order: slowest axis first. */
  readonly shape: readonly number[];
  readonly dtype: string;
  readonly values: ArrayLike<number>;
  /** The file was in Fortran order: `shape` is its shape turned round. */
  readonly reversed: boolean;
}

const MAGIC = [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59];
/** Longest header worth reading; numpy's own are below 200 bytes. */
const MAX_HEADER_BYTES = 65_536;

/** True when the bytes begin as an npy file does. */
export const isNpy = (bytes: Uint8Array): boolean => MAGIC.every((byte, i) => bytes[i] === byte);

/**
 * Parses an array that numpy saved.
 *
 * ```
 * \x93NUMPY · major · minor · header length (uint16; uint32 from version 2) · header · values
 * header: {'descr': '<f4', 'fortran_order': False, 'shape': (5, 16), }  as text, padded with blanks
 * ```
 *
 * @throws FormatError truncated-file              fewer values than the shape says
 * @throws FormatError malformed-file              no such header, or more values than the shape says
 * @throws FormatError unsupported-format-version  another version than 1 to 3
 * @throws FormatError unsupported-data-type       values that are no plain numbers (objects, complex, structures)
 * @throws FormatError limits-exceeded             more than FORMAT_LIMITS.values, or more than 32 axes
 * Source: numpy.lib.format (NEP 1). Checked: golden files of numpy (test/golden/formats).
 */
export function parseNpy(bytes: Uint8Array): NpyArray {
  const { header, start } = npyHeader(bytes);
  const { dtype, width, littleEndian } = typeOf(header);
  const { sizes, isFortran } = shapeOf(header);
  const count = sizes.reduce((n, size) => n * size, 1);
  checkLength(bytes.byteLength - start, count * width);
  const reversed = isFortran && sizes.length > 1;
  return {
    shape: reversed ? [...sizes].reverse() : sizes,
    dtype,
    values: readNumbers(bytes.subarray(start), dtype, littleEndian),
    reversed,
  };
}

function typeOf(header: string): { dtype: string; width: number; littleEndian: boolean } {
  const descr = /'descr':\s*'([^']{1,20})'/.exec(header)?.[1];
  const type = /^([<>|=])([fiu])([1248])$/.exec(descr ?? '');
  if (!type || /f[12]/.test(type[0])) {
    throw new FormatError(
      'unsupported-data-type',
      `The array holds ${descr ?? 'structures'}, not plain numbers of JavaScript.`,
    );
  }
  const width = Number(type[3]);
  const kind = { f: 'float', i: 'int', u: 'uint' }[type[2] as 'f' | 'i' | 'u'];
  return { dtype: `${kind}${8 * width}`, width, littleEndian: type[1] !== '>' };
}

function shapeOf(header: string): { sizes: number[]; isFortran: boolean } {
  const fortran = /'fortran_order':\s*(True|False)/.exec(header)?.[1];
  const shape = /'shape':\s*\(([\d, ]*)\)/.exec(header)?.[1];
  if (fortran === undefined || shape === undefined)
    throw new FormatError('malformed-file', 'The header of the array says no order or shape.');
  const sizes = shape
    .split(',')
    .filter((size) => size.trim() !== '')
    .map(Number);
  if (sizes.length > 32 || sizes.reduce((n, size) => n * size, 1) > FORMAT_LIMITS.values) {
    throw new FormatError(
      'limits-exceeded',
      `An array of ${sizes.slice(0, 32).join(' × ')}; up to ${FORMAT_LIMITS.values} values are read.`,
    );
  }
  return { sizes, isFortran: fortran === 'True' };
}

function npyHeader(bytes: Uint8Array): { header: string; start: number } {
  if (!isNpy(bytes)) throw new FormatError('malformed-file', 'The array has no header of numpy.');
  if (bytes.byteLength < 12) throw new FormatError('truncated-file', 'The array ends within its header.');
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const version = bytes[6];
  if (version < 1 || version > 3)
    throw new FormatError('unsupported-format-version', `Version ${version} of numpy's array format.`);
  const first = version === 1 ? 10 : 12;
  const length = version === 1 ? view.getUint16(8, true) : view.getUint32(8, true);
  if (length > MAX_HEADER_BYTES)
    throw new FormatError('limits-exceeded', `The header of the array has ${length} bytes.`);
  if (first + length > bytes.byteLength)
    throw new FormatError('truncated-file', 'The array ends within its header.');
  return { header: textOfBytes(bytes.subarray(first, first + length)), start: first + length };
}

function checkLength(found: number, expected: number): void {
  if (found === expected) return;
  throw new FormatError(
    found < expected ? 'truncated-file' : 'malformed-file',
    `The array should hold ${expected} bytes of values; it has ${found}.`,
  );
}
