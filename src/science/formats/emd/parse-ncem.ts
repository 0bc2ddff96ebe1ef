import { FormatError } from '../format-error.js';
import { groupJson, hdf5Coordinates, hdf5Number, hdf5Text } from '../hdf5/hdf5-json.js';
import { datasetAttributes, type Hdf5Group, type Hdf5Json } from '../hdf5/hdf5-tree.js';
import { readHdf5Values } from '../hdf5/read-hdf5-values.js';

/** One axis: what `dim<n>` says. */
export interface NcemAxis {
  readonly name: string | null;
  /** As written: `[n_m]`, `[e_V]`, `nm`. */
  readonly units: string;
  /** Coordinates of all points, or of the first two; null where there are none. */
  readonly coordinates: readonly number[] | null;
}

/** One array of a file; `axes` and `shape` in array order (C, slowest first). */
export interface NcemArray {
  readonly name: string;
  readonly shape: readonly number[];
  readonly dtype: string | null;
  readonly axes: readonly NcemAxis[];
  readonly units: string;
  /** Reads the values, while the file is open. */
  readonly values: () => ArrayLike<number>;
  readonly attributes: Hdf5Json;
}

export interface NcemFile {
  readonly version: string | null;
  readonly arrays: readonly NcemArray[];
  /** Groups without arrays: microscope, sample, user, comments, metadatabundle. */
  readonly metadata: Hdf5Json;
}

/** True for a group that the Berkeley EMD convention marks as an array: type 1 (0.2), 'array' (1.0 and py4DSTEM). */
export function isNcemArray(group: Hdf5Group): boolean {
  const type = group.attributes.get('emd_group_type');
  return (type === 1 || /^(1|array)$/i.test(hdf5Text(type) ?? '')) && group.datasets.has('data');
}

/** True when any group of the file is one. */
export const hasNcemArrays = (group: Hdf5Group): boolean =>
  isNcemArray(group) || [...group.groups.values()].some(hasNcemArrays);

/**
 * Parses a Berkeley (NCEM) EMD file.
 *
 * ```
 * / @version_major @version_minor
 * <any group> @emd_group_type = 1 (1.0: 'array')
 *   data            values, C order
 *   dim1 … dimN     (1.0: dim0 …) @name @units; coordinates of all points, or of the first two
 * microscope, sample, user, comments   attributes
 * ```
 *
 * @throws FormatError inconsistent-file  an axis has neither two coordinates nor one for every point
 * Source: EMD file specification 0.2 (NCEM); emdfile 1.0. Checked: files of h5py (test/golden/formats), of openNCEM and
 * HyperSpy (test/integration/real-files.spec.ts).
 */
export function parseNcem(root: Hdf5Group): NcemFile {
  const arrays: NcemArray[] = [];
  collect(root, '', arrays);
  const [major, minor] = ['version_major', 'version_minor'].map((key) =>
    hdf5Number(root.attributes.get(key)),
  );
  const others = [...root.groups].filter(([, group]) => !hasNcemArrays(group));
  return {
    version: major === null ? null : `${major}.${minor ?? 0}`,
    arrays,
    metadata: Object.fromEntries(others.map(([name, group]) => [name, groupJson(group)])),
  };
}

function collect(group: Hdf5Group, name: string, arrays: NcemArray[]): void {
  if (isNcemArray(group)) arrays.push(parseArray(group, name));
  for (const [key, child] of group.groups) collect(child, key, arrays);
}

function parseArray(group: Hdf5Group, name: string): NcemArray {
  const data = group.datasets.get('data')!;
  const first = group.datasets.has('dim0') ? 0 : 1;
  const { datasets, ...attributesOnly } = group;
  return {
    name,
    shape: data.shape,
    dtype: data.dtype,
    axes: data.shape.map((size, i) => parseAxis(group, `dim${i + first}`, size)),
    units: hdf5Text(datasetAttributes(data).get('units')) ?? '',
    values: () => readHdf5Values(data),
    attributes: groupJson({ ...attributesOnly, datasets: withoutAxes(datasets) }),
  };
}

const withoutAxes = (datasets: Hdf5Group['datasets']): Hdf5Group['datasets'] =>
  new Map([...datasets].filter(([name]) => !/^(data|dim\d+)$/.test(name)));

function parseAxis(group: Hdf5Group, key: string, size: number): NcemAxis {
  const dim = group.datasets.get(key);
  if (!dim) return { name: null, units: '', coordinates: null };
  const coordinates = hdf5Coordinates(dim);
  if (coordinates !== null && size > 1 && coordinates.length !== size && coordinates.length !== 2) {
    throw new FormatError(
      'inconsistent-file',
      `${key} has ${coordinates.length} coordinates for ${size} points.`,
    );
  }
  const attributes = datasetAttributes(dim);
  return {
    name: hdf5Text(attributes.get('name')),
    units: hdf5Text(attributes.get('units')) ?? '',
    coordinates,
  };
}
