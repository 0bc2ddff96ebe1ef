import type { RecipeVersion, SavedRecipe } from '../../workflows/ports/recipe-records.js';
import type { RecipeDocument } from '../../workflows/recipes/manage-recipes.js';
import type { RecipeVersionDto, SavedRecipeDto, SaveRecipeDto } from './recipe.dto.js';

export const toRecipeDocument = ({ recipe, note }: SaveRecipeDto): RecipeDocument => ({
  recipe,
  note: note ?? null,
});

export const toRecipeVersionDto = (version: RecipeVersion): RecipeVersionDto => ({
  version: version.version,
  recipe: { ...version.recipe },
  sha256: version.sha256,
  note: version.note,
  createdAt: version.createdAt.toISOString(),
});

export const toSavedRecipeDto = (saved: SavedRecipe): SavedRecipeDto => ({
  id: saved.id,
  name: saved.name,
  latest: toRecipeVersionDto(saved.latest),
  createdAt: saved.createdAt.toISOString(),
  archivedAt: saved.archivedAt?.toISOString() ?? null,
});
