import type { Recipe } from '../../science/interpretation/recipe.js';
import { resolveRecipe } from '../../science/interpretation/resolve-recipe.js';
import { SpectrumError } from '../../science/spectra/spectrum-image.js';
import type { Clock, Ids } from '../ports/clock.js';
import type { Page, PageRequest } from '../ports/records.js';
import type { RecipeVersion, SavedRecipe } from '../ports/recipe-records.js';
import type { RecipeRepository } from '../ports/recipe-repository.js';
import { WorkflowError } from '../workflow-error.js';
import { recipeSha256 } from './recipe-sha256.js';

export interface RecipeDocument {
  /** A whole or partial recipe. */
  readonly recipe: unknown;
  readonly note: string | null;
}

export interface ManageRecipesPorts {
  readonly recipes: RecipeRepository;
  readonly clock: Clock;
  readonly ids: Ids;
}

/** Recipes under a name, in versions that never change. The name is that of the document. */
export class ManageRecipes {
  constructor(private readonly ports: ManageRecipesPorts) {}

  /** @throws SpectrumError invalid-recipe; WorkflowError name-taken */
  async create(ownerId: string, { recipe: given, note }: RecipeDocument): Promise<SavedRecipe> {
    const recipe = resolveRecipe(given);
    const createdAt = this.ports.clock.now();
    const latest = { version: 1, recipe, sha256: recipeSha256(recipe), note, createdAt };
    const id = this.ports.ids.next();
    const saved = { id, ownerId, name: recipe.name, latest, createdAt, archivedAt: null };
    if (await this.ports.recipes.add(saved)) return saved;
    throw new WorkflowError(
      'name-taken',
      `There is a recipe "${recipe.name}" already; add a version to it, or give this one another name.`,
    );
  }

  /**
   * The document without a name has that of the recipe.
   *
   * @returns the version, and whether it is new: the same document as the latest adds none
   * @throws SpectrumError invalid-recipe; WorkflowError not-found, recipe-archived
   */
  async addVersion(
    ownerId: string,
    id: string,
    { recipe: given, note }: RecipeDocument,
  ): Promise<{ version: RecipeVersion; isNew: boolean }> {
    const saved = await this.find(ownerId, id);
    if (saved.archivedAt !== null) archived(saved);
    const recipe = named(given, saved.name);
    const createdAt = this.ports.clock.now();
    const change = { recipe, sha256: recipeSha256(recipe), note, createdAt };
    const version = (await this.ports.recipes.addVersion(ownerId, id, change)) ?? archived(saved);
    return { version, isNew: version.sha256 !== saved.latest.sha256 };
  }

  /** @throws WorkflowError not-found */
  async find(ownerId: string, id: string): Promise<SavedRecipe> {
    return (await this.ports.recipes.find(ownerId, id)) ?? missing(id);
  }

  list(ownerId: string, page: PageRequest): Promise<Page<SavedRecipe>> {
    return this.ports.recipes.list(ownerId, page);
  }

  /** All versions, newest first. @throws WorkflowError not-found */
  async history(ownerId: string, id: string): Promise<readonly RecipeVersion[]> {
    const versions = await this.ports.recipes.versions(ownerId, id);
    return versions.length === 0 ? missing(id) : versions;
  }

  /** @throws WorkflowError not-found */
  async version(ownerId: string, id: string, version: number): Promise<RecipeVersion> {
    return (await this.ports.recipes.version(ownerId, id, version)) ?? missing(`${id} of version ${version}`);
  }

  /** Out of the list; what was computed with it still names it. @throws WorkflowError not-found */
  async archive(ownerId: string, id: string): Promise<void> {
    if (await this.ports.recipes.archive(ownerId, id, this.ports.clock.now())) return;
    await this.find(ownerId, id);
  }
}

function named(given: unknown, name: string): Recipe {
  const hasName = typeof given === 'object' && given !== null && Object.hasOwn(given, 'name');
  const recipe = resolveRecipe(given);
  if (hasName && recipe.name !== name) {
    throw new SpectrumError('invalid-recipe', `Recipe at /name: all versions are named "${name}".`, {
      pointer: '/name',
    });
  }
  return { ...recipe, name };
}

const missing = (id: string): never => {
  throw new WorkflowError('not-found', `There is no recipe ${id}.`);
};

const archived = ({ name }: SavedRecipe): never => {
  throw new WorkflowError('recipe-archived', `The recipe ${name} is archived; save it under a new name.`);
};
