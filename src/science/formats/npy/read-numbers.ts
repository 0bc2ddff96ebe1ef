import { FormatError } from '../format-error.js';

const READERS: Readonly<Record<string, new (buffer: ArrayBuffer) => ArrayLike<number> | BigArray>> = {
  float32: Float32Array,
  float64: Float64Array,
  int8: Int8Array,
  uint8: Uint8Array,
  int16: Int16Array,
  uint16: Uint16Array,
  int32: Int32Array,
  uint32: Uint32Array,
  int64: BigInt64Array,
  uint64: BigUint64Array,
};
type BigArray = BigInt64Array | BigUint64Array;

/**
 * Numbers of one type out of bytes, whose length is a multiple of the width; 64-bit integers are rounded to float64.
 *
 * @param dtype  numpy's name: 'float32', 'uint16', …
 * @throws FormatError unsupported-data-type  another type
 */
export function readNumbers(bytes: Uint8Array, dtype: string, littleEndian: boolean): ArrayLike<number> {
  const reader = READERS[dtype];
  if (!reader) throw new FormatError('unsupported-data-type', `Numbers of the type ${dtype} are not read.`);
  // A copy, because a view must begin at a multiple of the width, and the bytes are not ours to turn. Not by slice():
  // that of a Node Buffer is a view.
  const copy = new Uint8Array(bytes);
  const width = Number(/\d+$/.exec(dtype)![0]) / 8;
  if (!littleEndian) turn(copy, width);
  const values = new reader(copy.buffer);
  if (values instanceof BigInt64Array || values instanceof BigUint64Array)
    return Float64Array.from(values, Number);
  return values;
}

/** The platforms of JavaScript are little-endian. */
function turn(bytes: Uint8Array, width: number): void {
  for (let at = 0; at < bytes.length; at += width) bytes.subarray(at, at + width).reverse();
}
