import type { FlatTable } from './flat-table.js';
import { writeCsv } from './write-csv.js';
import { writeJson, writeNdjson } from './write-json.js';
import { writeParquet } from './write-parquet.js';

interface TableFormatDefinition {
  /** Media type, with parameters. */
  readonly type: string;
  readonly write: (table: FlatTable) => AsyncIterable<Uint8Array>;
}

/** By the end of the file's name. */
export const TABLE_FORMATS = {
  csv: { type: 'text/csv; charset=utf-8; header=present', write: writeCsv },
  ndjson: { type: 'application/x-ndjson', write: writeNdjson },
  json: { type: 'application/json', write: writeJson },
  parquet: { type: 'application/vnd.apache.parquet', write: writeParquet },
} as const satisfies Record<string, TableFormatDefinition>;

export type TableFormat = keyof typeof TABLE_FORMATS;
