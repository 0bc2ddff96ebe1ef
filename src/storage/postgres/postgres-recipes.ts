import { type DataSource, type EntityManager, IsNull } from 'typeorm';
import type { Page, PageRequest } from '../../workflows/ports/records.js';
import type { RecipeVersion, SavedRecipe } from '../../workflows/ports/recipe-records.js';
import { RecipeRepository } from '../../workflows/ports/recipe-repository.js';
import { RecipeRow, RecipeVersionRow } from './batch-entities.js';
import { pageOf } from './page.js';

export class PostgresRecipeRepository extends RecipeRepository {
  constructor(private readonly db: DataSource) {
    super();
  }

  async add({ latest, ...saved }: SavedRecipe): Promise<boolean> {
    return this.db.transaction(async (manager) => {
      const inserted = await manager
        .createQueryBuilder()
        .insert()
        .into(RecipeRow)
        .values({ ...saved, latestVersion: latest.version })
        .orIgnore()
        .returning('id')
        .execute();
      if ((inserted.raw as unknown[]).length === 0) return false;
      await manager.insert(RecipeVersionRow, { recipeId: saved.id, ...latest });
      return true;
    });
  }

  async addVersion(
    ownerId: string,
    id: string,
    version: Omit<RecipeVersion, 'version'>,
  ): Promise<RecipeVersion | null> {
    return this.db.transaction(async (manager) => {
      const where = { ownerId, id, archivedAt: IsNull() };
      const row = await manager.findOne(RecipeRow, { where, lock: { mode: 'pessimistic_write' } });
      if (row === null) return null;
      const { latest } = await withLatest(manager, row);
      if (latest.sha256 === version.sha256) return latest;
      const next = { ...version, version: row.latestVersion + 1 };
      await manager.insert(RecipeVersionRow, { recipeId: id, ...next });
      await manager.update(RecipeRow, { id }, { latestVersion: next.version });
      return next;
    });
  }

  async find(ownerId: string, id: string): Promise<SavedRecipe | null> {
    const row = await this.db.manager.findOneBy(RecipeRow, { ownerId, id });
    return row && withLatest(this.db.manager, row);
  }

  async findByName(ownerId: string, name: string): Promise<SavedRecipe | null> {
    const where = { ownerId, name, archivedAt: IsNull() };
    const row = await this.db.manager.findOneBy(RecipeRow, where);
    return row && withLatest(this.db.manager, row);
  }

  async list(ownerId: string, page: PageRequest): Promise<Page<SavedRecipe>> {
    const query = this.db.manager
      .createQueryBuilder(RecipeRow, 'row')
      .where('row.ownerId = :ownerId AND row.archivedAt IS NULL', { ownerId });
    const { items, nextCursor } = await pageOf(query, page, (row) => row);
    return { items: await Promise.all(items.map((row) => withLatest(this.db.manager, row))), nextCursor };
  }

  async versions(ownerId: string, id: string): Promise<readonly RecipeVersion[]> {
    if (!(await this.db.manager.existsBy(RecipeRow, { ownerId, id }))) return [];
    const rows = await this.db.manager.find(RecipeVersionRow, {
      where: { recipeId: id },
      order: { version: 'DESC' },
    });
    return rows.map(versionOf);
  }

  async version(ownerId: string, id: string, version: number): Promise<RecipeVersion | null> {
    if (!(await this.db.manager.existsBy(RecipeRow, { ownerId, id }))) return null;
    const row = await this.db.manager.findOneBy(RecipeVersionRow, { recipeId: id, version });
    return row && versionOf(row);
  }

  async archive(ownerId: string, id: string, at: Date): Promise<boolean> {
    const where = { ownerId, id, archivedAt: IsNull() };
    const { affected } = await this.db.manager.update(RecipeRow, where, { archivedAt: at });
    return affected === 1;
  }
}

async function withLatest(manager: EntityManager, row: RecipeRow): Promise<SavedRecipe> {
  const { latestVersion, ...saved } = row;
  const where = { recipeId: row.id, version: latestVersion };
  return { ...saved, latest: versionOf(await manager.findOneByOrFail(RecipeVersionRow, where)) };
}

function versionOf({ version, recipe, sha256, note, createdAt }: RecipeVersionRow): RecipeVersion {
  return { version, recipe, sha256, note, createdAt };
}
