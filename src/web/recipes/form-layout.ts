import { fitsKind, variantsOf, wordsOf } from './check-document.js';
import { isObject, type JsonObject, type JsonSchema, keysOf, pointerTo } from './json-document.js';

/** One value of a document. */
export interface FormField {
  readonly pointer: string;
  readonly schema: JsonSchema;
}

export interface FormSection {
  /** '' for what stands on top. */
  readonly pointer: string;
  readonly help: string | null;
  readonly fields: readonly FormField[];
}

/** A section is an object of named parts that has no default of its own: its parts have theirs. */
const isSection = (schema: JsonSchema): boolean => isObject(schema.properties) && !('default' in schema);

/** A value that can be only one is no question. */
const isQuestion = (schema: JsonSchema): boolean => wordsOf(schema)?.length !== 1;

const textOf = (value: unknown): string | null => (typeof value === 'string' ? value : null);

/** The sections of a schema in its order, those inside others after them. */
export function sectionsOf(schema: JsonSchema, pointer = ''): FormSection[] {
  const parts = Object.entries((schema.properties ?? {}) as Readonly<Record<string, JsonSchema>>).map(
    ([key, part]) => ({ pointer: pointerTo(pointer, key), schema: part }),
  );
  const fields = parts.filter((part) => !isSection(part.schema) && isQuestion(part.schema));
  const own = { pointer, help: pointer === '' ? null : textOf(schema.description), fields };
  const below = parts
    .filter((part) => isSection(part.schema))
    .flatMap((part) => sectionsOf(part.schema, part.pointer));
  return fields.length === 0 ? below : [own, ...below];
}

/** What stands where nothing was said. */
export function defaultDocument(schema: JsonSchema): JsonObject {
  const parts = Object.entries((schema.properties ?? {}) as Readonly<Record<string, JsonSchema>>);
  return Object.fromEntries(
    parts.flatMap(([key, part]): [string, unknown][] => {
      if (isSection(part)) return [[key, defaultDocument(part)]];
      return 'default' in part ? [[key, part.default]] : [];
    }),
  );
}

/** Units at the end of a name, as names of this project carry them. */
const UNITS: Readonly<Record<string, string>> = {
  ev: 'eV',
  kev: 'keV',
  mrad: 'mrad',
  deg: '°',
  nm: 'nm',
  sigma: 'σ',
};

/** 'maxOffsetEv' to 'Max offset (eV)'. */
export function labelOf(key: string): string {
  const words = key
    .replace(/([a-z\d])([A-Z])/g, '$1 $2')
    .replace(/[-_]/g, ' ')
    .toLowerCase()
    .split(' ');
  const unit = words.length > 1 ? UNITS[words[words.length - 1]] : undefined;
  const text = (unit === undefined ? words : words.slice(0, -1)).join(' ');
  const name = text.charAt(0).toUpperCase() + text.slice(1);
  return unit === undefined ? name : `${name} (${unit})`;
}

/** 'Edges › Max offset (eV)'; 'Recipe' for the whole. */
export const placeText = (pointer: string): string =>
  pointer === '' ? 'Recipe' : keysOf(pointer).map(labelOf).join(' › ');

/** What can be chosen or typed for a field. */
export interface Choices {
  /** Values to choose from as they are. */
  readonly words: readonly unknown[];
  /** Kinds of value to type in. */
  readonly open: readonly JsonSchema[];
}

export function choicesOf(schema: JsonSchema): Choices {
  const variants = variantsOf(schema).flatMap((variant): readonly JsonSchema[] =>
    Array.isArray(variant.type) ? variant.type.map((type: unknown) => ({ ...variant, type })) : [variant],
  );
  return {
    words: variants.flatMap((variant) =>
      variant.type === 'boolean' && variants.length > 1 ? [true, false] : (wordsOf(variant) ?? []),
    ),
    open: variants.filter(
      (variant) => wordsOf(variant) === null && !(variant.type === 'boolean' && variants.length > 1),
    ),
  };
}

/** What stands in a field when its kind has just been chosen. */
export function beginningOf(open: JsonSchema, fallback: unknown): unknown {
  if (fallback !== undefined && fitsKind(fallback, open)) return fallback;
  if (open.type === 'number' || open.type === 'integer') return open.minimum ?? open.exclusiveMinimum ?? 0;
  if (open.type === 'array') return [];
  return open.type === 'object' ? {} : '';
}

export const isNumeric = (open: JsonSchema): boolean => open.type === 'number' || open.type === 'integer';

/**
 * What a text typed into a field means. A text that is no value of the kind stays a text: the check says so at the field, and the
 * document beside it shows what was typed.
 */
export function valueOfText(text: string, open: JsonSchema): unknown {
  if (open.type === 'string') return text;
  if (isNumeric(open)) return text.trim() !== '' && Number.isFinite(Number(text)) ? Number(text) : text;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}

export function textOfValue(value: unknown, open: JsonSchema): string {
  if (value === undefined) return '';
  if (typeof value === 'string') return value;
  const text = JSON.stringify(value);
  const isLong = !isNumeric(open) && text.length > 48;
  return isLong ? JSON.stringify(value, null, 1).replace(/\n\s+(?=[\d\]])/g, ' ') : text;
}
