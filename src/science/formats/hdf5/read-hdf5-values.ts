import { FormatError } from '../format-error.js';
import { FORMAT_LIMITS } from '../limits.js';
import { guarded } from './hdf5-engine.js';
import type { Hdf5Dataset } from './hdf5-tree.js';

/** Bytes read at a time, so that the library's memory stays small. */
const BLOCK_BYTES = 32 * 2 ** 20;

/**
 * All values of a numeric dataset as float64 or float32 [nValues], C order; float32 where the file has float32 or
 * small integers, float64 otherwise. 64-bit integers are rounded.
 *
 * @throws FormatError unsupported-data-type  the dataset does not hold numbers; limits-exceeded
 */
export function readHdf5Values(dataset: Hdf5Dataset): Float32Array | Float64Array {
  const { shape, nValues, handle } = dataset;
  const bytes = nValues * handle.metadata.size;
  if (bytes > FORMAT_LIMITS.decodedBytes) throw tooMuch(handle.path, bytes, FORMAT_LIMITS.decodedBytes);
  const values = emptyValues(dataset, nValues);
  if (shape.length === 0) return values.fill(Number(handle.value));
  const rowValues = nValues / Math.max(1, shape[0]);
  const step = rowsPerBlock(dataset, rowValues);
  for (let row = 0; row < shape[0]; row += step) {
    const end = Math.min(shape[0], row + step);
    copyInto(values, row * rowValues, handle.slice([[row, end], ...shape.slice(1).map(() => [] as [])]));
  }
  return values;
}

/**
 * Spectra [first, end) of a dataset whose last axis is energy, counted in C order over the other axes.
 *
 * @throws FormatError as `readHdf5Values`, for what is read at once
 */
export function readHdf5Spectra(
  dataset: Hdf5Dataset,
  first: number,
  end: number,
): Float32Array | Float64Array {
  const sizes = dataset.shape.slice(0, -1);
  const nChannels = dataset.shape[dataset.shape.length - 1];
  let values: Float32Array | Float64Array | null = null;
  for (let at = first; at < end;) {
    const { ranges, nSpectra } = slabFrom(sizes, at, end);
    const block = guarded(() => dataset.handle.slice([...ranges, []]));
    // All at once is not copied once more: it may be 80 MB.
    if (nSpectra === end - first && (block instanceof Float32Array || block instanceof Float64Array))
      return block;
    values ??= emptyValues(dataset, (end - first) * nChannels);
    copyInto(values, (at - first) * nChannels, block);
    at += nSpectra;
  }
  return values ?? emptyValues(dataset, 0);
}

/** The largest slab of whole sub-arrays that begins at spectrum `at` and does not pass `end`. */
function slabFrom(
  sizes: readonly number[],
  at: number,
  end: number,
): { ranges: [number, number][]; nSpectra: number } {
  const strides = sizes.map((_, axis) => sizes.slice(axis + 1).reduce((n, size) => n * size, 1));
  const index = sizes.map((size, axis) => Math.floor(at / strides[axis]) % size);
  const axis = strides.findIndex((stride) => at % stride === 0 && stride <= end - at);
  if (axis < 0) return { ranges: [], nSpectra: 1 }; // one spectrum, no other axes
  const n = Math.min(Math.floor((end - at) / strides[axis]), sizes[axis] - index[axis]);
  const ranges = sizes.map((size, k): [number, number] =>
    k < axis ? [index[k], index[k] + 1] : k === axis ? [index[k], index[k] + n] : [0, size],
  );
  return { ranges, nSpectra: n * strides[axis] };
}

/** Spectra that are best read together: whole chunks, so that none is unpacked twice, within `maxValues`. */
export function spectraPerBlock({ shape, handle }: Hdf5Dataset, maxValues: number): number {
  const { chunks, size } = handle.metadata;
  const nChannels = shape[shape.length - 1];
  const most = Math.max(1, Math.floor(maxValues / nChannels));
  if (!chunks) return most;
  const chunkBytes = chunks.reduce((n, length) => n * length, size);
  if (chunkBytes > FORMAT_LIMITS.streamedChunkBytes) {
    throw tooMuch(`A chunk of ${handle.path}`, chunkBytes, FORMAT_LIMITS.streamedChunkBytes);
  }
  const band = chunks[0] * shape.slice(1, -1).reduce((n, length) => n * length, 1);
  if (shape.length < 2 || band > most * MAX_BAND_EXCESS) return most;
  return Math.max(1, Math.floor(most / band)) * band;
}

/** A band of chunks may make a block this many times larger than asked for. */
const MAX_BAND_EXCESS = 4;

const tooMuch = (what: string, bytes: number, limit: number): FormatError =>
  new FormatError('limits-exceeded', `${what} has ${bytes} bytes; the limit is ${limit}.`, { limit });

function emptyValues({ dtype, handle }: Hdf5Dataset, nValues: number): Float32Array | Float64Array {
  if (dtype === null || dtype === 'text') {
    throw new FormatError(
      'unsupported-data-type',
      `${handle.path} holds ${dtype ?? 'values that are no plain numbers'}.`,
    );
  }
  const exactInFloat32 = /^(float32|u?int(8|16))$/.test(dtype);
  return exactInFloat32 ? new Float32Array(nValues) : new Float64Array(nValues);
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
