import * as h5 from 'h5wasm';
import { FormatError } from '../format-error.js';
import { FORMAT_LIMITS } from '../limits.js';
import { isVariableText, readHdf5Texts } from './read-hdf5-texts.js';

export type Hdf5Json = null | boolean | number | string | Hdf5Json[] | { [key: string]: Hdf5Json };

/** A group with everything below it; datasets are described, not read. */
export interface Hdf5Group {
  readonly attributes: ReadonlyMap<string, Hdf5Json>;
  readonly groups: ReadonlyMap<string, Hdf5Group>;
  readonly datasets: ReadonlyMap<string, Hdf5Dataset>;
}

/** A dataset that passed the checks on where and how its values are stored. */
export interface Hdf5Dataset {
  readonly shape: readonly number[];
  /** numpy's name of the element type; null for one that is no plain number or text. */
  readonly dtype: string | null;
  readonly nValues: number;
  readonly handle: h5.Dataset;
  /** Shared by the file: how much more text may be read. */
  readonly budget: Hdf5Budget;
}

/** What the reading of one file has used of its limits. */
export interface Hdf5Budget {
  objects: number;
  textCharacters: number;
  readonly fileBytes: number;
}

/** Attribute values beyond this many elements are summarised: an attribute is a label, not data. */
const ATTRIBUTE_ELEMENTS = 256;
/** deflate, shuffle, fletcher32. The others have a history of memory faults, or are not built in. */
const ALLOWED_FILTERS = new Set([1, 2, 3]);
const CLASS = { integer: 0, float: 1, string: 3, enumeration: 8 } as const;

/**
 * Walks a file and describes it: attributes as JSON, datasets with type and shape. Nothing big is read, and what could
 * make reading dangerous is refused here.
 *
 * @param fileBytes  size of the file, for the compression ratio
 * @throws FormatError forbidden-link         external links, virtual datasets
 * @throws FormatError limits-exceeded        depth, number of objects, decoded size, compression ratio, chunk size
 * @throws FormatError unsupported-data-type  a dataset behind another filter than deflate, shuffle, fletcher32
 * @throws FormatError malformed-file         a link that points nowhere
 */
export function walkHdf5(file: h5.File, fileBytes: number): Hdf5Group {
  return walkGroup(file, 1, { objects: 0, textCharacters: 0, fileBytes });
}

function walkGroup(group: h5.Group, depth: number, budget: Hdf5Budget): Hdf5Group {
  if (depth > FORMAT_LIMITS.depth) {
    throw new FormatError('limits-exceeded', `Groups are nested deeper than ${FORMAT_LIMITS.depth}.`);
  }
  const attributes = readAttributes(group, budget);
  const groups = new Map<string, Hdf5Group>();
  const datasets = new Map<string, Hdf5Dataset>();
  const names = group.keys();
  spend(budget, names.length);
  for (const name of names) {
    const entity = group.get(name);
    if (entity instanceof h5.Group) groups.set(name, walkGroup(entity, depth + 1, budget));
    else if (entity instanceof h5.Dataset) datasets.set(name, describe(entity, budget));
    else refuseLink(entity, `${group.path}/${name}`);
  }
  return { attributes, groups, datasets };
}

function refuseLink(entity: h5.Entity | null, path: string): void {
  if (entity instanceof h5.ExternalLink) {
    throw new FormatError('forbidden-link', `${path} links to another file.`);
  }
  if (entity instanceof h5.BrokenSoftLink || entity === null) {
    throw new FormatError('malformed-file', `${path} is a link to nowhere.`);
  }
}

function spend(budget: Hdf5Budget, n: number): void {
  budget.objects += n;
  if (budget.objects > FORMAT_LIMITS.objects) {
    throw new FormatError(
      'limits-exceeded',
      `More than ${FORMAT_LIMITS.objects} groups, datasets and attributes.`,
    );
  }
}

/** Many attributes may point at one long text of the file. */
function spendText(texts: string[], budget: Hdf5Budget): string[] {
  budget.textCharacters += texts.reduce((sum, text) => sum + text.length, 0);
  if (budget.textCharacters > FORMAT_LIMITS.metadataCharacters) {
    throw new FormatError(
      'limits-exceeded',
      `More than ${FORMAT_LIMITS.metadataCharacters} characters of metadata.`,
    );
  }
  return texts;
}

