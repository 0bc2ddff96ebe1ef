import type { ObjectLiteral, SelectQueryBuilder } from 'typeorm';
import { decodeCursor, encodeCursor, type Position } from '../../workflows/ports/cursor.js';
import type { Page, PageRequest } from '../../workflows/ports/records.js';

/** One page, newest first; the query's alias is `row`. @throws WorkflowError invalid-parameter  bad cursor */
export async function pageOf<Row extends ObjectLiteral & Position, T>(
  query: SelectQueryBuilder<Row>,
  request: PageRequest,
  map: (row: Row) => T,
): Promise<Page<T>> {
  if (request.cursor !== null) {
    const { createdAt, id } = decodeCursor(request.cursor);
    query.andWhere('(row.createdAt, row.id) < (:createdAt, :id)', { createdAt, id });
  }
  const rows = await query
    .orderBy('row.createdAt', 'DESC')
    .addOrderBy('row.id', 'DESC')
    .limit(request.limit + 1)
    .getMany();
  const items = rows.slice(0, request.limit);
  const nextCursor = rows.length > items.length ? encodeCursor(items[items.length - 1]) : null;
  return { items: items.map(map), nextCursor };
}
