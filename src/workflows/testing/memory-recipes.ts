import type { Page, PageRequest } from '../ports/records.js';
import type { RecipeVersion, SavedRecipe } from '../ports/recipe-records.js';
import { RecipeRepository } from '../ports/recipe-repository.js';
import { type MemoryDatabase, pageOf } from './memory-database.js';

export class MemoryRecipeRepository extends RecipeRepository {
  constructor(private readonly db: MemoryDatabase) {
    super();
  }

  async add(recipe: SavedRecipe): Promise<boolean> {
    if (this.active(recipe.ownerId).some(({ name }) => name === recipe.name)) return false;
    this.db.recipes.set(recipe.id, recipe);
    this.db.recipeVersions.set(recipe.id, [recipe.latest]);
    return true;
  }

  async addVersion(
    ownerId: string,
    id: string,
    version: Omit<RecipeVersion, 'version'>,
  ): Promise<RecipeVersion | null> {
    const saved = this.db.recipes.get(id); // no await: each method is a transaction
    if (saved?.ownerId !== ownerId || saved.archivedAt !== null) return null;
    if (saved.latest.sha256 === version.sha256) return saved.latest;
    const latest = { ...version, version: saved.latest.version + 1 };
    this.db.recipes.set(id, { ...saved, latest });
    this.db.recipeVersions.get(id)!.unshift(latest);
    return latest;
  }

  async find(ownerId: string, id: string): Promise<SavedRecipe | null> {
    const saved = this.db.recipes.get(id);
    return saved?.ownerId === ownerId ? saved : null;
  }

  async findByName(ownerId: string, name: string): Promise<SavedRecipe | null> {
    return this.active(ownerId).find((one) => one.name === name) ?? null;
  }

  async list(ownerId: string, page: PageRequest): Promise<Page<SavedRecipe>> {
    return pageOf(this.active(ownerId), page);
  }

  async versions(ownerId: string, id: string): Promise<readonly RecipeVersion[]> {
    return (await this.find(ownerId, id)) === null ? [] : [...this.db.recipeVersions.get(id)!];
  }

  async version(ownerId: string, id: string, version: number): Promise<RecipeVersion | null> {
    return (await this.versions(ownerId, id)).find((one) => one.version === version) ?? null;
  }

  async archive(ownerId: string, id: string, at: Date): Promise<boolean> {
    const saved = await this.find(ownerId, id);
    if (saved === null || saved.archivedAt !== null) return false;
    this.db.recipes.set(id, { ...saved, archivedAt: at });
    return true;
  }

  private active(ownerId: string): SavedRecipe[] {
    return [...this.db.recipes.values()].filter((one) => one.ownerId === ownerId && one.archivedAt === null);
  }
}
