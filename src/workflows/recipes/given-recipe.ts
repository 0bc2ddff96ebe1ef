import { resolveRecipe } from '../../science/interpretation/resolve-recipe.js';
import type { ChosenRecipe } from '../ports/recipe-records.js';
import { recipeSha256 } from './recipe-sha256.js';

/** A document as a recipe to run; undefined is the default recipe. @throws SpectrumError invalid-recipe */
export function givenRecipe(value: unknown): ChosenRecipe {
  const recipe = resolveRecipe(value);
  return { recipe, sha256: recipeSha256(recipe), saved: null };
}
