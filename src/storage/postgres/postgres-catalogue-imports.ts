import type { DataSource } from 'typeorm';
import { type CatalogueImport, CatalogueImportRepository } from '../../workflows/ports/catalogue.js';
import { CatalogueImportRow } from './catalogue-entities.js';
import { importOf, importRow } from './catalogue-rows.js';

export class PostgresCatalogueImportRepository extends CatalogueImportRepository {
  constructor(private readonly db: DataSource) {
    super();
  }

  async add(record: CatalogueImport): Promise<void> {
    await this.db.manager.insert(CatalogueImportRow, importRow(record));
  }

  async find(ownerId: string, id: string): Promise<CatalogueImport | null> {
    const row = await this.db.manager.findOneBy(CatalogueImportRow, { ownerId, id });
    return row && importOf(row);
  }

  async list(ownerId: string, limit: number): Promise<readonly CatalogueImport[]> {
    const rows = await this.db.manager.find(CatalogueImportRow, {
      where: { ownerId },
      order: { at: 'DESC', id: 'DESC' },
      take: limit,
    });
    return rows.map(importOf);
  }

  async commit(id: string, { added, stamp }: NonNullable<CatalogueImport['committed']>): Promise<boolean> {
    const { affected } = await this.db.manager.update(
      CatalogueImportRow,
      { id, state: 'previewed' },
      { state: 'committed', added: added, committedAt: stamp.at, committedBy: stamp.by },
    );
    return affected === 1;
  }
}
