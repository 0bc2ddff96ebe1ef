import type { DataSource } from 'typeorm';
import {
  type AuditEvent,
  type AuditFilter,
  AuditLog,
  type KeptAuditEvent,
} from '../../workflows/ports/audit-log.js';
import type { Page, PageRequest } from '../../workflows/ports/records.js';
import { seqOf } from '../../workflows/ports/seq-cursor.js';
import { AuditEventRow } from './administration-entities.js';

/** A trigger refuses to change what was written, and to remove it before its time. */
export class PostgresAuditLog extends AuditLog {
  constructor(private readonly db: DataSource) {
    super();
  }

  async append(events: readonly AuditEvent[]): Promise<void> {
    await this.db.manager.insert(
      AuditEventRow,
      events.map((event) => ({ ...event })),
    );
  }

  async list(filter: AuditFilter, { limit, cursor }: PageRequest): Promise<Page<KeptAuditEvent>> {
    const query = this.db.manager.createQueryBuilder(AuditEventRow, 'row').where('true');
    const before = seqOf(cursor);
    const { subject, actor, since, until } = filter;
    if (before !== null) query.andWhere('row.seq < :before', { before });
    if (subject !== null) query.andWhere('row.subject = :subject', { subject });
    if (actor !== null) query.andWhere('row.actor = :actor', { actor });
    if (since !== null) query.andWhere('row.at >= :since', { since });
    if (until !== null) query.andWhere('row.at < :until', { until });
    const rows = await query
      .orderBy('row.seq', 'DESC')
      .limit(limit + 1)
      .getMany();
    const items = rows.slice(0, limit).map((row) => ({ ...row, seq: Number(row.seq) }));
    return { items, nextCursor: rows.length > limit ? String(items[items.length - 1].seq) : null };
  }

  async removeBefore(time: Date): Promise<number> {
    return this.db.transaction(async (manager) => {
      await manager.query(`SELECT set_config('kaimen.audit_expired_before', $1, true)`, [time.toISOString()]);
      const [, nRemoved] = await manager.query<[unknown, number]>('DELETE FROM audit_event WHERE at < $1', [
        time,
      ]);
      return nRemoved;
    });
  }
}
