import { FormatError } from '../format-error.js';
import { FORMAT_LIMITS } from '../limits.js';
import { parseFileJson, type FileJson } from '../parse-json.js';
import { textOfBytes } from '../text-bytes.js';
import {
  datasetAttributes,
  datasetJson,
  type Hdf5Dataset,
  type Hdf5Group,
  type Hdf5Json,
} from './hdf5-tree.js';
import { readHdf5Values } from './read-hdf5-values.js';

/** Coordinates of an axis longer than this are no axis of spectra. */
const MAX_COORDINATES = 65_536;

/**
 * A group as JSON, for the original metadata: attributes of a group under `@name`, small datasets as values (with
 * attributes: as `{value, @name…}`), big ones as type and shape.
 */
export function groupJson(group: Hdf5Group): Hdf5Json {
  const entries: [string, Hdf5Json][] = attributeEntries(group.attributes);
  for (const [name, dataset] of group.datasets) {
    const attributes = attributeEntries(datasetAttributes(dataset));
    const value = single(datasetJson(dataset));
    entries.push([
      name,
      attributes.length === 0 ? value : Object.fromEntries([['value', value], ...attributes]),
    ]);
  }
  for (const [name, child] of group.groups) entries.push([name, groupJson(child)]);
  return Object.fromEntries(entries);
}

const attributeEntries = (attributes: ReadonlyMap<string, Hdf5Json>): [string, Hdf5Json][] =>
  [...attributes].map(([name, value]) => [`@${name}`, single(value)]);

/** Many writers store a single value as a list of one. */
export const single = (value: Hdf5Json): Hdf5Json =>
  Array.isArray(value) && value.length === 1 ? value[0] : value;

/** A text of an attribute or a dataset's JSON, or null. */
export function hdf5Text(value: Hdf5Json | undefined): string | null {
  const one = single(value ?? null);
  return typeof one === 'string' && one.trim() !== '' ? one : null;
}

/** A finite number of an attribute or a dataset's JSON, also one written as text, or null. */
export function hdf5Number(value: Hdf5Json | undefined): number | null {
  const one = single(value ?? null);
  const number = typeof one === 'string' && one.trim() !== '' ? Number(one) : one;
  return typeof number === 'number' && Number.isFinite(number) ? number : null;
}

/** Values of a dataset that lists coordinates; null for one that holds no numbers or too many of them. */
export function hdf5Coordinates(dataset: Hdf5Dataset): number[] | null {
  const { dtype, nValues } = dataset;
  if (dtype === null || dtype === 'text' || nValues > MAX_COORDINATES) return null;
  return Array.from(readHdf5Values(dataset));
}

/**
 * JSON kept in a dataset: as a text, or as bytes with a NUL at the end, of which the first column counts (Velox keeps
 * one column a frame).
 *
 * @throws FormatError malformed-file, limits-exceeded, unsupported-data-type
 */
export function readHdf5Json(dataset: Hdf5Dataset, what: string): FileJson {
  const { dtype, shape, nValues, handle } = dataset;
  if (dtype === 'text') return parseFileJson(hdf5Text(datasetJson(dataset)) ?? '', what);
  if (dtype !== 'uint8' || nValues === 0)
    throw new FormatError('unsupported-data-type', `${what} is no text.`);
  if (shape[0] > FORMAT_LIMITS.jsonBytes)
    throw new FormatError('limits-exceeded', `${what} has ${shape[0]} bytes.`);
  const bytes = handle.slice([[0, shape[0]], ...shape.slice(1).map(() => [0, 1] as [number, number])]);
  if (!(bytes instanceof Uint8Array)) throw new FormatError('malformed-file', `${what} is no text.`);
  const end = bytes.indexOf(0);
  return parseFileJson(textOfBytes(end < 0 ? bytes : bytes.subarray(0, end)), what);
}
