import type { Acquisition, Json } from './spectrum-image.js';

/**
 * How the data were taken, from HyperSpy's `metadata` (or `mapped_parameters` of version 1.0): keV, mrad, nA, s.
 * 0 and absent are null.
 */
export function hyperspyAcquisition(metadata: Json): Acquisition {
  const tem = firstOf(metadata, ['Acquisition_instrument', 'TEM'], ['TEM']);
  const eels = firstOf(tem, ['Detector', 'EELS'], ['EELS']);
  return {
    beamEnergyKev: positive(tem, 'beam_energy'),
    convergenceSemiAngleMrad: positive(tem, 'convergence_angle'),
    collectionSemiAngleMrad: positive(eels, 'collection_angle'),
    exposureS: positive(eels, 'exposure'),
    nFrames: positive(eels, 'frame_number'),
    dwellTimeS: positive(eels, 'dwell_time') ?? positive(tem, 'dwell_time'),
    probeCurrentNa: positive(tem, 'beam_current'),
    microscope: metadataText(tem, 'microscope'),
    spectrometer: metadataText(eels, 'spectrometer'),
    specimen: metadataText(metadata, 'Sample', 'description') ?? metadataText(metadata, 'Sample', 'name'),
    operator: metadataText(tem, 'operator') ?? metadataText(metadata, 'General', 'authors'),
    date: date(metadata),
  };
}

function date(metadata: Json): string | null {
  const general = at(metadata, 'General');
  const parts = [metadataText(general, 'date'), metadataText(general, 'time')].filter(
    (part) => part !== null,
  );
  return parts.length > 0 ? parts.join(' ') : null;
}

/** A text that is not empty, or null. */
export function metadataText(json: Json | undefined, ...path: readonly string[]): string | null {
  const value = at(json, ...path);
  return typeof value === 'string' && value.trim() !== '' ? value : null;
}

function positive(json: Json | undefined, key: string): number | null {
  const value = at(json, key);
  return typeof value === 'number' && value > 0 ? value : null;
}

function firstOf(json: Json | undefined, ...paths: readonly string[][]): Json | undefined {
  for (const path of paths) {
    const value = at(json, ...path);
    if (value !== undefined) return value;
  }
  return undefined;
}

function at(json: Json | undefined, ...path: readonly string[]): Json | undefined {
  let value = json;
  for (const key of path) {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
    value = Object.hasOwn(value, key) ? (value as { readonly [key: string]: Json })[key] : undefined;
  }
  return value;
}
