import type { Recipe } from '../../science/interpretation/recipe.js';

/** One state of a saved recipe; it never changes. */
export interface RecipeVersion {
  /** 1, 2, … without gaps. */
  readonly version: number;
  /** Whole, as it was resolved when it was saved. */
  readonly recipe: Recipe;
  /** Of the recipe as canonical JSON, hex. */
  readonly sha256: string;
  /** What is different, in the user's words. */
  readonly note: string | null;
  readonly createdAt: Date;
}

/** A recipe under a name that no other recipe of the owner has while it is not archived. */
export interface SavedRecipe {
  readonly id: string;
  readonly ownerId: string;
  readonly name: string;
  readonly latest: RecipeVersion;
  readonly createdAt: Date;
  readonly archivedAt: Date | null;
}

export interface SavedRecipeReference {
  readonly id: string;
  readonly version: number;
}

/** A recipe to run: whole, with its hash, and which saved one it is. */
export interface ChosenRecipe {
  readonly recipe: Recipe;
  readonly sha256: string;
  readonly saved: SavedRecipeReference | null;
}
