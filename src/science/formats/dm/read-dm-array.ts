import type { DmArray, DmScalarType } from './dm-tree.js';

export type NumberArray =
  Int8Array | Uint8Array | Int16Array | Uint16Array | Int32Array | Uint32Array | Float32Array | Float64Array;

type Constructor = { new (buffer: ArrayBuffer): NumberArray; readonly BYTES_PER_ELEMENT: number };

const ARRAYS: Readonly<Partial<Record<DmScalarType, Constructor>>> = {
  int8: Int8Array,
  uint8: Uint8Array,
  bool: Uint8Array,
  int16: Int16Array,
  uint16: Uint16Array,
  int32: Int32Array,
  uint32: Uint32Array,
  float32: Float32Array,
  float64: Float64Array,
};

/**
 * A copy of a plain array's values [first, end) as numbers; 64-bit integers are rounded to float64.
 *
 * @param array  one field only; structs are refused with a RangeError
 */
export function readDmNumbers(array: DmArray, first = 0, end = array.count): NumberArray {
  if (array.fields.length !== 1) throw new RangeError('an array of structs is not an array of numbers');
  const type = array.fields[0];
  const width = array.byteLength / Math.max(1, array.count);
  const buffer = copyOf(array.bytes(first * width, (end - first) * width));
  if (!array.littleEndian) swapBytes(new Uint8Array(buffer), width);
  const Values = ARRAYS[type];
  if (Values) return new Values(buffer);
  const integers = type === 'int64' ? new BigInt64Array(buffer) : new BigUint64Array(buffer);
  return Float64Array.from(integers, Number);
}

/** A fresh, aligned copy: arrays in the file begin at any byte. */
function copyOf(bytes: Uint8Array): ArrayBuffer {
  const copy = new Uint8Array(bytes.byteLength);
  copy.set(bytes);
  return copy.buffer;
}

function swapBytes(bytes: Uint8Array, width: number): void {
  for (let i = 0; i + width <= bytes.length; i += width) bytes.subarray(i, i + width).reverse();
}
