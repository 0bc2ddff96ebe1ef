import {
  boolean,
  type Check,
  isObject,
  isWindow,
  type JsonSchema,
  type Leaf,
  number,
  oneOf,
} from './recipe-leaf.js';
import type { PixelRange, ReferencesRecipe } from './references-recipe.js';

/** More references than this cannot be told apart; longer spectra do not fit a request. */
const MAX_REFERENCES = 12;
const MAX_REFERENCE_CHANNELS = 8192;
const MAX_NAME = 100;

/** A list of objects with exactly these fields. */
function listOf(
  fields: Readonly<
    Record<string, { readonly check: (value: unknown) => boolean; readonly schema: JsonSchema }>
  >,
  wanted: string,
  help: string,
): Leaf {
  const names = Object.keys(fields);
  const isRow = (row: unknown): boolean =>
    isObject(row) &&
    Object.keys(row).length === names.length &&
    names.every((name) => Object.hasOwn(row, name) && fields[name].check(row[name]));
  const check: Check = (value) =>
    Array.isArray(value) && value.length <= MAX_REFERENCES && value.every(isRow)
      ? null
      : `a list of at most ${MAX_REFERENCES} ${wanted}`;
  const items = {
    type: 'object',
    properties: Object.fromEntries(names.map((name) => [name, fields[name].schema])),
    required: names,
    additionalProperties: false,
  };
  return { help, check, schema: { type: 'array', maxItems: MAX_REFERENCES, items } };
}

const NAME = {
  check: (value: unknown) => typeof value === 'string' && value.length > 0 && value.length <= MAX_NAME,
  schema: { type: 'string', minLength: 1, maxLength: MAX_NAME },
};
const INDEX = {
  check: (value: unknown) => Number.isSafeInteger(value) && (value as number) >= 0,
  schema: { type: 'integer', minimum: 0 },
};
const NUMBER = { check: (value: unknown) => Number.isFinite(value), schema: { type: 'number' } };
const POSITIVE = {
  check: (value: unknown) => Number.isFinite(value) && (value as number) > 0,
  schema: { type: 'number', exclusiveMinimum: 0 },
};
const COUNTS = {
  check: (value: unknown) =>
    Array.isArray(value) &&
    value.length >= 2 &&
    value.length <= MAX_REFERENCE_CHANNELS &&
    value.every(Number.isFinite),
  schema: { type: 'array', minItems: 2, maxItems: MAX_REFERENCE_CHANNELS, items: { type: 'number' } },
};

function windowOrNull(help: string): Leaf {
  const window = { type: 'array', items: { type: 'number' }, minItems: 2, maxItems: 2 };
  return {
    help,
    check: (value) => (value === null || isWindow(value) ? null : 'null or [lo, hi] in eV'),
    schema: { anyOf: [{ type: 'null' }, window] },
  };
}

/** The form of `Recipe.references`. */
export const REFERENCES_FORM = {
  fit: oneOf(
    ['none', 'clusters', 'components', 'pixels', 'given'],
    'Reference spectra to fit to each position: means of the clusters, NMF components, means of marked positions, or given spectra.',
  ),
  windowEv: windowOrNull('Energies to fit, [lo, hi], lo < hi, eV; null: all edges with their backgrounds.'),
  pixels: listOf(
    { name: NAME, from: INDEX, to: INDEX },
    'ranges of name, from, to (pixel indices, to not included)',
    'Of "pixels": named ranges of pixels [from, to), from < to, whose means are the references.',
  ),
  spectra: listOf(
    { name: NAME, offsetEv: NUMBER, scaleEv: POSITIVE, counts: COUNTS },
    `spectra of name, offsetEv, scaleEv (above 0), counts (2 to ${MAX_REFERENCE_CHANNELS})`,
    'Of "given": reference spectra, counts per channel on an axis of their own.',
  ),
  background: oneOf(
    ['power-law', 'none'],
    'power-law: free at each position, and taken off the references; none: references as measured.',
  ),
  nonNegative: boolean('Hold coefficients that would be below 0 at 0.'),
  maxShiftEv: number(0, 10, 'How far each reference may be shifted at each position, eV.'),
};

const hasTwice = (rows: readonly { readonly name: string }[]): boolean =>
  new Set(rows.map(({ name }) => name)).size < rows.length;

/** What the ranges contradict; null when nothing. */
export function pixelsRefusal({ fit, pixels }: ReferencesRecipe): string | null {
  if (fit === 'pixels' && pixels.length === 0) return 'must name at least one range for a fit of "pixels"';
  if (pixels.some(({ from, to }: PixelRange) => from >= to)) return 'must be ranges with from < to';
  return hasTwice(pixels) ? 'must have different names' : null;
}

/** What the given spectra contradict; null when nothing. */
export function spectraRefusal({ fit, spectra }: ReferencesRecipe): string | null {
  if (fit === 'given' && spectra.length === 0) return 'must hold at least one spectrum for a fit of "given"';
  return hasTwice(spectra) ? 'must have different names' : null;
}
