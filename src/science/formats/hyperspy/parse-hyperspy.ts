import { memorySource, type ByteSource } from '../byte-source.js';
import { FormatError } from '../format-error.js';
import { datasetJson, walkHdf5, type Hdf5Dataset, type Hdf5Group, type Hdf5Json } from '../hdf5/hdf5-tree.js';
import { checkGlobalHeaps } from '../hdf5/check-global-heaps.js';
import { guarded, openHdf5 } from '../hdf5/hdf5-engine.js';
import { readHdf5Values } from '../hdf5/read-hdf5-values.js';

/** One axis in HyperSpy's words. `null` is what the file does not say (or says `_None_`). */
export interface HyperspyAxis {
  readonly name: string | null;
  readonly units: string | null;
  readonly scale: number | null;
  readonly offset: number | null;
  readonly size: number | null;
  readonly navigate: boolean | null;
  /** Coordinates of a non-uniform axis. */
  readonly values: readonly number[] | null;
}

/** One signal of a file. `axes` and `shape` are in array order (C, slowest first). */
export interface HyperspySignal {
  readonly name: string;
  readonly axes: readonly HyperspyAxis[];
  readonly shape: readonly number[];
  readonly dtype: string | null;
  /** Null when the values are not numbers, or when `wanted` did not ask for them. */
  readonly values: Float32Array | Float64Array | null;
  readonly metadata: Hdf5Json;
  readonly originalMetadata: Hdf5Json;
}

export interface HyperspyFile {
  readonly version: string | null;
  readonly signals: readonly HyperspySignal[];
}

/** A signal without values, and the dataset to read them from while its file is open. */
export interface OpenHyperspySignal extends HyperspySignal {
  readonly data: Hdf5Dataset;
}

export interface OpenHyperspyFile extends HyperspyFile {
  readonly signals: readonly OpenHyperspySignal[];
  readonly close: () => void;
}

/**
 * Parses a HyperSpy file (.hspy, or .hdf5 of versions before 1.4).
 *
 * ```
 * / @file_format="HyperSpy" @file_format_version
 * /Experiments/<title>/data                       values, C order
 *                     /axis-0 … axis-(n−1)        @name @units @scale @offset @size @navigate (or dataset `axis`)
 *                     /metadata, /original_metadata   (1.0: mapped_parameters, original_parameters)
 * ```
 * A dictionary is a group: its scalars are attributes, `_None_` is none, lists are datasets or groups whose names
 * begin `_list_`, tuples `_tuple_`.
 *
 * @param wanted  tells from a signal without values whether its values are to be read
 * @throws FormatError  those of walkHdf5; unsupported-media-type when it is HDF5 but not HyperSpy's
 */
export async function parseHyperspy(
  bytes: Uint8Array,
  wanted: (signal: HyperspySignal) => boolean,
): Promise<HyperspyFile> {
  const { version, signals, close } = await openHyperspy(memorySource(bytes));
  try {
    return { version, signals: guarded(() => signals.map((signal) => withValues(signal, wanted))) };
  } finally {
    close();
  }
}

/** The same without any values, which can be read from `data` until it is closed. */
export async function openHyperspy(source: ByteSource): Promise<OpenHyperspyFile> {
  checkGlobalHeaps(source);
  const { file, close } = await openHdf5(source);
  try {
    return { ...guarded(() => parseFile(walkHdf5(file, source.sizeBytes))), close };
  } catch (error) {
    close();
    throw error;
  }
}

function parseFile(root: Hdf5Group): Omit<OpenHyperspyFile, 'close'> {
  const experiments = root.groups.get('Experiments');
  if (!experiments)
    throw new FormatError(
      'unsupported-media-type',
      'An HDF5 file, but not one that HyperSpy wrote; those of other programs are read up to 64 MB.',
    );
  const version = root.attributes.get('file_format_version');
  return {
    version: version === undefined || version === null ? null : text(version),
    signals: [...experiments.groups].map(([name, group]) => parseSignal(name, group)),
  };
}

/** The signals of a file that is open already, with the values that are wanted. */
export function hyperspyFile(root: Hdf5Group, wanted: (signal: HyperspySignal) => boolean): HyperspyFile {
  const { version, signals } = parseFile(root);
  return { version, signals: signals.map((signal) => withValues(signal, wanted)) };
}

const withValues = (
  { data, ...signal }: OpenHyperspySignal,
  wanted: (signal: HyperspySignal) => boolean,
): HyperspySignal => (wanted(signal) ? { ...signal, values: readHdf5Values(data) } : signal);

