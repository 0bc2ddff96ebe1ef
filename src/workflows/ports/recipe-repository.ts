import type { Page, PageRequest } from './records.js';
import type { RecipeVersion, SavedRecipe } from './recipe-records.js';

/** Saved recipes. Every method names the owner: another owner's recipe does not exist. Versions only grow. */
export abstract class RecipeRepository {
  /** False when a recipe of this name is there that is not archived: nothing was written. */
  abstract add(recipe: SavedRecipe): Promise<boolean>;
  /**
   * The next version, numbered by the store; the latest one when it has the same hash, with nothing written. Null when there
   * is no such recipe or it is archived.
   */
  abstract addVersion(
    ownerId: string,
    id: string,
    version: Omit<RecipeVersion, 'version'>,
  ): Promise<RecipeVersion | null>;
  abstract find(ownerId: string, id: string): Promise<SavedRecipe | null>;
  /** The one of this name that is not archived. */
  abstract findByName(ownerId: string, name: string): Promise<SavedRecipe | null>;
  /** Those that are not archived, newest first. */
  abstract list(ownerId: string, page: PageRequest): Promise<Page<SavedRecipe>>;
  /** Newest first; empty when there is no such recipe. */
  abstract versions(ownerId: string, id: string): Promise<readonly RecipeVersion[]>;
  abstract version(ownerId: string, id: string, version: number): Promise<RecipeVersion | null>;
  /** False when there is no such recipe or it is archived already. */
  abstract archive(ownerId: string, id: string, at: Date): Promise<boolean>;
}
