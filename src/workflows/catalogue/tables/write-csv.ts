import { csvCell } from '../../../science/formats/csv-safety.js';
import { utf8Bytes } from '../../../science/formats/text-bytes.js';
import type { Cell, FlatTable } from './flat-table.js';

/** CSV of RFC 4180 with LF: a header, UTF-8, unknown is empty, times are ISO 8601. */
export async function* writeCsv({ columns, blocks }: FlatTable): AsyncIterable<Uint8Array> {
  yield utf8Bytes(`${columns.map(({ name }) => csvCell(name)).join(',')}\n`);
  for await (const rows of blocks)
    yield utf8Bytes(rows.map((cells) => `${cells.map(textOf).join(',')}\n`).join(''));
}

function textOf(cell: Cell): string {
  if (cell instanceof Date) return cell.toISOString();
  return csvCell(typeof cell === 'boolean' ? String(cell) : cell);
}
