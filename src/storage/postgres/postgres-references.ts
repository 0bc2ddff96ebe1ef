import type { DataSource, SelectQueryBuilder } from 'typeorm';
import type { Page, PageRequest } from '../../workflows/ports/records.js';
import {
  type ReferenceFilter,
  ReferenceRepository,
  type SpectrumReference,
  type StoredReference,
} from '../../workflows/ports/references.js';
import { pageOf } from './page.js';
import { ReferenceRow } from './reference-entity.js';

export class PostgresReferenceRepository extends ReferenceRepository {
  constructor(private readonly db: DataSource) {
    super();
  }

  async add({ reference, values }: StoredReference): Promise<void> {
    const { energy, ...rest } = reference;
    const lastEv = energy.offsetEv + (energy.nChannels - 1) * energy.scaleEv;
    await this.db.manager.insert(ReferenceRow, { ...rest, ...energy, lastEv, spectrum: [...values] });
  }

  async find(ownerId: string, id: string): Promise<StoredReference | null> {
    const row = await this.db.manager
      .createQueryBuilder(ReferenceRow, 'row')
      .addSelect('row.spectrum')
      .where('row.ownerId = :ownerId AND row.id = :id', { ownerId, id })
      .getOne();
    return row && storedOf(row);
  }

  async list(ownerId: string, filter: ReferenceFilter, page: PageRequest): Promise<Page<SpectrumReference>> {
    return pageOf(this.matching(ownerId, filter), page, referenceOf);
  }

  async load(ownerId: string, filter: ReferenceFilter, limit: number): Promise<readonly StoredReference[]> {
    const query = this.matching(ownerId, filter).addSelect('row.spectrum');
    return (await pageOf(query, { limit, cursor: null }, storedOf)).items;
  }

  async remove(ownerId: string, id: string): Promise<boolean> {
    const { affected } = await this.db.manager.delete(ReferenceRow, { ownerId, id });
    return affected === 1;
  }

  private matching(ownerId: string, filter: ReferenceFilter): SelectQueryBuilder<ReferenceRow> {
    const { element, edge, kind, text, energyRangeEv } = filter;
    const query = this.db.manager
      .createQueryBuilder(ReferenceRow, 'row')
      .where('row.ownerId = :ownerId', { ownerId });
    if (element !== null) query.andWhere('row.element = :element', { element });
    if (edge !== null) query.andWhere('row.edge = :edge', { edge });
    if (kind !== null) query.andWhere('row.kind = :kind', { kind });
    if (energyRangeEv !== null) {
      const [lo, hi] = energyRangeEv;
      query.andWhere('row.offsetEv <= :hi AND row.lastEv >= :lo', { lo, hi });
    }
    if (text !== null) {
      // position(), not LIKE: % and _ in a compound's name mean themselves.
      const found = ['name', 'compound', 'source'].map(
        (f) => `position(lower(:text) in lower(row.${f})) > 0`,
      );
      query.andWhere(`(${found.join(' OR ')})`, { text });
    }
    return query;
  }
}

function referenceOf(row: ReferenceRow): SpectrumReference {
  const { id, ownerId, name, compound, element, edge, source, licence, kind, origin, createdAt } = row;
  const energy = { offsetEv: row.offsetEv, scaleEv: row.scaleEv, nChannels: row.nChannels };
  return { id, ownerId, name, compound, element, edge, source, licence, kind, origin, energy, createdAt };
}

const storedOf = (row: ReferenceRow): StoredReference => ({
  reference: referenceOf(row),
  values: Float64Array.from(row.spectrum),
});
