import { SpectrumError } from '../spectra/spectrum-image.js';
import { DEFAULT_RECIPE, type Recipe } from './recipe.js';
import { type Form, RECIPE_FORM } from './recipe-form.js';
import { isLeaf, isObject } from './recipe-leaf.js';
import { pixelsRefusal, spectraRefusal } from './references-form.js';

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
  const recipe = merge(value, DEFAULT_RECIPE, RECIPE_FORM, '') as unknown as Recipe;
  for (const [pointer, refusal] of refusals(recipe)) if (refusal !== null) fail(pointer, refusal);
  return recipe;
}

/** What each field alone cannot say: where two of them contradict each other. */
function refusals({ clustering, decomposition, references }: Recipe): readonly Refusal[] {
  return [
    ...refusalsOfClustering(clustering),
    ...refusalsOfDecomposition(decomposition),
    [
      '/references/fit',
      references.fit === 'components' && decomposition.method === 'ica'
        ? 'cannot be "components" of the method "ica": they are differences of spectra'
        : null,
    ],
    ['/references/pixels', pixelsRefusal(references)],
    ['/references/spectra', spectraRefusal(references)],
  ];
}

type Refusal = readonly [pointer: string, refusal: string | null];

function refusalsOfClustering(clustering: Recipe['clustering']): readonly Refusal[] {
  const { method, metric, nClusters } = clustering;
  const isMixture = method === 'gaussian-mixture';
  return [
    [
      '/clustering/metric',
      isMixture && metric !== 'euclidean' ? 'must be "euclidean" for a Gaussian mixture' : null,
    ],
    [
      '/clustering/nClusters',
      nClusters === 'bic' && !isMixture ? 'may be "bic" for a Gaussian mixture only' : null,
    ],
    [
      '/clustering/nClusters',
      method === 'dbscan' && typeof nClusters === 'number'
        ? 'cannot be a number for dbscan, which finds it by density'
        : null,
    ],
  ];
}

function refusalsOfDecomposition(wanted: Recipe['decomposition']): readonly Refusal[] {
  const { method, sparsity, sumToOne } = wanted;
  const isNmf = method === 'nmf';
  const ofNmf = 'may be given for the method "nmf" only';
  const onLoadings = sumToOne || wanted.smoothness > 0;
  const refused: readonly (readonly [field: string, isRefused: boolean, why: string])[] = [
    ['start', wanted.start === 'random' && !isNmf, 'may be "random" for the method "nmf" only'],
    ['sparsity', sparsity > 0 && !isNmf, ofNmf],
    ['smoothness', wanted.smoothness > 0 && !isNmf, ofNmf],
    ['sumToOne', sumToOne && !isNmf && method !== 'mcr-als', 'needs the method "nmf" or "mcr-als"'],
    [
      'sparsityOf',
      sparsity > 0 && wanted.sparsityOf === 'components' && onLoadings,
      'cannot be "components" together with sumToOne or smoothness, which are asked of the loadings',
    ],
    ['rank', method === 'ica' && wanted.rank === 1, 'must be 2 or more for independent parts'],
    ['bootstrap', wanted.bootstrap === 1, 'must be 0 or at least 2: one scan has no scatter'],
  ];
  return refused.map(([field, isRefused, why]) => [`/decomposition/${field}`, isRefused ? why : null]);
}
