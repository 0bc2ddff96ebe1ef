import { isObject, type JsonSchema, pointerTo, sameJson } from './json-document.js';

/** Something wrong in a document, and where (JSON pointer; '' the whole). */
export interface Fault {
  readonly pointer: string;
  readonly message: string;
}

export const variantsOf = (schema: JsonSchema): readonly JsonSchema[] =>
  (schema.anyOf ?? schema.oneOf ?? [schema]) as readonly JsonSchema[];

/** The words of a choice; null where any other value may stand. */
export function wordsOf(schema: JsonSchema): readonly unknown[] | null {
  if (Array.isArray(schema.enum)) return schema.enum as readonly unknown[];
  if ('const' in schema) return [schema.const];
  return schema.type === 'null' ? [null] : null;
}

function isOfType(value: unknown, type: unknown): boolean {
  if (Array.isArray(type)) return type.some((one) => isOfType(value, one));
  if (type === 'integer') return Number.isInteger(value);
  if (type === 'array') return Array.isArray(value);
  if (type === 'object') return isObject(value);
  if (type === 'null') return value === null;
  return type === undefined || typeof value === type;
}

export const fitsKind = (value: unknown, schema: JsonSchema): boolean => {
  const words = wordsOf(schema);
  return words === null ? isOfType(value, schema.type) : words.some((word) => sameJson(word, value));
};

const num = (schema: JsonSchema, key: string): number | null =>
  typeof schema[key] === 'number' ? schema[key] : null;

/** 'from 3 to 100', 'above 0', '' where any number will do. */
export function rangeText(schema: JsonSchema): string {
  const from = num(schema, 'minimum');
  const above = num(schema, 'exclusiveMinimum');
  const to = num(schema, 'maximum');
  const below = num(schema, 'exclusiveMaximum');
  const low = from !== null ? `from ${from}` : above !== null ? `above ${above}` : '';
  const high = to !== null ? `${from === null ? 'up ' : ''}to ${to}` : below !== null ? `below ${below}` : '';
  return [low, high].filter((part) => part !== '').join(' ');
}

function textKind(schema: JsonSchema): string {
  const max = num(schema, 'maxLength');
  if (typeof schema.pattern === 'string') return `a text like ${schema.pattern}`;
  return max === null ? 'a text' : `a text of ${num(schema, 'minLength') ?? 0} to ${max} characters`;
}

function listKind(schema: JsonSchema): string {
  const min = num(schema, 'minItems') ?? 0;
  const max = num(schema, 'maxItems');
  if (max === null) return min === 0 ? 'a list' : `a list of at least ${min}`;
  return min === max ? `a list of ${min} values` : `a list of ${min} to ${max} values`;
}

/** What a value must be, to follow "must be". */
export function kindText(schema: JsonSchema): string {
  const variants = variantsOf(schema);
  if (variants.length > 1) return variants.map(kindText).join(' or ');
  const words = wordsOf(schema);
  if (words !== null)
    return words.length > 12 ? 'one of the known words' : words.map((w) => JSON.stringify(w)).join(' or ');
  if (schema.type === 'number') return `a number ${rangeText(schema)}`.trim();
  if (schema.type === 'integer') return `a whole number ${rangeText(schema)}`.trim();
  if (schema.type === 'boolean') return 'true or false';
  if (schema.type === 'string') return textKind(schema);
  return schema.type === 'array' ? listKind(schema) : 'an object';
}

const isWithin = (size: number, schema: JsonSchema, [least, most]: readonly [string, string]): boolean =>
  size >= (num(schema, least) ?? -Infinity) && size <= (num(schema, most) ?? Infinity);

function isScalarRight(value: unknown, schema: JsonSchema): boolean {
  if (typeof value === 'number')
    return (
      isWithin(value, schema, ['minimum', 'maximum']) &&
      value > (num(schema, 'exclusiveMinimum') ?? -Infinity) &&
      value < (num(schema, 'exclusiveMaximum') ?? Infinity)
    );
  if (typeof value === 'string')
    return (
      isWithin([...value].length, schema, ['minLength', 'maxLength']) &&
      (typeof schema.pattern !== 'string' || new RegExp(schema.pattern, 'u').test(value))
    );
  return !Array.isArray(value) || isWithin(value.length, schema, ['minItems', 'maxItems']);
}

function faultsInObject(value: Readonly<Record<string, unknown>>, schema: JsonSchema, at: string): Fault[] {
  const known = (schema.properties ?? {}) as Readonly<Record<string, JsonSchema>>;
  const others = schema.additionalProperties;
  const names = schema.propertyNames as JsonSchema | undefined;
  const missing = ((schema.required ?? []) as string[]).filter((key) => !Object.hasOwn(value, key));
  const inside = Object.entries(value).flatMap(([key, part]): Fault[] => {
    const pointer = pointerTo(at, key);
    if (names !== undefined && faultsOf(key, { type: 'string', ...names }).length > 0)
      return [{ pointer, message: `the name must be ${kindText({ type: 'string', ...names })}` }];
    if (Object.hasOwn(known, key)) return faultsOf(part, known[key], pointer);
    if (others === false)
      return [{ pointer, message: `is not known here; known are ${Object.keys(known).join(', ')}` }];
    return isObject(others) ? faultsOf(part, others, pointer) : [];
  });
  return [...missing.map((key) => ({ pointer: at, message: `"${key}" is missing` })), ...inside];
}

/**
 * What a document breaks of a schema, by its own words. Keywords that are not known here are left to the service, which checks
 * every document again.
 */
export function faultsOf(value: unknown, schema: JsonSchema, at = ''): Fault[] {
  const wrong = [{ pointer: at, message: `must be ${kindText(schema)}` }];
  const variants = variantsOf(schema);
  if (variants.length > 1) {
    const tried = variants.map((variant) => faultsOf(value, variant, at));
    if (tried.some((faults) => faults.length === 0)) return [];
    const [deeper, ...more] = tried.filter((faults) => faults.every((fault) => fault.pointer !== at));
    return deeper !== undefined && more.length === 0 ? deeper : wrong;
  }
  const [only] = variants;
  if (!fitsKind(value, only) || !isScalarRight(value, only)) return wrong;
  if (isObject(value)) return faultsInObject(value, only, at);
  if (Array.isArray(value) && isObject(only.items))
    return value.flatMap((item, i) => faultsOf(item, only.items as JsonSchema, pointerTo(at, String(i))));
  return [];
}
