import type { Page, PageRequest } from '../ports/records.js';
import {
  type ReferenceFilter,
  ReferenceRepository,
  type SpectrumReference,
  type StoredReference,
} from '../ports/references.js';
import { type MemoryDatabase, pageOf } from './memory-database.js';

export class MemoryReferenceRepository extends ReferenceRepository {
  constructor(private readonly db: MemoryDatabase) {
    super();
  }

  async add(stored: StoredReference): Promise<void> {
    this.db.references.set(stored.reference.id, stored);
  }

  async find(ownerId: string, id: string): Promise<StoredReference | null> {
    const stored = this.db.references.get(id);
    return stored?.reference.ownerId === ownerId ? stored : null;
  }

  async list(ownerId: string, filter: ReferenceFilter, page: PageRequest): Promise<Page<SpectrumReference>> {
    return pageOf(this.matching(ownerId, filter), page);
  }

  async load(ownerId: string, filter: ReferenceFilter, limit: number): Promise<readonly StoredReference[]> {
    const { items } = pageOf(this.matching(ownerId, filter), { limit, cursor: null });
    return items.map(({ id }) => this.db.references.get(id)!);
  }

  async remove(ownerId: string, id: string): Promise<boolean> {
    return (await this.find(ownerId, id)) !== null && this.db.references.delete(id);
  }

  private matching(ownerId: string, filter: ReferenceFilter): SpectrumReference[] {
    const { element, edge, kind, text, energyRangeEv } = filter;
    return [...this.db.references.values()]
      .map(({ reference }) => reference)
      .filter((one) => {
        const last = one.energy.offsetEv + (one.energy.nChannels - 1) * one.energy.scaleEv;
        const words = [one.name, one.compound ?? '', one.source ?? ''].map((word) => word.toLowerCase());
        return (
          one.ownerId === ownerId &&
          (element === null || one.element === element) &&
          (edge === null || one.edge === edge) &&
          (kind === null || one.kind === kind) &&
          (text === null || words.some((word) => word.includes(text.toLowerCase()))) &&
          (energyRangeEv === null || (one.energy.offsetEv <= energyRangeEv[1] && last >= energyRangeEv[0]))
        );
      });
  }
}
