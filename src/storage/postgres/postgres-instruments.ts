import type { DataSource } from 'typeorm';
import { type Instrument, InstrumentRepository } from '../../workflows/ports/instruments.js';
import { InstrumentRow, type InstrumentTold } from './administration-entities.js';

export class PostgresInstrumentRepository extends InstrumentRepository {
  constructor(private readonly db: DataSource) {
    super();
  }

  async put({ id, ownerId, name, lastSeenAt, ...report }: Instrument): Promise<void> {
    const told: InstrumentTold = {
      ...report,
      lastFileAt: report.lastFileAt?.toISOString() ?? null,
      at: report.at.toISOString(),
    };
    await this.db.manager.upsert(InstrumentRow, { id, ownerId, name, lastSeenAt, told }, ['id']);
  }

  async list(ownerId: string | null): Promise<readonly Instrument[]> {
    const rows = await this.db.manager.find(InstrumentRow, {
      where: ownerId === null ? {} : { ownerId },
      order: { name: 'ASC', ownerId: 'ASC', id: 'ASC' },
    });
    return rows.map(({ told, ...row }) => ({
      ...told,
      ...row,
      lastFileAt: told.lastFileAt === null ? null : new Date(told.lastFileAt),
      at: new Date(told.at),
    }));
  }

  async remove(ownerId: string | null, name: string, id: string): Promise<boolean> {
    const its = ownerId === null ? {} : { ownerId };
    const { affected } = await this.db.manager.delete(InstrumentRow, { ...its, name, id });
    return affected === 1;
  }
}
