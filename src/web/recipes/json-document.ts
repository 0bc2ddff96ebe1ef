/** A part of a JSON Schema (draft 2020-12), as the service writes recipes down. */
export type JsonSchema = Readonly<Record<string, unknown>>;
export type JsonObject = Readonly<Record<string, unknown>>;

export const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Path below a JSON pointer (RFC 6901): '/a~1b' to ['a/b']. */
export const keysOf = (pointer: string): string[] =>
  pointer
    .split('/')
    .slice(1)
    .map((key) => key.replace(/~1/g, '/').replace(/~0/g, '~'));

export const pointerTo = (parent: string, key: string): string =>
  `${parent}/${key.replace(/~/g, '~0').replace(/\//g, '~1')}`;

/** Undefined where there is nothing. */
export function valueAt(document: unknown, pointer: string): unknown {
  let value = document;
  for (const key of keysOf(pointer)) {
    if (Array.isArray(value)) value = (value as unknown[])[Number(key)];
    else if (isObject(value) && Object.hasOwn(value, key)) value = value[key];
    else return undefined;
  }
  return value;
}

/** A copy with another value at a place; objects on the way there are made. Undefined takes the value out. */
export function withValueAt(document: JsonObject, pointer: string, value: unknown): JsonObject {
  const [key, ...rest] = keysOf(pointer);
  if (rest.length > 0) {
    const child = document[key];
    const below = rest.reduce(pointerTo, '');
    return { ...document, [key]: withValueAt(isObject(child) ? child : {}, below, value) };
  }
  if (value !== undefined) return { ...document, [key]: value };
  return Object.fromEntries(Object.entries(document).filter(([name]) => name !== key));
}

export const sameJson = (a: unknown, b: unknown): boolean => differences(a, b).length === 0;

export interface Difference {
  readonly pointer: string;
  /** Undefined: not there. */
  readonly before: unknown;
  readonly after: unknown;
}

/** Where two documents differ; inside objects by key, lists and values as a whole. */
export function differences(before: unknown, after: unknown, pointer = ''): Difference[] {
  if (isObject(before) && isObject(after)) {
    const keys = new Set([...Object.keys(before), ...Object.keys(after)]);
    return [...keys].flatMap((key) => differences(before[key], after[key], pointerTo(pointer, key)));
  }
  if (Array.isArray(before) && Array.isArray(after) && before.length === after.length) {
    return before.every((item, i) => sameJson(item, after[i])) ? [] : [{ pointer, before, after }];
  }
  return Object.is(before, after) ? [] : [{ pointer, before, after }];
}
