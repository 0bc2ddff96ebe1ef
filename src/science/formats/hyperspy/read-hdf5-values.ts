import { FormatError } from '../format-error.js';
import type { Hdf5Dataset } from './hdf5-tree.js';

/** Bytes read at a time, so that the library's memory stays small. */
const BLOCK_BYTES = 32 * 2 ** 20;

/**
 * All values of a numeric dataset as float64 or float32 [nValues], C order; float32 where the file has float32 or
 * small integers, float64 otherwise. 64-bit integers are rounded.
 *
 * @throws FormatError unsupported-data-type  the dataset does not hold numbers
 */
export function readHdf5Values(dataset: Hdf5Dataset): Float32Array | Float64Array {
  const { dtype, shape, nValues, handle } = dataset;
  if (dtype === null || dtype === 'text') {
    throw new FormatError(
      'unsupported-data-type',
      `${handle.path} holds ${dtype ?? 'values that are no plain numbers'}.`,
    );
  }
  const exactInFloat32 = /^(float32|u?int(8|16))$/.test(dtype);
  const values = exactInFloat32 ? new Float32Array(nValues) : new Float64Array(nValues);
  if (shape.length === 0) return values.fill(Number(handle.value));
  const rowValues = nValues / Math.max(1, shape[0]);
  const step = rowsPerBlock(dataset, rowValues);
  for (let row = 0; row < shape[0]; row += step) {
    const end = Math.min(shape[0], row + step);
    copyInto(values, row * rowValues, handle.slice([[row, end], ...shape.slice(1).map(() => [] as [])]));
  }
  return values;
}

function rowsPerBlock(dataset: Hdf5Dataset, rowValues: number): number {
  const rowBytes = Math.max(1, rowValues * dataset.handle.metadata.size);
  const chunkRows = dataset.handle.metadata.chunks?.[0] ?? 1;
  const rows = Math.max(1, Math.floor(BLOCK_BYTES / rowBytes));
  // Whole chunks, so that none is unpacked twice.
  return Math.max(chunkRows, rows - (rows % chunkRows));
}

function copyInto(values: Float32Array | Float64Array, at: number, block: unknown): void {
  if (block instanceof BigInt64Array || block instanceof BigUint64Array) {
    for (let i = 0; i < block.length; i++) values[at + i] = Number(block[i]);
  } else if (ArrayBuffer.isView(block)) {
    values.set(block as unknown as ArrayLike<number>, at);
  } else {
    throw new FormatError('malformed-file', 'The library returned no numbers for a numeric dataset.');
  }
}
