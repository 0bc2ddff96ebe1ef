import { recipeSchema } from '../../science/interpretation/recipe-schema.js';

/** JSON Schema (draft 2020-12) of a recipe, as the service and the command line hand it out. */
export const RECIPE_SCHEMA = recipeSchema();
