import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { DataSource } from 'typeorm';
import { MIGRATIONS } from '../../src/app/migrations.js';
import { BLOB_COLUMNS, NO_BLOB_COLUMNS } from '../../src/storage/postgres/blob-columns.js';
import { openDatabase } from '../../src/storage/postgres/open-database.js';
import { PostgresBlobReferences } from '../../src/storage/postgres/postgres-blob-references.js';
import { startTestServer, type TestServer } from '../support/postgres.js';

const SCHEMA = 'blob_references';
let server: TestServer;
let db: DataSource;
let references: PostgresBlobReferences;
beforeAll(async () => {
  server = await startTestServer();
  db = await openDatabase({ url: server.url, schema: SCHEMA }, MIGRATIONS);
  references = new PostgresBlobReferences(db, SCHEMA);
}, 60_000);
afterAll(async () => {
  await db.destroy();
  await server.stop();
});

it('knows every column that may name blobs: list a new one in blob-columns.ts', async () => {
  const rows: { name: string }[] = await db.query(
    `SELECT c.table_name || '.' || c.column_name AS name
     FROM information_schema.columns c JOIN information_schema.tables t USING (table_schema, table_name)
     WHERE table_schema = $1 AND t.table_type = 'BASE TABLE' AND c.column_name ~ 'blob|sha256'`,
    [SCHEMA],
  );
  const known = [...BLOB_COLUMNS.map(({ table, column }) => `${table}.${column}`), ...NO_BLOB_COLUMNS];
  expect(rows.map(({ name }) => name).sort()).toEqual(known.sort());
});

it('names the blobs of records, and the files of an import until they are read', async () => {
  const [id, owner, now] = [randomUUID(), 'lab', new Date()];
  await db.query(
    `INSERT INTO dataset (id, owner_id, sha256, file_name, size_bytes, state, summary_blobs, job_id, created_at)
     VALUES ($1, $2, 'file', 'a.dm4', 1, 'ready', '{counts,metadata}', $1, $3)`,
    [id, owner, now],
  );
  await db.query(
    `INSERT INTO catalogue_import (id, owner_id, file_name, sha256, state, task, at, by)
     VALUES ($1, $2, 'a.csv', 'whole', 'reading', '{"files": [{"sha256": "table"}]}', $3, $2)`,
    [id, owner, now],
  );
  expect(await references.all()).toEqual(new Set(['file', 'counts', 'metadata', 'table']));
  await db.query(`UPDATE catalogue_import SET state = 'failed'`);
  expect(await references.all()).toEqual(new Set(['file', 'counts', 'metadata']));
});

it('lets one sweep at a time', async () => {
  const inner = await references.sweeping(async () => references.sweeping(async () => 'both'));
  expect(inner).toBeNull();
  expect(await references.sweeping(async () => 'again')).toBe('again');
});
