import { hdf5Number, hdf5Text, single } from '../formats/hdf5/hdf5-json.js';
import type { Hdf5Json } from '../formats/hdf5/hdf5-tree.js';
import type { NexusData, NexusFile } from '../formats/nexus/parse-nexus.js';
import { assembleAll, type LabelledArray } from './assemble-labelled.js';
import { inOurUnit, KEV, MRAD, NANOAMPERE, SECONDS } from './file-units.js';
import type { ReadResult } from './read-result.js';
import { UNKNOWN_ACQUISITION, type Acquisition } from './spectrum-image.js';

/**
 * Scans of a NeXus file: signals with an axis in eV, keV or meV, as NXem (NXspectrum) or older NXdata have them.
 *
 * @throws FormatError no-energy-axis  no signal has one
 * @throws FormatError  those of assembleLabelled
 * Checked: round trip through to-nexus.ts, files of h5py (test/golden/formats).
 */
export function fromNexus(file: NexusFile): ReadResult {
  const how = acquisition(file.metadata);
  return assembleAll(
    file.data.map((data) => labelled(data, file, how)),
    { format: 'nexus', formatVersion: file.definition },
  );
}

const labelled = (data: NexusData, file: NexusFile, how: Acquisition): LabelledArray => ({
  title: data.title ?? data.path.split('/').at(-1) ?? '',
  dtype: data.dtype,
  shape: data.shape,
  axes: data.axes.map(({ name, units, coordinates }) => ({
    name: name === null ? null : (OUR_NAMES[name] ?? name),
    unit: units,
    offset: null,
    scale: null,
    coordinates,
  })),
  values: data.values,
  intensityUnit: data.units,
  acquisition: how,
  originalMetadata: file.metadata,
  warnings: [],
});

/** NXspectrum numbers its axes: i is the fastest. */
const OUR_NAMES: Readonly<Record<string, string>> = { axis_i: 'x', axis_j: 'y', axis_k: 'z' };

/** Fields are looked for by name, since files put them into differently named groups. */
function acquisition(metadata: Hdf5Json): Acquisition {
  const quantity = (names: readonly string[]) => {
    const field = names.map((name) => find(metadata, name)).find((found) => found !== undefined);
    const isPlain = typeof field !== 'object' || field === null || Array.isArray(field);
    return isPlain
      ? { value: hdf5Number(field), unit: null }
      : { value: hdf5Number(field.value), unit: hdf5Text(field['@units']) };
  };
  const voltage = quantity(['voltage', 'acceleration_voltage']);
  const convergence = quantity(['semi_convergence_angle', 'convergence_semi_angle']);
  const collection = quantity(['collection_semi_angle', 'semi_collection_angle']);
  const current = quantity(['probe_current', 'beam_current']);
  const dwell = quantity(['dwell_time']);
  const exposure = quantity(['exposure_time']);
  return {
    ...UNKNOWN_ACQUISITION,
    beamEnergyKev: inOurUnit(voltage.value, voltage.unit, KEV, 'V'),
    convergenceSemiAngleMrad: inOurUnit(convergence.value, convergence.unit, MRAD, 'rad'),
    collectionSemiAngleMrad: inOurUnit(collection.value, collection.unit, MRAD, 'rad'),
    probeCurrentNa: inOurUnit(current.value, current.unit, NANOAMPERE, 'A'),
    dwellTimeS: inOurUnit(dwell.value, dwell.unit, SECONDS, 's'),
    exposureS: inOurUnit(exposure.value, exposure.unit, SECONDS, 's'),
    date: hdf5Text(valueOf(find(metadata, 'start_time'))),
  };
}

const valueOf = (json: Hdf5Json | undefined): Hdf5Json | undefined =>
  typeof json === 'object' && json !== null && !Array.isArray(json) ? json.value : json;

/** The first field of a name, nearest to the root. */
function find(json: Hdf5Json, name: string): Hdf5Json | undefined {
  let level: Hdf5Json[] = [json];
  while (level.length > 0) {
    const next: Hdf5Json[] = [];
    for (const node of level) {
      if (typeof node !== 'object' || node === null || Array.isArray(node)) continue;
      if (Object.hasOwn(node, name)) return single(node[name]);
      next.push(...Object.values(node));
    }
    level = next;
  }
  return undefined;
}
