import { SpectrumError } from '../spectra/spectrum-image.js';
import { DEFAULT_RECIPE, type Recipe } from './recipe.js';
import { type Form, RECIPE_FORM } from './recipe-form.js';
import { isLeaf, isObject } from './recipe-leaf.js';

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
    if (!isLeaf(rule)) {
      merged[key] = given === undefined ? fallback : merge(given, fallback, rule, `${pointer}/${key}`);
    } else {
      const wanted = given === undefined ? null : rule.check(given);
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
  return merge(value, DEFAULT_RECIPE, RECIPE_FORM, '') as unknown as Recipe;
}
