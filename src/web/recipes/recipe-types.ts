import type { components } from '../../api-client/schema.js';

type Schemas = components['schemas'];
export type SavedRecipe = Schemas['SavedRecipeDto'];
export type RecipeVersion = Schemas['RecipeVersionDto'];
export type RecipeHistory = Schemas['RecipeHistoryDto'];
