import { FormatError } from '../formats/format-error.js';
import { dmText, isArray, type DmArray, type DmFile, type DmScalarType } from '../formats/dm/dm-tree.js';
import { dmImages, type DmCalibration, type DmImageEntry } from '../formats/dm/dm-images.js';
import { dmToJson } from '../formats/dm/dm-to-json.js';
import { readDmNumbers } from '../formats/dm/read-dm-array.js';
import { assembleScan, checkShape, type RawHeader } from './assemble-scan.js';
import { FORMAT_LIMITS } from '../formats/limits.js';
import { dmAcquisition } from './dm-acquisition.js';
import { evPerUnit } from './energy-unit.js';
import { normalUnit, UNKNOWN_SCALE } from './position-axis.js';
import type { ReadResult, ReadScan, SkippedImage } from './read-result.js';
import { scanSource, type OpenSpectrumFile, type ScanSource } from './scan-source.js';
import type { Json, NavigationAxis, Warning } from './spectrum-image.js';

/** DataType of an image -> the element type its Data must have; the other types are no spectra (complex, RGB, packed). */
const SPECTRAL_TYPES: Readonly<Record<number, DmScalarType>> = {
  1: 'int16',
  2: 'float32',
  6: 'uint8',
  7: 'int32',
  9: 'int8',
  10: 'uint16',
  11: 'uint32',
  12: 'float64',
};

const ELECTRON_UNITS = new Set(['e-', 'e', 'electrons', 'electron']);

/**
 * Spectra of a DM3/DM4 file: every image with an axis in eV, keV or meV; thumbnails are left out, other images are
 * listed in `skipped`. Electrons = (raw − Origin)·Scale where Brightness says `e-`.
 *
 * @throws FormatError no-energy-axis, unsupported-data-type, inconsistent-file, malformed-file, limits-exceeded,
 *         invalid-calibration, non-finite-data
 * Checked: region sums that DigitalMicrograph itself extracted (test/integration/real-files.spec.ts).
 */
export const fromDm = (file: DmFile): ReadResult => scansOf(file, readImage);

/** The same, but the counts stay in the file. */
export const dmSources = (file: DmFile): Omit<OpenSpectrumFile, 'close'> => scansOf(file, sourceOfImage);

function scansOf<Scan>(
  file: DmFile,
  scanOf: (image: DmImageEntry) => Scan,
): Omit<ReadResult, 'scans'> & { scans: Scan[] } {
  const images = dmImages(file).filter((image) => !image.isThumbnail);
  if (!file.littleEndian) checkByteOrder(images);
  const scans: Scan[] = [];
  const skipped: SkippedImage[] = [];
  let refusal: FormatError | null = null;
  for (const image of images) {
    const reason = reasonToSkip(image);
    if (reason === null) scans.push(scanOf(image));
    else skipped.push({ title: image.name, shape: [...image.dimensions].reverse(), reason: reason.message });
    refusal ??= reason?.code === 'unsupported-data-type' ? reason : null;
  }
  if (scans.length === 0) throw refusal ?? noEnergyAxis(skipped);
  return {
    format: file.version === 3 ? 'dm3' : 'dm4',
    formatVersion: String(file.version),
    scans,
    skipped,
    warnings: [],
  };
}

/** Files that are big-endian are unknown; one that only says so has all its numbers swapped. */
function checkByteOrder(images: readonly DmImageEntry[]): void {
  for (const { data, dimensions, name } of images) {
    if (isArray(data) && dimensions.reduce((n, size) => n * size, 1) !== data.count) {
      throw new FormatError(
        'malformed-file',
        `The file calls itself big-endian, but then the size of image "${name}" makes no sense.`,
      );
    }
  }
}

const nameOf = ({ title, shape }: SkippedImage): string =>
  `${title === '' ? 'an image without a name' : `"${title}"`} [${shape.join(' × ')}]`;

function noEnergyAxis(skipped: readonly SkippedImage[]): FormatError {
  const what = skipped.map(nameOf).join(', ');
  return new FormatError(
    'no-energy-axis',
    `No image has an axis in eV. The file holds ${what || 'no image'}.`,
  );
}

function reasonToSkip(image: DmImageEntry): FormatError | null {
  if (energyDimension(image) < 0) return new FormatError('no-energy-axis', 'No axis in eV.');
  const signal = dmText(image.tags, 'Meta Data', 'Signal');
  if (signal !== null && /x-ray|eds|\bcl\b/i.test(signal)) {
    return new FormatError('no-energy-axis', `The signal is ${signal}, not energy loss.`);
  }
  const type = image.dataType;
  if (type === null || !(type in SPECTRAL_TYPES)) {
    return new FormatError('unsupported-data-type', `Image data type ${type} does not hold spectra.`, {
      dataType: type,
    });
  }
  return null;
}

