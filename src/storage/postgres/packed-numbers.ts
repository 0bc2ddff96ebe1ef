/** Numbers of a boundary as doubles one after another (big-endian, as PostgreSQL sends them), in the order of their names. */
export interface PackedNumbers {
  /** Sorted, so that rows with the same names are of one shape. */
  readonly numberNames: string[];
  readonly numberBytes: Buffer;
}

export function packNumbers(numbers: Readonly<Record<string, number>>): PackedNumbers {
  const numberNames = Object.keys(numbers).sort();
  const numberBytes = Buffer.alloc(8 * numberNames.length);
  numberNames.forEach((name, i) => numberBytes.writeDoubleBE(numbers[name], 8 * i));
  return { numberNames, numberBytes };
}

/**
 * One number of each of `out.length` rows.
 *
 * @param place  which of the numbers of a row, −1: they have none of this name; how many a row has
 */
export function unpackColumn(
  bytes: Uint8Array,
  { at, width }: { readonly at: number; readonly width: number },
  out: Float64Array,
): void {
  if (at < 0) return;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let row = 0; row < out.length; row++) out[row] = view.getFloat64(8 * (row * width + at), false);
}
