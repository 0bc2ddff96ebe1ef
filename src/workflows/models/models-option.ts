import { isObject } from '../../science/interpretation/recipe-leaf.js';

/** A recipe document in which `--models` (auto, none, or names with commas) says which networks are asked. */
export function withModels(recipe: unknown, models: string | undefined): unknown {
  if (models === undefined) return recipe;
  // What is no recipe is refused as such, by the one who checks it.
  if (recipe !== undefined && !isObject(recipe)) return recipe;
  const named =
    models === 'auto'
      ? models
      : models === 'none'
        ? []
        : models
            .split(',')
            .map((name) => name.trim())
            .filter((name) => name !== '');
  return { ...recipe, descriptors: { models: named } };
}
