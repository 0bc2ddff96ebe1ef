import { KeyRepository, SessionRepository } from '../ports/repositories.js';
import type { ApiKey, Session } from '../ports/records.js';
import type { MemoryDatabase } from './memory-database.js';

export class MemoryKeyRepository extends KeyRepository {
  constructor(private readonly db: MemoryDatabase) {
    super();
  }

  async count(): Promise<number> {
    return this.db.keys.size;
  }

  async add(key: ApiKey): Promise<void> {
    this.db.keys.set(key.id, key);
  }

  async findById(id: string): Promise<ApiKey | null> {
    return this.db.keys.get(id) ?? null;
  }

  async list(): Promise<readonly ApiKey[]> {
    return [...this.db.keys.values()].sort((a, b) => a.createdAt.getTime() - b.createdAt.getTime());
  }

  async revoke(id: string, at: Date): Promise<boolean> {
    const key = this.db.keys.get(id);
    if (key === undefined || key.revokedAt !== null) return false;
    this.db.keys.set(id, { ...key, revokedAt: at });
    return true;
  }

  async touch(id: string, at: Date): Promise<void> {
    const key = this.db.keys.get(id);
    if (key !== undefined) this.db.keys.set(id, { ...key, lastUsedAt: at });
  }

  async addUploadBytes(id: string, day: string, bytes: number, atMost: number | null): Promise<boolean> {
    const of = `${id} ${day}`;
    const total = (this.db.uploadDays.get(of) ?? 0) + bytes;
    if (atMost !== null && total > atMost) return false;
    this.db.uploadDays.set(of, Math.max(0, total));
    return true;
  }
}

export class MemorySessionRepository extends SessionRepository {
  constructor(private readonly db: MemoryDatabase) {
    super();
  }

  async add(session: Session): Promise<void> {
    this.db.sessions.set(session.tokenSha256, session);
  }

  async find(tokenSha256: string): Promise<Session | null> {
    return this.db.sessions.get(tokenSha256) ?? null;
  }

  async remove(tokenSha256: string): Promise<void> {
    this.db.sessions.delete(tokenSha256);
  }

  async removeExpired(now: Date): Promise<void> {
    for (const session of this.db.sessions.values()) {
      if (session.expiresAt <= now) this.db.sessions.delete(session.tokenSha256);
    }
  }
}
