import type { File, Group } from 'h5wasm';
import { gunzipSync } from 'fflate';
import { bytesOfBase64 } from '../../units/base64.js';
import { editHdf5 } from '../hdf5/hdf5-engine.js';
import { HYPERSPY_TEMPLATES } from './hyperspy-templates.js';

/** JSON with read-only members, as it is written into HyperSpy dictionaries. */
export type HspyJson =
  null | boolean | number | string | readonly HspyJson[] | { readonly [key: string]: HspyJson };

export interface HspyAxis {
  readonly name: string;
  readonly units: string;
  readonly scale: number;
  readonly offset: number;
  readonly size: number;
}

/** One signal: navigation axes first (C order, up to 3), the signal axis last. */
export interface HspySignal {
  readonly data: Float32Array | Float64Array;
  readonly axes: readonly HspyAxis[];
  readonly metadata: { readonly [key: string]: HspyJson };
  readonly originalMetadata: { readonly [key: string]: HspyJson };
}

/**
 * Writes a HyperSpy file (version 3.1) with one signal.
 *
 * The HDF5 library cannot write the enumerations HyperSpy wants for `navigate` and `is_binned`, so an empty file made
 * by h5py is filled. Booleans in dictionaries are written as 0 and 1, null as `_None_`.
 *
 * @throws RangeError  more than 3 navigation axes, or axes that do not match the data
 * Checked: opened by HyperSpy 1.7.3 as EELSSpectrum with the axes as navigation and signal (README.md).
 */
export async function writeHspy(signal: HspySignal): Promise<Uint8Array> {
  const { axes, data } = signal;
  const size = axes.reduce((n, axis) => n * axis.size, 1);
  if (axes.length < 1 || axes.length > HYPERSPY_TEMPLATES.length || size !== data.length) {
    throw new RangeError(`${data.length} values on axes of ${axes.map((axis) => axis.size).join(' × ')}`);
  }
  const template = gunzipSync(bytesOfBase64(HYPERSPY_TEMPLATES[axes.length - 1]));
  return editHdf5(template, (file) => fill(file, signal));
}

function fill(file: File, { axes, data, metadata, originalMetadata }: HspySignal): void {
  const scan = groupAt(file, 'Experiments/spectra');
  scan.create_dataset({ name: 'data', data, shape: axes.map((axis) => axis.size) });
  axes.forEach((axis, i) => {
    const group = groupAt(scan, `axis-${i}`);
    text(group, 'name', axis.name);
    text(group, 'units', axis.units);
    float64(group, 'scale', axis.scale);
    float64(group, 'offset', axis.offset);
    group.create_attribute('size', BigInt64Array.of(BigInt(axis.size)), [], '<q');
  });
  dictionary(groupAt(scan, 'metadata'), metadata);
  dictionary(groupAt(scan, 'original_metadata'), originalMetadata);
}

function groupAt(parent: Group, path: string): Group {
  return parent.get(path) as Group;
}

function dictionary(group: Group, values: { readonly [key: string]: HspyJson }): void {
  for (const [key, value] of Object.entries(values)) entry(group, key, value);
}

function entry(group: Group, key: string, value: HspyJson): void {
  if (value === null) text(group, key, '_None_');
  else if (typeof value === 'string') text(group, key, value);
  else if (typeof value === 'number') float64(group, key, value);
  else if (typeof value === 'boolean') float64(group, key, value ? 1 : 0);
  else if (isList(value)) list(group, key, value);
  else dictionary(child(group, key), value);
}

const isList = (value: HspyJson): value is readonly HspyJson[] => Array.isArray(value);

function list(group: Group, key: string, items: readonly HspyJson[]): void {
  if (items.length === 0) text(group, `_list_empty_${key}`, '_None_');
  else if (items.every((item) => typeof item === 'number')) {
    group.create_dataset({ name: safe(`_list_${key}`), data: Float64Array.from(items) });
  } else if (items.every((item) => typeof item === 'string')) {
    group.create_dataset({ name: safe(`_list_${key}`), data: [...items] });
  } else {
    const members = child(group, `_list_${items.length}_${key}`);
    items.forEach((item, i) => entry(members, String(i), item));
  }
}

/** A slash would make a path of a name. */
const safe = (name: string): string => name.replaceAll('/', '-').replace(/^\.*$/, '_');

const child = (group: Group, key: string): Group => group.create_group(safe(key));

function text(group: Group, key: string, value: string): void {
  // NUL ends a text in HDF5; an empty one cannot be written by this library as a variable-length text.
  group.create_attribute(key, value.replaceAll('\0', ''));
}

function float64(group: Group, key: string, value: number): void {
  group.create_attribute(key, Float64Array.of(value), [], '<d');
}
