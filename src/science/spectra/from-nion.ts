import type { NionArray } from '../formats/nion/nion-array.js';
import { jsonAt, jsonNumber, jsonText, type FileJson } from '../formats/parse-json.js';
import { assembleAll, type LabelledArray } from './assemble-labelled.js';
import { positive } from './file-units.js';
import type { ReadResult } from './read-result.js';
import { UNKNOWN_ACQUISITION, type Acquisition } from './spectrum-image.js';

/**
 * Scans of Nion Swift: arrays with a calibration in eV, keV or meV. V become kV, rad mrad; a scale of 0 is how Swift
 * says "not calibrated".
 *
 * @throws FormatError no-energy-axis  no array has such a calibration, or there is none at all
 * @throws FormatError  those of assembleLabelled
 * Checked: test/golden/formats (layouts after nionswift-io), units after Nion's metadata conventions.
 */
export function fromNion(arrays: readonly NionArray[]): ReadResult {
  return assembleAll(arrays.map(labelled), { format: 'nion', formatVersion: arrays[0]?.version ?? null });
}

function labelled(array: NionArray): LabelledArray {
  const names = ['x', 'y', 'z'];
  const { shape, calibrations } = array;
  return {
    title: array.title,
    dtype: array.dtype,
    shape,
    axes: shape.map((_, i) => ({
      // Rows are slow: of two positions the first is y.
      name: names[Math.max(0, shape.length - 2 - i)] ?? null,
      unit: calibrations[i]?.units ?? '',
      offset: calibrations[i]?.offset ?? null,
      scale: calibrations[i]?.scale ?? null,
      coordinates: null,
    })),
    values: array.values,
    // A calibrated intensity is another number than the stored one, which is what is read.
    intensityUnit: array.isPlainIntensity ? array.intensityUnits : '',
    acquisition: acquisition(array.properties),
    originalMetadata: array.properties,
    warnings: [],
  };
}

function acquisition(properties: FileJson): Acquisition {
  const metadata = jsonAt(properties, 'metadata');
  const number = (...path: string[]) => positive(jsonNumber(metadata, ...path));
  const anyNumber = (group: string, key: string) => number(group, key) ?? number('hardware_source', key);
  const volts = anyNumber('instrument', 'high_tension');
  const [convergence, collection] = ['convergence_angle', 'collection_angle'].map((key) =>
    anyNumber('instrument', key),
  );
  return {
    ...UNKNOWN_ACQUISITION,
    beamEnergyKev: volts === null ? null : volts / 1000,
    convergenceSemiAngleMrad: convergence === null ? null : convergence * 1000,
    collectionSemiAngleMrad: collection === null ? null : collection * 1000,
    exposureS: number('hardware_source', 'exposure'),
    nFrames: number('hardware_source', 'integration_count'),
    microscope: jsonText(metadata, 'instrument', 'name') ?? null,
    spectrometer: jsonText(metadata, 'hardware_source', 'hardware_source_name'),
    date: jsonText(properties, 'datetime_modified', 'local_datetime') ?? jsonText(properties, 'created'),
  };
}
