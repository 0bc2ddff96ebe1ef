import { TABLE_ELEMENTS } from '../edges/edge-table.js';
import { SpectrumError } from '../spectra/spectrum-image.js';
import { DEFAULT_RECIPE, type Recipe } from './recipe.js';

type Check = (value: unknown) => string | null;

const number =
  (min: number, max: number): Check =>
  (value) =>
    typeof value === 'number' && value >= min && value <= max ? null : `a number from ${min} to ${max}`;
const integer =
  (min: number, max: number): Check =>
  (value) =>
    Number.isSafeInteger(value) && (value as number) >= min && (value as number) <= max
      ? null
      : `an integer from ${min} to ${max}`;
const boolean: Check = (value) => (typeof value === 'boolean' ? null : 'true or false');
const oneOf =
  (...words: string[]): Check =>
  (value) =>
    typeof value === 'string' && words.includes(value) ? null : words.map((w) => `"${w}"`).join(' or ');
const either =
  (...checks: Check[]): Check =>
  (value) =>
    checks.some((check) => check(value) === null) ? null : checks.map((check) => check(value)).join(', or ');
const text =
  (maxLength: number): Check =>
  (value) =>
    typeof value === 'string' && value.length > 0 && value.length <= maxLength
      ? null
      : `a text of 1 to ${maxLength} characters`;

const elements: Check = (value) =>
  value === null ||
  (Array.isArray(value) && value.length > 0 && value.every((e) => TABLE_ELEMENTS.includes(e as string)))
    ? null
    : 'null or a list of symbols of elements that the edge table knows (Li to U)';

const isWindow = (value: unknown): boolean =>
  Array.isArray(value) && value.length === 2 && value.every(Number.isFinite) && value[0] < value[1];

const windows: Check = (value) =>
  isObject(value) &&
  Object.entries(value).every(([id, w]) => /^[A-Z][a-z]?_[K-O]\d?$/.test(id) && isWindow(w))
    ? null
    : 'an object of edge id (such as "O_K") to [lo, hi] in eV';

/** The form of a recipe: a tree of the same shape as `Recipe`, a check at each leaf. */
const FORM = {
  schema: oneOf('kaimen.recipe/1'),
  name: text(100),
  seed: integer(0, 2 ** 31 - 1),
  zeroLoss: { align: oneOf('auto', 'never') },
  spikes: { remove: boolean, thresholdSigma: number(3, 100) },
  edges: { elements, maxOffsetEv: number(0, 50), minSignificance: number(1, 1000) },
  background: { windowsEv: windows },
  decomposition: {
    rank: either(oneOf('noise-edge'), integer(1, 40)),
    maxRank: integer(1, 40),
    nmfMaxIterations: integer(1, 100_000),
    nmfTolerance: number(1e-12, 0.1),
  },
  clustering: {
    linkage: oneOf('ward', 'average'),
    nClusters: either(oneOf('silhouette'), integer(1, 40)),
    maxClusters: integer(2, 40),
  },
  changePoints: { minSegment: integer(1, 10_000), maxCount: integer(0, 100) },
} as const;

type Form = { readonly [key: string]: Form | Check };

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function fail(pointer: string, message: string): never {
  throw new SpectrumError('invalid-recipe', `Recipe${pointer === '' ? '' : ` at ${pointer}`}: ${message}.`, {
    pointer,
  });
}

function merge(value: unknown, defaults: unknown, form: Form, pointer: string): Record<string, unknown> {
  if (!isObject(value)) fail(pointer, 'must be an object');
  for (const key of Object.keys(value)) {
    if (!Object.hasOwn(form, key))
      fail(`${pointer}/${key}`, `unknown property; known are ${Object.keys(form).join(', ')}`);
  }
  const merged: Record<string, unknown> = {};
  for (const [key, rule] of Object.entries(form)) {
    const fallback = (defaults as Record<string, unknown>)[key];
    const given = Object.hasOwn(value, key) ? value[key] : undefined;
    if (typeof rule !== 'function') {
      merged[key] = given === undefined ? fallback : merge(given, fallback, rule, `${pointer}/${key}`);
    } else {
      const wanted = given === undefined ? null : rule(given);
      if (wanted !== null) fail(`${pointer}/${key}`, `must be ${wanted}`);
      merged[key] = given ?? (given === null ? null : fallback);
    }
  }
  return merged;
}

/**
 * A complete recipe from what a user gave: what is left out comes from the default recipe.
 *
 * @param value  parsed JSON; `null` and `undefined` give the default recipe
 * @throws SpectrumError invalid-recipe  an unknown property or a value out of range; `details.pointer` says where
 */
export function resolveRecipe(value: unknown): Recipe {
  if (value === null || value === undefined) return DEFAULT_RECIPE;
  return merge(value, DEFAULT_RECIPE, FORM, '') as unknown as Recipe;
}
