import { ByteWriter, ParquetWriter, schemaFromColumnData } from 'hyparquet-writer';
import type { Cell, ColumnType, FlatTable } from './flat-table.js';

/** Rows that are encoded at once; what a reader can skip. */
const GROUP_ROWS = 5000;

const TYPES = {
  string: 'STRING',
  number: 'DOUBLE',
  integer: 'INT32',
  boolean: 'BOOLEAN',
  timestamp: 'TIMESTAMP',
} as const satisfies Record<ColumnType, string>;

/** Apache Parquet, Snappy, every column optional; groups of rows leave as they are made. */
export async function* writeParquet({ columns, blocks }: FlatTable): AsyncIterable<Uint8Array> {
  const columnData = columns.map(({ name, type }) => ({ name, type: TYPES[type], data: [] as Cell[] }));
  const bytes = new ByteWriter();
  const kvMetadata = columns.map(({ name, unit, description }) => ({
    key: `kaimen.column.${name}`,
    value: JSON.stringify({ unit, description }),
  }));
  const schema = schemaFromColumnData({ columnData });
  const file = new ParquetWriter({ writer: bytes, schema, kvMetadata, createdBy: 'kaimen' });
  const encode = async (): Promise<void> => {
    await file.write({ columnData, rowGroupSize: GROUP_ROWS });
    for (const column of columnData) column.data = [];
  };
  let waiting = 0;
  for await (const rows of blocks) {
    for (const cells of rows) for (let i = 0; i < cells.length; i++) columnData[i].data.push(cells[i]);
    waiting += rows.length;
    if (waiting < GROUP_ROWS) continue;
    await encode();
    waiting = 0;
    yield taken(bytes);
  }
  if (waiting > 0) await encode();
  await file.finish();
  yield taken(bytes);
}

/** What was written since the last time; offsets in the file go on counting. */
function taken(bytes: ByteWriter): Uint8Array {
  const written = bytes.getBytes().slice();
  bytes.index = 0;
  return written;
}
