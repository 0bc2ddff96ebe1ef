import type { DataSource } from 'typeorm';
import { BlobReferences } from '../../workflows/ports/repositories.js';
import { BLOB_COLUMNS } from './blob-columns.js';
import { backupLock } from './backup/backup-lock.js';

/** Files of an import are blobs only until they are read. */
const OF_IMPORTS = `
  SELECT json_array_elements(task->'files')->>'sha256' FROM catalogue_import WHERE state = 'reading'`;

/** One column of all names. Tables go by the connection's search_path. */
export const BLOB_NAMES_SQL = [
  ...BLOB_COLUMNS.map(({ table, column, isList = false }) =>
    isList
      ? `SELECT unnest(${column}) AS blob FROM ${table}`
      : `SELECT ${column} AS blob FROM ${table} WHERE ${column} IS NOT NULL`,
  ),
  OF_IMPORTS,
].join(' UNION ');

export class PostgresBlobReferences extends BlobReferences {
  constructor(
    private readonly db: DataSource,
    private readonly schema: string,
  ) {
    super();
  }

  async all(): Promise<ReadonlySet<string>> {
    const rows: { blob: string }[] = await this.db.query(BLOB_NAMES_SQL);
    return new Set(rows.map((row) => row.blob));
  }

  async sweeping<T>(work: () => Promise<T>): Promise<T | null> {
    const runner = this.db.createQueryRunner();
    const key = backupLock(this.schema);
    try {
      const [{ locked }] = (await runner.query('SELECT pg_try_advisory_lock($1) AS locked', [key])) as [
        { locked: boolean },
      ];
      if (!locked) return null;
      try {
        return await work();
      } finally {
        await runner.query('SELECT pg_advisory_unlock($1)', [key]);
      }
    } finally {
      await runner.release();
    }
  }
}
