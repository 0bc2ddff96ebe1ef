import { jsonAt, jsonNumber, jsonText, type FileJson } from '../parse-json.js';

/** Coordinate of index i is `offset + scale·i`, as the file says it; null is what it does not say. */
export interface NionCalibration {
  readonly offset: number | null;
  readonly scale: number | null;
  readonly units: string;
}

/** One array of Nion Swift and what it says of it. */
export interface NionArray {
  readonly title: string;
  /** Version of the description, or null. */
  readonly version: string | null;
  /** C order; `calibrations` has one entry per axis, in the same order. */
  readonly shape: readonly number[];
  readonly dtype: string | null;
  readonly calibrations: readonly NionCalibration[];
  readonly intensityUnits: string;
  /** True when intensities are calibrated by offset 0 and scale 1, or not at all. */
  readonly isPlainIntensity: boolean;
  /** Reads the values; of an HDF5 file, only while it is open. */
  readonly values: () => ArrayLike<number>;
  /** The description, whole. */
  readonly properties: FileJson;
}

/**
 * What a description in JSON says of its array. Exports name the axes `spatial_calibrations`, the library and .nhdf
 * `dimensional_calibrations`; old libraries keep them one level down, in `data_source` or the first of `data_sources`.
 */
export function nionDescription(
  properties: FileJson,
): Omit<NionArray, 'shape' | 'dtype' | 'values' | 'title'> & { readonly title: string | null } {
  const sources = jsonAt(properties, 'data_sources');
  const places = [
    properties,
    jsonAt(properties, 'data_source'),
    Array.isArray(sources) ? sources[0] : undefined,
  ];
  const place = places.find((at) => listOf(at) !== null) ?? properties;
  return {
    title: jsonText(properties, 'title') ?? jsonText(place, 'title'),
    version: versionOf(properties),
    calibrations: (listOf(place) ?? []).map(calibrationOf),
    intensityUnits: jsonText(place, 'intensity_calibration', 'units') ?? '',
    isPlainIntensity:
      (jsonNumber(place, 'intensity_calibration', 'offset') ?? 0) === 0 &&
      (jsonNumber(place, 'intensity_calibration', 'scale') ?? 1) === 1,
    properties,
  };
}

const listOf = (place: FileJson | undefined): FileJson[] | null => {
  const list = jsonAt(place, 'spatial_calibrations') ?? jsonAt(place, 'dimensional_calibrations');
  return Array.isArray(list) ? list : null;
};

const calibrationOf = (json: FileJson): NionCalibration => ({
  offset: jsonNumber(json, 'offset'),
  scale: jsonNumber(json, 'scale'),
  units: jsonText(json, 'units') ?? '',
});

function versionOf(properties: FileJson): string | null {
  const version = jsonNumber(properties, 'version');
  return version === null ? null : String(version);
}
