import type { RuleAction } from '../ports/rules.js';
import type { RecipeRequest } from '../recipes/choose-recipe.js';

/** The recipe of a rule as every request names one. */
export const recipeRequest = (recipe: RuleAction['recipe']): RecipeRequest =>
  recipe === 'default' ? {} : { recipeId: recipe.recipeId, recipeVersion: recipe.recipeVersion ?? undefined };
