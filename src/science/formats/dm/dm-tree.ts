import { textOfUtf16 } from '../text-bytes.js';

/** Scalar types of a tag, by the number the file uses. */
export const DM_TYPES: Readonly<Record<number, { readonly name: DmScalarType; readonly bytes: number }>> = {
  2: { name: 'int16', bytes: 2 },
  3: { name: 'int32', bytes: 4 },
  4: { name: 'uint16', bytes: 2 },
  5: { name: 'uint32', bytes: 4 },
  6: { name: 'float32', bytes: 4 },
  7: { name: 'float64', bytes: 8 },
  8: { name: 'bool', bytes: 1 },
  9: { name: 'int8', bytes: 1 },
  10: { name: 'uint8', bytes: 1 },
  11: { name: 'int64', bytes: 8 },
  12: { name: 'uint64', bytes: 8 },
};

export type DmScalarType =
  | 'int8'
  | 'uint8'
  | 'int16'
  | 'uint16'
  | 'int32'
  | 'uint32'
  | 'int64'
  | 'uint64'
  | 'float32'
  | 'float64'
  | 'bool';

/** An array of the file, not read yet: where it lies and what it holds. */
export interface DmArray {
  readonly kind: 'array';
  /** One type for plain values, several for an array of structs. */
  readonly fields: readonly DmScalarType[];
  readonly count: number;
  /** From the first byte of the file. */
  readonly offset: number;
  readonly byteLength: number;
  /** Its bytes, or `length` of them from `from` on, read from the file now: used at once, never written to. */
  readonly bytes: (from?: number, length?: number) => Uint8Array;
  readonly littleEndian: boolean;
}

/** A tag directory; names may repeat and may be empty (list items). */
export interface DmGroup {
  readonly kind: 'group';
  readonly entries: readonly DmEntry[];
}

export interface DmEntry {
  readonly name: string;
  readonly value: DmValue;
}

export interface DmStruct {
  readonly kind: 'struct';
  readonly values: readonly DmScalar[];
}

export type DmScalar = number | bigint | boolean;
export type DmValue = DmScalar | string | DmStruct | DmArray | DmGroup;

/** A parsed file in its own words. `version` is 3 or 4. */
export interface DmFile {
  readonly version: 3 | 4;
  readonly littleEndian: boolean;
  readonly root: DmGroup;
}

export const isGroup = (value: DmValue | undefined): value is DmGroup =>
  typeof value === 'object' && value.kind === 'group';

export const isArray = (value: DmValue | undefined): value is DmArray =>
  typeof value === 'object' && value.kind === 'array';

/**
 * The value at a path of names (a number picks a list item by position); undefined where there is none.
 * A path is an array, not a dotted text, because tag names contain dots.
 */
export function dmGet(
  group: DmValue | undefined,
  ...path: readonly (string | number)[]
): DmValue | undefined {
  let at = group;
  for (const step of path) {
    if (!isGroup(at)) return undefined;
    at = typeof step === 'number' ? at.entries[step]?.value : at.entries.find((e) => e.name === step)?.value;
  }
  return at;
}

/** A finite or infinite number at a path, null when it is absent or no number. 64-bit integers are rounded. */
export function dmNumber(group: DmValue | undefined, ...path: readonly (string | number)[]): number | null {
  const value = dmGet(group, ...path);
  if (typeof value === 'bigint') return Number(value);
  return typeof value === 'number' ? value : null;
}

/** A text at a path (arrays of uint16 are UTF-16 text in this format), null when absent or of another type. */
export function dmText(group: DmValue | undefined, ...path: readonly (string | number)[]): string | null {
  const value = dmGet(group, ...path);
  if (typeof value === 'string') return value;
  return isText(value) ? textOfUtf16(value.bytes(), value.littleEndian) : null;
}

/** Longest array of uint16 that is taken for a text where nothing else tells. */
const TEXT_UNITS = 65_536;

export const isText = (value: DmValue | undefined): value is DmArray =>
  isArray(value) && value.fields.length === 1 && value.fields[0] === 'uint16' && value.count <= TEXT_UNITS;
