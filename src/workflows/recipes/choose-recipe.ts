import type { ChosenRecipe } from '../ports/recipe-records.js';
import type { RecipeRepository } from '../ports/recipe-repository.js';
import type { ReferenceRepository } from '../ports/references.js';
import { givenSpectra, withSpectra } from '../references/given-spectra.js';
import { WorkflowError } from '../workflow-error.js';
import { givenRecipe } from './given-recipe.js';

/** A recipe as a request names it: a document, or a saved one; neither is the default recipe. */
export interface RecipeRequest {
  /** A whole or partial recipe. */
  readonly recipe?: unknown;
  readonly recipeId?: string;
  /** Default: the latest. */
  readonly recipeVersion?: number;
  /** References of the library to fit: they become spectra of the recipe, in place of those it has. */
  readonly referenceIds?: readonly string[];
}

/** Makes a request's recipe one that can be run. */
export class ChooseRecipe {
  constructor(
    private readonly recipes: RecipeRepository,
    private readonly references: ReferenceRepository,
  ) {}

  /**
   * @throws WorkflowError not-found; recipe-archived; invalid-parameter  both a document and a saved one
   * @throws SpectrumError invalid-recipe
   */
  async run(ownerId: string, request: RecipeRequest): Promise<ChosenRecipe> {
    const { referenceIds: ids, ...named } = request;
    if (ids === undefined) return this.withoutReferences(ownerId, named);
    const spectra = await givenSpectra(this.references, ownerId, ids);
    if (named.recipeId === undefined)
      return this.withoutReferences(ownerId, { ...named, recipe: withSpectra(named.recipe, spectra) });
    // With spectra of its own it is no longer the saved one.
    const { recipe } = await this.withoutReferences(ownerId, named);
    return this.withoutReferences(ownerId, { recipe: withSpectra(recipe, spectra) });
  }

  private async withoutReferences(ownerId: string, request: RecipeRequest): Promise<ChosenRecipe> {
    const { recipe: given, recipeId: id, recipeVersion } = request;
    if (id === undefined) {
      if (recipeVersion !== undefined)
        throw new WorkflowError(
          'invalid-parameter',
          'A recipeVersion needs the recipeId whose version it is.',
        );
      return givenRecipe(given);
    }
    if (given !== undefined)
      throw new WorkflowError('invalid-parameter', 'Name a recipe or a recipeId, not both.');
    const saved = await this.recipes.find(ownerId, id);
    if (saved === null) throw new WorkflowError('not-found', `There is no recipe ${id}.`);
    if (saved.archivedAt !== null)
      throw new WorkflowError('recipe-archived', `The recipe ${saved.name} is archived.`);
    const version =
      recipeVersion === undefined ? saved.latest : await this.recipes.version(ownerId, id, recipeVersion);
    if (version === null)
      throw new WorkflowError('not-found', `${saved.name} has versions 1 to ${saved.latest.version}.`);
    // Saved by an earlier version of the program, it may lack what recipes have since.
    return { ...givenRecipe(version.recipe), saved: { id, version: version.version } };
  }
}