function parseSignal(name: string, group: Hdf5Group): OpenHyperspySignal {
  const data = group.datasets.get('data');
  if (!data) throw new FormatError('malformed-file', `The signal "${name}" has no dataset named data.`);
  const signal: OpenHyperspySignal = {
    name,
    axes: parseAxes(group),
    shape: data.shape,
    dtype: data.dtype,
    data,
    values: null,
    metadata: dictionary(group.groups.get('metadata') ?? group.groups.get('mapped_parameters')),
    originalMetadata: dictionary(
      group.groups.get('original_metadata') ?? group.groups.get('original_parameters'),
    ),
  };
  checkAxes(signal);
  return signal;
}

/** Groups axis-0, axis-1, …; some files of version 3 keep them in a list of dictionaries. */
function parseAxes(group: Hdf5Group): HyperspyAxis[] {
  const axes: HyperspyAxis[] = [];
  for (let i = 0; ; i++) {
    const axis = group.groups.get(`axis-${i}`);
    if (!axis) return axes;
    axes.push(parseAxis(axis));
  }
}

function parseAxis(group: Hdf5Group): HyperspyAxis {
  const get = (key: string) => group.attributes.get(key);
  const list = group.datasets.get('axis');
  const navigate = get('navigate');
  return {
    name: textOrNull(get('name')),
    units: textOrNull(get('units')),
    scale: numberOrNull(get('scale')),
    offset: numberOrNull(get('offset')),
    size: numberOrNull(get('size')),
    navigate: typeof navigate === 'boolean' ? navigate : typeof navigate === 'number' ? navigate !== 0 : null,
    values: list ? coordinates(list) : numbers(get('axis')),
  };
}

function coordinates(list: Hdf5Dataset): number[] | null {
  return list.dtype === null || list.dtype === 'text' || list.nValues > 65_536
    ? null
    : Array.from(readHdf5Values(list));
}

/** Real files have axes of exactly the size of the data; one that has not is damaged. */
function checkAxes({ name, axes, shape }: HyperspySignal): void {
  const sizes = axes.map((axis) => axis.values?.length ?? axis.size);
  if (sizes.length !== shape.length || sizes.some((size, i) => size !== null && size !== shape[i])) {
    throw new FormatError(
      'inconsistent-file',
      `"${name}": the data are ${shape.join(' × ')}, the axes ${sizes.join(' × ')}.`,
    );
  }
}

function dictionary(group: Hdf5Group | undefined): Hdf5Json {
  if (!group) return {};
  const entries: [string, Hdf5Json][] = [];
  for (const [key, value] of group.attributes) entries.push(attributeEntry(key, value));
  for (const [key, dataset] of group.datasets)
    entries.push([key.replace(/^_(list|tuple)_(\d+_)?/, ''), datasetJson(dataset)]);
  for (const [key, child] of group.groups) entries.push(groupEntry(key, child));
  return Object.fromEntries(entries);
}

function attributeEntry(key: string, value: Hdf5Json): [string, Hdf5Json] {
  const empty = /^_(list|tuple)_empty_(.*)$/.exec(key);
  if (empty) return [empty[2], []];
  return [key, value === '_None_' ? null : value];
}

function groupEntry(key: string, child: Hdf5Group): [string, Hdf5Json] {
  const list = /^_(?:list|tuple)_(\d+)_(.*)$/.exec(key);
  if (!list) return [key, dictionary(child)];
  const members = dictionary(child) as { [key: string]: Hdf5Json };
  return [
    list[2],
    Array.from({ length: Math.min(Number(list[1]), 1024) }, (_, i) => members[String(i)] ?? null),
  ];
}

const text = (value: Hdf5Json): string => (typeof value === 'string' ? value : JSON.stringify(value));

function textOrNull(value: Hdf5Json | undefined): string | null {
  // `<undefined>` is how HyperSpy wrote "not set".
  return typeof value === 'string' && !['_None_', '<undefined>', ''].includes(value) ? value : null;
}

const numberOrNull = (value: Hdf5Json | undefined): number | null =>
  typeof value === 'number'
    ? value
    : typeof value === 'string' && /^(NaN|-?Infinity)$/.test(value)
      ? Number(value)
      : null;

const numbers = (value: Hdf5Json | undefined): number[] | null =>
  Array.isArray(value) && value.every((v) => typeof v === 'number') ? value : null;