function describe(dataset: h5.Dataset, budget: Hdf5Budget): Hdf5Dataset {
  const { metadata } = dataset;
  const sources = metadata.virtual_sources;
  if (sources !== undefined && sources.length > 0) {
    throw new FormatError('forbidden-link', `${dataset.path} is put together from other datasets.`);
  }
  const bytes = metadata.size * metadata.total_size;
  const chunkBytes = (metadata.chunks ?? []).reduce((n, size) => n * size, metadata.size);
  checkSize(dataset.path, bytes, FORMAT_LIMITS.streamedBytes);
  checkSize(`a chunk of ${dataset.path}`, chunkBytes, Math.max(FORMAT_LIMITS.ratioFreeBytes, 2 * bytes));
  const biggest = Math.max(bytes, chunkBytes);
  if (biggest > FORMAT_LIMITS.ratioFreeBytes && biggest > FORMAT_LIMITS.compressionRatio * budget.fileBytes) {
    throw new FormatError(
      'limits-exceeded',
      `${dataset.path} would grow from ${budget.fileBytes} to ${biggest} bytes.`,
      {
        limit: FORMAT_LIMITS.compressionRatio,
      },
    );
  }
  for (const filter of dataset.filters) {
    if (!ALLOWED_FILTERS.has(filter.id)) {
      throw new FormatError(
        'unsupported-data-type',
        `${dataset.path} is packed with the filter ${filter.name}.`,
      );
    }
  }
  return {
    shape: metadata.shape ?? [],
    dtype: dtypeOf(metadata),
    nValues: metadata.total_size,
    handle: dataset,
    budget,
  };
}

function checkSize(what: string, bytes: number, limit: number): void {
  if (bytes > limit)
    throw new FormatError('limits-exceeded', `${what} has ${bytes} bytes; the limit is ${limit}.`, { limit });
}

function dtypeOf(metadata: h5.Metadata): string | null {
  if (metadata.type === CLASS.string) return 'text';
  const { size, signed } = metadata;
  if (metadata.type === CLASS.float) return size === 4 || size === 8 ? `float${8 * size}` : null;
  if (metadata.type === CLASS.integer) return size <= 8 ? `${signed ? '' : 'u'}int${8 * size}` : null;
  return null;
}

/** Attributes of a dataset, read when they are asked for: most datasets of a file are looked at by their values only. */
export const datasetAttributes = ({ handle, budget }: Hdf5Dataset): ReadonlyMap<string, Hdf5Json> =>
  readAttributes(handle, budget);

function readAttributes(entity: h5.Group | h5.Dataset, budget: Hdf5Budget): Map<string, Hdf5Json> {
  const attributes = Object.entries(entity.attrs);
  spend(budget, attributes.length);
  return new Map(attributes.map(([name, attribute]) => [name, attributeJson(attribute, budget)]));
}

function attributeJson(attribute: h5.Attribute, budget: Hdf5Budget): Hdf5Json {
  const { metadata } = attribute;
  const { total_size: count, size, shape } = metadata;
  if (shape === null) return null;
  if (!isReadable(metadata) || count > ATTRIBUTE_ELEMENTS || count * size > 2 ** 20) {
    return { type: dtypeOf(metadata) ?? 'bytes', count: isReadable(metadata) ? count : count * size };
  }
  if (isVariableText(metadata)) {
    const { file_id: fileId, path, name } = attribute;
    const texts = spendText(readHdf5Texts({ fileId, path, attribute: name }, metadata), budget);
    return shape.length === 0 ? (texts[0] ?? null) : texts;
  }
  return plainJson(attribute.json_value);
}

/** Numbers, texts and booleans; not half and quadruple floats, which JavaScript lacks. */
const isReadable = (metadata: h5.Metadata): boolean =>
  dtypeOf(metadata) !== null || metadata.type === CLASS.enumeration;

/** Numbers that JSON lacks become texts. */
function plainJson(value: unknown): Hdf5Json {
  if (typeof value === 'number') return Number.isFinite(value) ? value : String(value);
  if (typeof value === 'string' || typeof value === 'boolean') return value;
  if (Array.isArray(value)) return value.map((item) => plainJson(item));
  return typeof value === 'bigint' ? String(value) : null;
}

/** Values of a small dataset as JSON; a big one, or one of another type, is summarised. */
export function datasetJson(dataset: Hdf5Dataset): Hdf5Json {
  if (dataset.dtype === null || dataset.nValues > ATTRIBUTE_ELEMENTS) {
    return { type: dataset.dtype ?? 'bytes', shape: [...dataset.shape] };
  }
  const { handle } = dataset;
  if (isVariableText(handle.metadata)) {
    const at = { fileId: handle.file_id, path: handle.path, attribute: null };
    return spendText(readHdf5Texts(at, handle.metadata), dataset.budget);
  }
  return plainJson(handle.json_value);
}
