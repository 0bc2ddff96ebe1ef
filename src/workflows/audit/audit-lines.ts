import { csvCell } from '../../science/formats/csv-safety.js';
import { utf8Bytes } from '../../science/formats/text-bytes.js';
import type { AuditFilter, AuditLog, KeptAuditEvent } from '../ports/audit-log.js';

const PAGE = 1000;

/** All that fit, newest first; read page by page, so that a year of them needs no memory. */
export async function* auditEvents(log: AuditLog, filter: AuditFilter): AsyncGenerator<KeptAuditEvent> {
  let cursor: string | null = null;
  do {
    const page = await log.list(filter, { limit: PAGE, cursor });
    yield* page.items;
    cursor = page.nextCursor;
  } while (cursor !== null);
}

const COLUMNS = [
  'seq',
  'at',
  'ownerId',
  'actor',
  'action',
  'subject',
  'status',
  'address',
  'requestId',
] as const;

/** RFC 4180 with CRLF; cells that a spreadsheet would run get an apostrophe. */
export async function* auditCsv(events: AsyncIterable<KeptAuditEvent>): AsyncGenerator<Uint8Array> {
  yield utf8Bytes(`${COLUMNS.join(',')}\r\n`);
  for await (const event of events) {
    const cells = COLUMNS.map((name) => {
      const value = event[name];
      return csvCell(value instanceof Date ? value.toISOString() : value);
    });
    yield utf8Bytes(`${cells.join(',')}\r\n`);
  }
}

/** A line of JSON each. */
export async function* auditNdjson(events: AsyncIterable<KeptAuditEvent>): AsyncGenerator<Uint8Array> {
  for await (const event of events) yield utf8Bytes(`${JSON.stringify(event)}\n`);
}
