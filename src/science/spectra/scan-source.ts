import { FormatError } from '../formats/format-error.js';
import { scanHeader, type RawHeader, type ScanHeader } from './assemble-scan.js';
import type { ReadResult, ReadScan } from './read-result.js';

/** A scan whose counts stay in its file: what a ReadScan says, and the counts in blocks (the CountBlocks of decomposition). */
export interface ScanSource extends Omit<ReadScan, 'scan'> {
  readonly scan: ScanHeader;
  readonly nPixels: number;
  readonly nChannels: number;
  /** In order, without gaps, from the first pixel on each time; `counts` are good until the next block. */
  blocks(): AsyncIterable<{ readonly firstPixel: number; readonly counts: Float32Array }>;
}

/** What a file that is not loaded holds. The sources are of use until it is closed. */
export interface OpenSpectrumFile extends Omit<ReadResult, 'scans'> {
  readonly scans: readonly ScanSource[];
  readonly close: () => void;
}

/** The values of an array in a file, C order. */
export interface RawArray {
  /** Values [first, first + length), to be used at once. */
  readonly read: (first: number, length: number) => ArrayLike<number>;
  /** Pixels that are best read together, where energy is the fastest axis; null: any number. */
  readonly pixelsPerBlock: number | null;
}

/** Counts above which a file is read in blocks, however small it is, and a scan interpreted in blocks (64 MB of float32). */
export const MAX_LOADED_COUNTS = 2 ** 24;
/** Values of a block: 16 MB of float32. */
export const BLOCK_VALUES = 2 ** 22;
/** Channels that are turned together: as many float32 as fit a line of the processor's cache. */
const TURNED_CHANNELS = 16;

/**
 * A scan in blocks, in the order of a SpectrumImage (pixel slow, energy fast and ascending, float32 intensities),
 * wherever energy lies in the file's array. Where it is the slowest axis, as in maps of DigitalMicrograph, a block is
 * read channel by channel in pieces and turned; memory is that of one block.
 *
 * @throws FormatError those of scanHeader; while blocks are read non-finite-data
 * Checked: equal to assembleScan (scan-source.spec.ts).
 */
export function scanSource(raw: RawHeader, array: RawArray): ScanSource {
  const { scan, warnings, isTurned } = scanHeader(raw);
  const read = blockReader(raw, array, isTurned);
  const { nPixels, nChannels } = scan;
  const inner = innerSize(raw);
  const wanted =
    (inner === 1 ? array.pixelsPerBlock : null) ?? Math.max(1, Math.floor(BLOCK_VALUES / nChannels));
  return {
    scan,
    signal: raw.signal ?? 'energy-loss',
    dtype: raw.dtype,
    warnings,
    nPixels,
    nChannels,
    async *blocks() {
      const memory = new Float32Array(Math.min(wanted, nPixels) * nChannels);
      for (let first = 0; first < nPixels;) {
        // A block does not reach over the end of the axes behind energy.
        const border = inner === 1 ? nPixels : (Math.floor(first / inner) + 1) * inner;
        const end = Math.min(first + wanted, border);
        const counts = memory.subarray(0, (end - first) * nChannels);
        read(first, end, counts);
        checkFinite(counts, first, nChannels);
        yield await Promise.resolve({ firstPixel: first, counts });
        first = end;
      }
    },
  };
}

/** Product of the axes that are faster than energy. */
const innerSize = ({ shape, energyIndex }: RawHeader): number =>
  shape.slice(energyIndex + 1).reduce((n, size) => n * size, 1);

type ReadBlock = (first: number, end: number, counts: Float32Array) => void;

function blockReader(raw: RawHeader, array: RawArray, isTurned: boolean): ReadBlock {
  const nChannels = raw.shape[raw.energyIndex];
  const inner = innerSize(raw);
  const { origin, scale } = raw.intensity;
  const isPlain = !isTurned && origin === 0 && scale === 1;
  const channelOf = (e: number): number => (isTurned ? nChannels - 1 - e : e);
  if (inner === 1) {
    return (first, end, counts) => {
      const values = array.read(first * nChannels, (end - first) * nChannels);
      if (isPlain) return counts.set(values);
      for (let row = 0; row < counts.length; row += nChannels) {
        for (let e = 0; e < nChannels; e++) counts[row + channelOf(e)] = (values[row + e] - origin) * scale;
      }
    };
  }
  return (first, end, counts) => {
    const n = end - first;
    const base = Math.floor(first / inner) * nChannels * inner + (first % inner);
    for (let group = 0; group < nChannels; group += TURNED_CHANNELS) {
      const nGroup = Math.min(TURNED_CHANNELS, nChannels - group);
      // Float64: copies, as what was read is good until the next read only.
      const rows = Array.from({ length: nGroup }, (_, k) =>
        Float64Array.from(array.read(base + (group + k) * inner, n)),
      );
      for (let pixel = 0; pixel < n; pixel++) {
        for (let k = 0; k < nGroup; k++)
          counts[pixel * nChannels + channelOf(group + k)] = (rows[k][pixel] - origin) * scale;
      }
    }
  };
}

function checkFinite(counts: Float32Array, firstPixel: number, nChannels: number): void {
  for (let i = 0; i < counts.length; i++) {
    if (!Number.isFinite(counts[i])) {
      throw new FormatError(
        'non-finite-data',
        `Channel ${i % nChannels} of spectrum ${firstPixel + Math.floor(i / nChannels)} is no finite number.`,
      );
    }
  }
}
