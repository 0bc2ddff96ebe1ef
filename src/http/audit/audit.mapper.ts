import type { AuditFilter, KeptAuditEvent } from '../../workflows/ports/audit-log.js';
import type { AuditEventDto, AuditQueryDto } from './audit.dto.js';

export const toAuditFilter = ({ subject, actor, since, until }: AuditQueryDto): AuditFilter => ({
  subject: subject ?? null,
  actor: actor ?? null,
  since: since === undefined ? null : new Date(since),
  until: until === undefined ? null : new Date(until),
});

export const toAuditEventDto = (event: KeptAuditEvent): AuditEventDto => ({
  ...event,
  at: event.at.toISOString(),
});
