import { utf8Bytes } from '../../../science/formats/text-bytes.js';
import type { Cell, FlatTable, TableColumn } from './flat-table.js';

/** One object a line, unknown is null. */
export async function* writeNdjson({ columns, blocks }: FlatTable): AsyncIterable<Uint8Array> {
  for await (const rows of blocks)
    yield utf8Bytes(rows.map((cells) => `${objectText(columns, cells)}\n`).join(''));
}

/** An array of objects, what pandas calls orient="records". */
export async function* writeJson({ columns, blocks }: FlatTable): AsyncIterable<Uint8Array> {
  yield utf8Bytes('[');
  let isFirst = true;
  for await (const rows of blocks) {
    if (rows.length === 0) continue;
    yield utf8Bytes((isFirst ? '\n' : ',\n') + rows.map((cells) => objectText(columns, cells)).join(',\n'));
    isFirst = false;
  }
  yield utf8Bytes('\n]\n');
}

/** Times become ISO 8601, which is what JSON makes of a Date. */
const objectText = (columns: readonly TableColumn[], cells: readonly Cell[]): string =>
  JSON.stringify(Object.fromEntries(columns.map(({ name }, i) => [name, cells[i]])));