const energyDimension = (image: DmImageEntry): number =>
  image.calibrations.findIndex((axis) => evPerUnit(axis.units) !== null);

function readImage(image: DmImageEntry): ReadScan {
  const data = checkedData(image, FORMAT_LIMITS.values);
  return assembleScan({ ...headerOf(image, data), values: readDmNumbers(data) });
}

function sourceOfImage(image: DmImageEntry): ScanSource {
  const data = checkedData(image, FORMAT_LIMITS.streamedValues);
  return scanSource(headerOf(image, data), {
    read: (first, length) => readDmNumbers(data, first, first + length),
    pixelsPerBlock: null,
  });
}

function headerOf(image: DmImageEntry, data: DmArray): RawHeader {
  const k = energyDimension(image);
  const axis = image.calibrations[k];
  const scaleEv = (axis.scale ?? NaN) * evPerUnit(axis.units)!;
  const warnings: Warning[] = [];
  const nDims = image.dimensions.length;
  return {
    title: image.name,
    dtype: data.fields[0],
    shape: [...image.dimensions].reverse(),
    energyIndex: nDims - 1 - k,
    offsetEv: noMinusZero(-(axis.origin ?? 0) * scaleEv),
    scaleEv,
    navigation: navigationAxes(image, k),
    intensity: intensity(image.brightness, warnings),
    acquisition: dmAcquisition(image.tags),
    originalMetadata: originalMetadata(image),
    warnings,
  };
}

function checkedData(image: DmImageEntry, limit: number): DmArray {
  const { data, dimensions } = image;
  if (!isArray(data)) throw new FormatError('malformed-file', `Image "${image.name}" has no data array.`);
  if (data.fields.length !== 1 || data.fields[0] !== SPECTRAL_TYPES[image.dataType!]) {
    throw new FormatError(
      'inconsistent-file',
      `Image "${image.name}" says data type ${image.dataType}, its array holds ${data.fields.join(',')}.`,
    );
  }
  checkShape(dimensions, data.count, limit);
  return data;
}

/** Axes other than energy, slowest first; they are named x, y, z from the fastest on, time where the unit says so. */
function navigationAxes(image: DmImageEntry, energy: number): NavigationAxis[] {
  const axes = image.dimensions
    .map((size, k) => ({ size, k, ...image.calibrations[k] }))
    .filter(({ k }) => k !== energy)
    .map(({ size, scale, origin, units }, order) => ({
      name: /^(s|ms|µs|us|min)$/.test(units) ? 'time' : (['x', 'y', 'z'][order] ?? `axis ${order}`),
      unit: normalUnit(units),
      offset: noMinusZero(-(origin ?? 0) * (scale ?? UNKNOWN_SCALE)),
      scale: scale ?? UNKNOWN_SCALE,
      size,
    }));
  return axes.reverse();
}

function intensity(
  brightness: DmCalibration,
  warnings: Warning[],
): { origin: number; scale: number; unit: string } {
  const raw = { origin: 0, scale: 1, unit: '' };
  if (!ELECTRON_UNITS.has(brightness.units.toLowerCase())) return raw;
  const { scale } = brightness;
  if (scale === null || !Number.isFinite(scale) || scale <= 0) {
    warnings.push({
      code: 'invalid-gain',
      message: `The detector gain is ${scale}; the numbers were left as they are.`,
    });
    return raw;
  }
  return { origin: brightness.origin ?? 0, scale, unit: 'e-' };
}

function originalMetadata(image: DmImageEntry): Json {
  const calibrations = image.calibrations.map(calibrationJson);
  return {
    Name: image.name,
    ImageData: {
      DataType: image.dataType,
      Dimensions: image.dimensions,
      Calibrations: { Brightness: calibrationJson(image.brightness), Dimension: calibrations },
    },
    ImageTags: dmToJson(image.tags),
  };
}

const finite = (x: number | null): number | string | null =>
  x === null || Number.isFinite(x) ? x : String(x);

const calibrationJson = (axis: DmCalibration): Json => ({
  Origin: finite(axis.origin),
  Scale: finite(axis.scale),
  Units: axis.units,
});

/** −0 prints as 0 but is not equal to it everywhere. */
const noMinusZero = (x: number): number => (x === 0 ? 0 : x);
