import { type DataSource, IsNull, LessThanOrEqual } from 'typeorm';
import type { ApiKey, Session } from '../../workflows/ports/records.js';
import { KeyRepository, SessionRepository } from '../../workflows/ports/repositories.js';
import { ApiKeyRow, SessionRow } from './entities.js';

export class PostgresKeyRepository extends KeyRepository {
  constructor(private readonly db: DataSource) {
    super();
  }

  async count(): Promise<number> {
    return this.db.manager.count(ApiKeyRow);
  }

  async add(key: ApiKey): Promise<void> {
    await this.db.manager.insert(ApiKeyRow, { ...key, scopes: [...key.scopes] });
  }

  async findById(id: string): Promise<ApiKey | null> {
    const row = await this.db.manager.findOneBy(ApiKeyRow, { id });
    return row === null ? null : { ...row };
  }

  async list(): Promise<readonly ApiKey[]> {
    const rows = await this.db.manager.find(ApiKeyRow, { order: { createdAt: 'ASC', id: 'ASC' } });
    return rows.map((row) => ({ ...row }));
  }

  async revoke(id: string, at: Date): Promise<boolean> {
    const { affected } = await this.db.manager.update(
      ApiKeyRow,
      { id, revokedAt: IsNull() },
      { revokedAt: at },
    );
    return affected === 1;
  }

  async touch(id: string, at: Date): Promise<void> {
    await this.db.manager.update(ApiKeyRow, { id }, { lastUsedAt: at });
  }

  async addUploadBytes(id: string, day: string, bytes: number, atMost: number | null): Promise<boolean> {
    await this.db.query(
      `INSERT INTO key_upload_day (key_id, day, bytes) VALUES ($1, $2, 0) ON CONFLICT DO NOTHING`,
      [id, day],
    );
    const [, changed] = await this.db.query<[unknown, number]>(
      `UPDATE key_upload_day SET bytes = greatest(0, bytes + $3::bigint)
       WHERE key_id = $1 AND day = $2 AND ($4::bigint IS NULL OR bytes + $3::bigint <= $4::bigint)`,
      [id, day, bytes, atMost],
    );
    return changed === 1;
  }
}

export class PostgresSessionRepository extends SessionRepository {
  constructor(private readonly db: DataSource) {
    super();
  }

  async add(session: Session): Promise<void> {
    await this.db.manager.insert(SessionRow, { ...session, scopes: [...session.scopes] });
  }

  async find(tokenSha256: string): Promise<Session | null> {
    const row = await this.db.manager.findOneBy(SessionRow, { tokenSha256 });
    return row === null ? null : { ...row };
  }

  async remove(tokenSha256: string): Promise<void> {
    await this.db.manager.delete(SessionRow, { tokenSha256 });
  }

  async removeExpired(now: Date): Promise<void> {
    await this.db.manager.delete(SessionRow, { expiresAt: LessThanOrEqual(now) });
  }
}
