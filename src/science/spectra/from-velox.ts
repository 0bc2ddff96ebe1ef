import { FormatError } from '../formats/format-error.js';
import type { VeloxEels, VeloxFile } from '../formats/emd/parse-velox.js';
import { jsonNumber, jsonText, type FileJson } from '../formats/parse-json.js';
import { assembleLabelled, type LabelledAxis } from './assemble-labelled.js';
import { positive } from './file-units.js';
import type { ReadResult, ReadScan, SkippedImage } from './read-result.js';
import { UNKNOWN_ACQUISITION, type Acquisition } from './spectrum-image.js';

const REASONS: Readonly<Record<string, string>> = {
  Image: 'An image.',
  Spectrum: 'An X-ray spectrum, not energy loss.',
  SpectrumImage: 'X-ray spectra, not energy loss.',
  SpectrumStream: 'X-ray spectra, not energy loss.',
};

/**
 * Scans of energy loss in a Velox file, one an energy window. Positions from the pixel size of the spectrum image, energy
 * from `offset` and `dispersion` (eV), V become kV, rad mrad, A nA.
 *
 * @throws FormatError no-energy-axis  the file has none (images and X-ray spectra only)
 * @throws FormatError  those of assembleLabelled
 * Checked: a file of our own script only, see parse-velox.ts.
 */
export function fromVelox(file: VeloxFile): ReadResult {
  const skipped: SkippedImage[] = file.others.map(({ kind, id, shape }) => ({
    title: `${kind} ${id}`,
    shape,
    reason: REASONS[kind] ?? 'Not energy loss.',
  }));
  if (file.eels.length === 0) {
    const kinds = [...new Set(file.others.map(({ kind }) => kind))].join(', ') || 'no data';
    throw new FormatError(
      'no-energy-axis',
      `A Velox file with ${kinds}, but without energy-loss spectra (Data/EelsSpectrumImage).`,
    );
  }
  const scans = file.eels.map((eels) => readEels(eels, file));
  return { format: 'velox', formatVersion: file.version, scans, skipped, warnings: [] };
}

function readEels(eels: VeloxEels, file: VeloxFile): ReadScan {
  const { shape } = eels;
  const isMap = shape.length === 3;
  if (shape.length < 1 || shape.length > 3) {
    throw new FormatError('inconsistent-file', `The energy-loss data ${eels.id} have ${shape.length} axes.`);
  }
  const pixels =
    jsonNumber(eels.metadata, 'BinaryResult', 'PixelSize', 'width') === null
      ? file.spectrumImage
      : eels.metadata;
  const energy: LabelledAxis = {
    name: 'Energy loss',
    unit: 'eV',
    offset: jsonNumber(eels.acquisition, 'Data', 'offset'),
    scale: jsonNumber(eels.acquisition, 'Data', 'dispersion'),
    coordinates: null,
  };
  const x = position(pixels, { name: 'x', size: 'width', unit: 'PixelUnitX' });
  const y = position(pixels, { name: 'y', size: 'height', unit: 'PixelUnitY' });
  return assembleLabelled({
    title: jsonText(eels.metadata, 'BinaryResult', 'Detector') ?? `EELS ${eels.id}`,
    dtype: eels.dtype,
    shape: isMap ? [shape[2], shape[0], shape[1]] : shape,
    axes: isMap ? [y, x, energy] : shape.length === 2 ? [x, energy] : [energy],
    values: () => (isMap ? lastAxisFirst(eels.values(), shape[2]) : eels.values()),
    intensityUnit: '',
    acquisition: acquisition(eels.metadata ?? file.spectrumImage),
    originalMetadata: {
      Metadata: eels.metadata,
      AcquisitionMetadata: eels.acquisition,
      SpectrumImage: file.spectrumImage,
      file: file.rest,
    },
    warnings: [],
  });
}

function position(metadata: FileJson, key: { name: 'x' | 'y'; size: string; unit: string }): LabelledAxis {
  const at = (...path: string[]) => jsonNumber(metadata, 'BinaryResult', ...path);
  return {
    name: key.name,
    unit: jsonText(metadata, 'BinaryResult', key.unit) ?? '',
    offset: at('Offset', key.name),
    scale: at('PixelSize', key.size),
    coordinates: null,
  };
}

/** [a × b] -> [b × a] where `b` is the last axis: (x, E, y) -> (y, x, E). */
function lastAxisFirst(values: ArrayLike<number>, nLast: number): Float64Array | Float32Array {
  const turned =
    values instanceof Float64Array ? new Float64Array(values.length) : new Float32Array(values.length);
  const nOthers = values.length / nLast;
  for (let last = 0; last < nLast; last++) {
    for (let other = 0; other < nOthers; other++)
      turned[last * nOthers + other] = values[other * nLast + last];
  }
  return turned;
}

function acquisition(metadata: FileJson): Acquisition {
  const scaled = (factor: number, ...path: string[]) => {
    const value = positive(jsonNumber(metadata, ...path));
    return value === null ? null : value * factor;
  };
  const seconds = jsonNumber(metadata, 'Acquisition', 'AcquisitionStartDatetime', 'DateTime');
  const hasDate = seconds !== null && seconds > 0 && seconds < 1e11;
  return {
    ...UNKNOWN_ACQUISITION,
    beamEnergyKev: scaled(1e-3, 'Optics', 'AccelerationVoltage'),
    convergenceSemiAngleMrad: scaled(1e3, 'Optics', 'BeamConvergence'),
    probeCurrentNa: scaled(1e9, 'Optics', 'LastMeasuredScreenCurrent'),
    dwellTimeS: scaled(1, 'Scan', 'DwellTime'),
    microscope:
      jsonText(metadata, 'Instrument', 'InstrumentModel') ??
      jsonText(metadata, 'Instrument', 'InstrumentClass'),
    // Seconds since 1970, UTC.
    date: hasDate ? new Date(seconds * 1000).toISOString() : null,
  };
}
