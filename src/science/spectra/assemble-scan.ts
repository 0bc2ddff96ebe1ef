import { FormatError } from '../formats/format-error.js';
import { FORMAT_LIMITS } from '../formats/limits.js';
import { energyAxis } from './energy-unit.js';
import { positionAxis } from './position-axis.js';
import type { ReadScan, SignalKind } from './read-result.js';
import type { Acquisition, Json, NavigationAxis, SpectrumImage, Warning } from './spectrum-image.js';

/** An array of numbers as a file holds it, C order, and which of its axes is energy; without the numbers. */
export interface RawHeader {
  readonly title: string;
  readonly dtype: string;
  /** C order, slowest first; includes the energy axis. */
  readonly shape: readonly number[];
  /** Index into `shape`. */
  readonly energyIndex: number;
  readonly offsetEv: number;
  readonly scaleEv: number;
  /** One per axis that is not energy, in the order of `shape`; a scale the file does not state is UNKNOWN_SCALE. */
  readonly navigation: readonly NavigationAxis[];
  /** What is stored = (value − origin)·scale. */
  readonly intensity: { readonly origin: number; readonly scale: number; readonly unit: string };
  /** Energy loss unless said otherwise. */
  readonly signal?: SignalKind;
  readonly acquisition: Acquisition;
  readonly originalMetadata: Json;
  readonly warnings: readonly Warning[];
}

export interface RawScan extends RawHeader {
  readonly values: ArrayLike<number>;
}

/** All of a scan but its counts. */
export type ScanHeader = Omit<SpectrumImage, 'counts'>;

/**
 * Puts a file's array into the order of a SpectrumImage: pixel slow, energy fast, energy ascending; navigation axes
 * of size 1 are dropped, lengths get a readable unit; numbers become float32 intensities.
 *
 * @throws FormatError inconsistent-file   the shape has a 0 or does not match the number of values
 * @throws FormatError limits-exceeded     more values than FORMAT_LIMITS.values, or more than 3 navigation axes
 * @throws FormatError invalid-calibration energy scale 0 or not finite
 * @throws FormatError non-finite-data     a value is NaN or infinite
 */
export function assembleScan(raw: RawScan): ReadScan {
  checkShape(raw.shape, raw.values.length);
  const { scan, warnings, isTurned } = scanHeader(raw);
  const counts = energyLast(raw, isTurned);
  checkFinite(counts, scan.nChannels);
  return {
    scan: { ...scan, counts },
    signal: raw.signal ?? 'energy-loss',
    dtype: raw.dtype,
    warnings,
  };
}

/**
 * The same without the counts, for scans that are read in blocks.
 *
 * @returns `isTurned`: energy ran downwards in the file, its channels are to be turned
 * @throws FormatError limits-exceeded, invalid-calibration
 */
export function scanHeader(raw: RawHeader): { scan: ScanHeader; warnings: Warning[]; isTurned: boolean } {
  const energy = energyAxis(raw.offsetEv, raw.scaleEv, raw.shape[raw.energyIndex]);
  const warnings = [...raw.warnings];
  const isTurned = energy.scaleEv < 0;
  if (isTurned)
    warnings.push({
      code: 'energy-axis-turned',
      message: 'Energy ran downwards in the file; the channels were turned.',
    });
  const navigation = raw.navigation
    .filter((axis) => axis.size > 1)
    .map((axis) => positionAxis(axis, warnings));
  if (navigation.length > 3) {
    throw new FormatError('limits-exceeded', `${navigation.length} navigation axes; up to 3 are read.`);
  }
  const { nChannels } = energy;
  const scan = {
    title: raw.title,
    nPixels: raw.shape.reduce((n, size) => n * size, 1) / nChannels,
    nChannels,
    energy: isTurned
      ? { ...energy, offsetEv: energy.offsetEv + (nChannels - 1) * energy.scaleEv, scaleEv: -energy.scaleEv }
      : energy,
    navigation,
    intensityUnit: raw.intensity.unit,
    acquisition: raw.acquisition,
    originalMetadata: raw.originalMetadata,
  };
  return { scan, warnings, isTurned };
}

/** The product of a shape, checked against the values there are and the limits. */
export function checkShape(
  shape: readonly number[],
  nValues: number,
  limit: number = FORMAT_LIMITS.values,
): void {
  const product = shape.reduce((n, size) => n * size, 1);
  if (product > limit) {
    throw new FormatError('limits-exceeded', `${shape.join(' × ')} values; up to ${limit} are read.`);
  }
  if (product === 0 || product !== nValues) {
    throw new FormatError(
      'inconsistent-file',
      `The shape is ${shape.join(' × ')}, but there are ${nValues} values.`,
      {
        shape,
        nValues,
      },
    );
  }
}

/** Positions turned together: their spectra are written side by side and stay in the processor's cache. */
const TILE = 32;

/** Axes before energy are slower than it, axes after it faster: [outer, energy, inner] -> [outer, inner, energy]. */
function energyLast(raw: RawScan, flip: boolean): Float32Array {
  const { values, shape, energyIndex } = raw;
  const { origin, scale } = raw.intensity;
  const nChannels = shape[energyIndex];
  const inner = shape.slice(energyIndex + 1).reduce((n, size) => n * size, 1);
  if (inner === 1 && !flip && origin === 0 && scale === 1) return new Float32Array(values);
  const counts = new Float32Array(values.length);
  for (let block = 0; block < values.length; block += nChannels * inner) {
    for (let tile = 0; tile < inner; tile += TILE) {
      const end = Math.min(inner, tile + TILE);
      for (let e = 0; e < nChannels; e++) {
        const from = block + e * inner;
        const to = block + (flip ? nChannels - 1 - e : e);
        for (let i = tile; i < end; i++) counts[to + i * nChannels] = (values[from + i] - origin) * scale;
      }
    }
  }
  return counts;
}

function checkFinite(counts: Float32Array, nChannels: number): void {
  for (let i = 0; i < counts.length; i++) {
    if (!Number.isFinite(counts[i])) {
      throw new FormatError(
        'non-finite-data',
        `Channel ${i % nChannels} of spectrum ${Math.floor(i / nChannels)} is no finite number.`,
      );
    }
  }
}
