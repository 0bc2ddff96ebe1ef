import { utf8Bytes } from '../../science/formats/text-bytes.js';

/**
 * The head of a .npy file of little-endian float32 in C order; the values follow it.
 *
 * ```
 * "\x93NUMPY" · version 1.0 · uint16 length of the text · text, padded with spaces to a multiple of 64 bytes, newline
 * ```
 * Source: numpy, NEP 1. Checked: numpy.load.
 */
export function npyHead(shape: readonly number[]): Uint8Array {
  const sizes = shape.length === 1 ? `${shape[0]},` : shape.join(', ');
  const text = `{'descr': '<f4', 'fortran_order': False, 'shape': (${sizes}), }`;
  const length = 64 * Math.ceil((10 + text.length + 1) / 64) - 10;
  const head = new Uint8Array(10 + length);
  head.set([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0]);
  new DataView(head.buffer).setUint16(8, length, true);
  head.set(utf8Bytes(`${text.padEnd(length - 1)}\n`), 10);
  return head;
}
