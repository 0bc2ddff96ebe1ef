import type { DataSource } from 'typeorm';
import type { Page, PageRequest } from '../../workflows/ports/records.js';
import type { BoundaryFilter, BoundaryRecord } from '../../workflows/ports/search-records.js';
import { BoundaryRepository } from '../../workflows/ports/search-repositories.js';
import { pageOf } from './page.js';
import { BoundaryRow } from './search-entities.js';
import { boundaryOf } from './search-rows.js';

export class PostgresBoundaryRepository extends BoundaryRepository {
  constructor(private readonly db: DataSource) {
    super();
  }

  async find(ownerId: string, id: string): Promise<BoundaryRecord | null> {
    const row = await this.db.manager.findOneBy(BoundaryRow, { ownerId, id });
    return row && boundaryOf(row);
  }

  async list(ownerId: string, filter: BoundaryFilter, page: PageRequest): Promise<Page<BoundaryRecord>> {
    const query = this.db.manager
      .createQueryBuilder(BoundaryRow, 'row')
      .where('row.ownerId = :ownerId', { ownerId });
    const { searchId, sigma } = filter;
    if (searchId !== null) query.andWhere('row.searchId = :searchId', { searchId });
    if (sigma !== null) query.andWhere('row.sigma = :sigma', { sigma });
    return pageOf(query, page, boundaryOf);
  }
}
