import { groupJson, hdf5Coordinates, hdf5Number, hdf5Text } from '../hdf5/hdf5-json.js';
import {
  datasetAttributes,
  datasetJson,
  type Hdf5Dataset,
  type Hdf5Group,
  type Hdf5Json,
} from '../hdf5/hdf5-tree.js';
import { readHdf5Values } from '../hdf5/read-hdf5-values.js';

/** One axis of a signal; null and '' are what the file does not say. */
export interface NexusAxis {
  readonly name: string | null;
  readonly units: string;
  readonly coordinates: readonly number[] | null;
}

/** One NXdata group: a signal and its axes, in array order (C, slowest first). */
export interface NexusData {
  readonly path: string;
  readonly title: string | null;
  readonly shape: readonly number[];
  readonly dtype: string | null;
  readonly axes: readonly NexusAxis[];
  readonly units: string;
  /** Reads the values, while the file is open. */
  readonly values: () => ArrayLike<number>;
}

export interface NexusFile {
  /** `definition` of the first entry (NXem, …), or null. */
  readonly definition: string | null;
  readonly data: readonly NexusData[];
  /** Everything, large datasets as type and shape. */
  readonly metadata: Hdf5Json;
}

/** True when a group of the file says its NeXus class, or names a signal. */
export const isNexus = (group: Hdf5Group, depth = 0): boolean =>
  group.attributes.has('NX_class') ||
  (depth < 4 && [...group.groups.values()].some((child) => isNexus(child, depth + 1)));

/**
 * Parses the signals of a NeXus file, as NXem and older definitions write them.
 *
 * ```
 * <any group> @NX_class=NXdata @signal="intensity" @axes=["axis_i", "axis_energy"]
 *   intensity[n_i, n_energy] @units    axis_energy[n_energy] @units @long_name    title
 * older: signal=1 and axes="a:b" (or "[a,b]") on the field itself; axis=1, 2, … on the fields of the axes
 * ```
 * `.` stands for an axis without coordinates.
 *
 * Source: NeXus manual (NXdata), definitions v2025.11 (NXem, NXspectrum). Checked: files of h5py (test/golden/formats).
 */
export function parseNexus(root: Hdf5Group): NexusFile {
  const data: NexusData[] = [];
  collect(root, '', data);
  const [entry] = [...root.groups.values()].filter((group) => group.datasets.has('definition'));
  const definition = entry?.datasets.get('definition');
  return {
    definition: definition === undefined ? null : hdf5Text(datasetJson(definition)),
    data,
    metadata: groupJson(root),
  };
}

function collect(group: Hdf5Group, path: string, data: NexusData[]): void {
  const signal = signalOf(group);
  if (signal) data.push(parseData(group, signal, path));
  for (const [name, child] of group.groups) collect(child, `${path}/${name}`, data);
}

function signalOf(group: Hdf5Group): Hdf5Dataset | null {
  const named = hdf5Text(group.attributes.get('signal'));
  if (named !== null) return group.datasets.get(named) ?? null;
  if (hdf5Text(group.attributes.get('NX_class')) !== 'NXdata') return null;
  for (const dataset of group.datasets.values()) {
    if (hdf5Number(datasetAttributes(dataset).get('signal')) === 1) return dataset;
  }
  return null;
}

function parseData(group: Hdf5Group, signal: Hdf5Dataset, path: string): NexusData {
  const attributes = datasetAttributes(signal);
  const names = axisNames(group.attributes.get('axes') ?? attributes.get('axes')) ?? namesByOrder(group);
  const title = group.datasets.get('title');
  return {
    path,
    title: title === undefined ? null : hdf5Text(datasetJson(title)),
    shape: signal.shape,
    dtype: signal.dtype,
    axes: signal.shape.map((size, i) => axisOf(group, names[i], size)),
    units: hdf5Text(attributes.get('units')) ?? '',
    values: () => readHdf5Values(signal),
  };
}

function axisNames(axes: Hdf5Json | undefined): string[] | null {
  if (Array.isArray(axes)) return axes.map(String);
  if (typeof axes !== 'string') return null;
  return axes
    .replace(/[[\]]/g, '')
    .split(/[:,]/)
    .map((name) => name.trim());
}

/** `axis=n` on a field: it belongs to dimension n, counted from 1. */
function namesByOrder(group: Hdf5Group): string[] {
  const names: string[] = [];
  for (const [name, dataset] of group.datasets) {
    const order = hdf5Number(datasetAttributes(dataset).get('axis')) ?? NaN;
    if (Number.isInteger(order) && order >= 1 && order <= 32) names[order - 1] = name;
  }
  return names;
}

function axisOf(group: Hdf5Group, name: string | undefined, size: number): NexusAxis {
  const dataset = name === undefined ? undefined : group.datasets.get(name);
  if (!dataset) return { name: name === '.' ? null : (name ?? null), units: '', coordinates: null };
  const coordinates = hdf5Coordinates(dataset);
  return {
    name: name ?? null,
    units: hdf5Text(datasetAttributes(dataset).get('units')) ?? '',
    // A field of another length is none of this axis: histogram edges, or a mistake.
    coordinates: coordinates?.length === size ? coordinates : null,
  };
}
