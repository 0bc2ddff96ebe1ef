import type { File, Group } from 'h5wasm';
import { makeHdf5 } from '../hdf5/hdf5-engine.js';

/** A value with its unit, as a field of NeXus. */
export interface NexusQuantity {
  readonly value: number;
  readonly units: string;
}

/** One axis: coordinates of all points. */
export interface NexusOutAxis {
  readonly units: string;
  readonly longName: string;
  readonly coordinates: Float64Array;
}

/** What is written; null and absent is what is not known, and is left out. */
export interface NexusScan {
  readonly title: string;
  readonly startTime: string | null;
  readonly specimen: string | null;
  readonly isSimulation: boolean;
  readonly operator: string | null;
  readonly instrument: string | null;
  readonly intensity: Float32Array;
  readonly intensityUnits: string;
  /** Array order, up to two positions before energy. */
  readonly axes: readonly NexusOutAxis[];
  readonly program: string;
  /** Fields of the instrument by group (`electron_source`, `optics`, `eels`). */
  readonly settings: Readonly<Record<string, Readonly<Record<string, NexusQuantity>>>>;
  /** Texts kept beside the data, as notes. */
  readonly notes: Readonly<Record<string, string>>;
}

/** Positions of NXspectrum, slow to fast, by their number. */
const POSITION_NAMES: readonly (readonly string[])[] = [
  [],
  ['axis_i'],
  ['axis_j', 'axis_i'],
  ['axis_k', 'axis_j', 'axis_i'],
];

/**
 * Writes one scan as NXem: a single spectrum as `spectrum_0d`, a line as `spectrum_1d`, a map as `spectrum_2d`.
 *
 * ```
 * / NXroot @default=entry1
 * /entry1 NXentry: definition="NXem", start_time, profiling (program), sample1 NXsample, user1 NXuser, note_<name> NXnote
 *   measurement NXem_measurement
 *     instrument NXem_instrument: ebeam_column NXebeam_column / electron_source …
 *     event1 NXem_event_data / spectrum1 NXspectrum / spectrum_<n>d NXdata @signal @axes
 *       intensity, axis_k, axis_j, axis_i, axis_energy  @units @long_name
 * ```
 * NXem demands a start time, a preparation date and the elements of the sample; what is unknown is left out rather than
 * invented, so such a file is not complete by that definition.
 *
 * @throws RangeError  more than three positions, or axes that do not match the intensity
 * Source: NeXus definitions v2025.11, NXem and NXspectrum. Checked: round trip, h5py (test/peers/hyperspy.spec.ts).
 */
export async function writeNexus(scan: NexusScan): Promise<Uint8Array> {
  const size = scan.axes.reduce((n, axis) => n * axis.coordinates.length, 1);
  if (scan.axes.length < 1 || scan.axes.length > POSITION_NAMES.length || size !== scan.intensity.length) {
    const sizes = scan.axes.map((axis) => axis.coordinates.length).join(' × ');
    throw new RangeError(`${scan.intensity.length} intensities on axes of ${sizes}`);
  }
  return makeHdf5((file) => fill(file, scan));
}

function fill(file: File, scan: NexusScan): void {
  attribute(file, 'NX_class', 'NXroot');
  attribute(file, 'default', 'entry1');
  attribute(file, 'creator', scan.program);
  const entry = group(file, 'entry1', 'NXentry');
  attribute(entry, 'default', 'measurement');
  text(entry, 'definition', 'NXem');
  text(entry, 'start_time', scan.startTime);
  text(group(entry, 'program1', 'NXprogram'), 'program', scan.program);
  const sample = group(entry, 'sample1', 'NXsample');
  text(sample, 'name', scan.specimen);
  // The library writes no booleans; NX_BOOLEAN may be 0 or 1.
  sample.create_dataset({ name: 'is_simulation', data: Int8Array.of(scan.isSimulation ? 1 : 0), shape: [] });
  if (scan.operator !== null) text(group(entry, 'user1', 'NXuser'), 'name', scan.operator);
  for (const [name, note] of Object.entries(scan.notes)) {
    const made = group(entry, `note_${name}`, 'NXnote');
    text(made, 'type', 'application/json');
    text(made, 'data', note);
  }
  measurement(group(entry, 'measurement', 'NXem_measurement'), scan);
}

function measurement(parent: Group, scan: NexusScan): void {
  attribute(parent, 'default', 'event1');
  const instrument = group(parent, 'instrument', 'NXem_instrument');
  text(instrument, 'name', scan.instrument);
  const column = group(instrument, 'ebeam_column', 'NXebeam_column');
  for (const [name, fields] of Object.entries(scan.settings)) {
    if (Object.keys(fields).length === 0) continue;
    const made = group(column, name, name === 'electron_source' ? 'NXsource' : 'NXem_optical_system');
    for (const [key, { value, units }] of Object.entries(fields)) {
      numbers(made, key, { data: Float64Array.of(value), shape: [] }, { units });
    }
  }
  const event = group(parent, 'event1', 'NXem_event_data');
  attribute(event, 'default', 'spectrum1');
  const spectrum = group(event, 'spectrum1', 'NXspectrum');
  const positions = POSITION_NAMES[scan.axes.length - 1];
  const name = `spectrum_${positions.length}d`;
  attribute(spectrum, 'default', name);
  data(group(spectrum, name, 'NXdata'), [...positions, 'axis_energy'], scan);
}

function data(parent: Group, names: readonly string[], scan: NexusScan): void {
  attribute(parent, 'signal', 'intensity');
  parent.create_attribute('axes', [...names]);
  names.forEach((name, i) => parent.create_attribute(`${name}_indices`, Int32Array.of(i), []));
  text(parent, 'title', scan.title);
  const shape = scan.axes.map((axis) => axis.coordinates.length);
  const labels = { units: scan.intensityUnits, long_name: 'Intensity' };
  numbers(parent, 'intensity', { data: scan.intensity, shape }, labels);
  scan.axes.forEach(({ units, longName, coordinates }, i) =>
    numbers(
      parent,
      names[i],
      { data: coordinates, shape: [coordinates.length] },
      { units, long_name: longName },
    ),
  );
}

function group(parent: Group, name: string, nexusClass: string): Group {
  const made = parent.create_group(name);
  attribute(made, 'NX_class', nexusClass);
  return made;
}

function numbers(
  parent: Group,
  name: string,
  values: { data: Float64Array | Float32Array; shape: number[] },
  attributes: Readonly<Record<string, string>>,
): void {
  const made = parent.create_dataset({ name, ...values });
  for (const [key, value] of Object.entries(attributes)) {
    if (value !== '') made.create_attribute(key, withoutNul(value));
  }
}

const attribute = (at: Group, name: string, value: string): void => {
  at.create_attribute(name, withoutNul(value));
};

function text(parent: Group, name: string, value: string | null): void {
  if (value !== null && value !== '') parent.create_dataset({ name, data: withoutNul(value), shape: [] });
}

/** NUL ends a text in HDF5. */
const withoutNul = (value: string): string => value.replaceAll('\0', '');
