import type { Client } from 'pg';
import { copyIn, copyOut } from './copy.js';

export interface TableLayout {
  readonly name: string;
  /** Without those that the database computes itself. */
  readonly columns: readonly string[];
  /** Columns that make the order of rows the same on every server. */
  readonly key: readonly string[];
}

/** Rows as text are the same on every server with these, whatever its own settings are. */
const SETTINGS = `
  SET TimeZone = 'UTC'; SET DateStyle = 'ISO, YMD'; SET IntervalStyle = 'postgres'; SET extra_float_digits = 1;
  SET bytea_output = 'hex'; SET client_encoding = 'UTF8'; SET statement_timeout = 0;
  SET idle_in_transaction_session_timeout = 0`;

export async function prepareSession(client: Client, schema: string): Promise<void> {
  await client.query(SETTINGS);
  await client.query(`SET search_path = ${schema}`);
}

/** TypeORM keeps here which migrations ran. */
const NOT_SAVED = 'migration';

/** All tables of the schema but that of migrations, those that others refer to first. */
export async function tablesOf(client: Client, schema: string): Promise<readonly TableLayout[]> {
  const { rows } = await client.query<TableLayout & { parents: string[] }>(
    `SELECT c.relname AS name,
       (SELECT array_agg(a.attname::text ORDER BY a.attnum) FROM pg_attribute a
        WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = '') AS columns,
       (SELECT coalesce(array_agg(a.attname::text ORDER BY array_position(i.indkey::int2[], a.attnum)), '{}')
        FROM pg_index i JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = ANY (i.indkey::int2[])
        WHERE i.indrelid = c.oid AND i.indisprimary) AS key,
       (SELECT coalesce(array_agg(p.relname::text), '{}') FROM pg_constraint k JOIN pg_class p ON p.oid = k.confrelid
        WHERE k.conrelid = c.oid AND k.contype = 'f' AND p.oid <> c.oid) AS parents
     FROM pg_class c WHERE c.relnamespace = $1::regnamespace AND c.relkind = 'r' AND c.relname <> $2
     ORDER BY c.relname`,
    [schema, NOT_SAVED],
  );
  const ordered: typeof rows = [];
  while (ordered.length < rows.length) {
    const there = new Set(ordered.map(({ name }) => name));
    const next = rows.filter(({ name, parents }) => !there.has(name) && parents.every((p) => there.has(p)));
    if (next.length === 0) throw new Error('Tables refer to one another in a circle: they cannot be saved.');
    ordered.push(...next);
  }
  return ordered.map(({ name, columns, key }) => ({ name, columns, key }));
}

/** A table's rows as lines of COPY's text format, in the order of its key. */
export function copyTableOut(client: Client, { name, columns, key }: TableLayout): AsyncIterable<Buffer> {
  const order = (key.length > 0 ? key : columns).map((column) => `"${column}"::text COLLATE "C"`);
  return copyOut(
    client,
    `COPY (SELECT ${quoted(columns)} FROM "${name}" ORDER BY ${order.join(', ')}) TO STDOUT`,
  );
}

/** The inverse; what numbers rows itself goes on after the highest number. */
export async function copyTableIn(
  client: Client,
  { name, columns }: Pick<TableLayout, 'name' | 'columns'>,
  lines: AsyncIterable<Uint8Array>,
): Promise<void> {
  await copyIn(client, `COPY "${name}" (${quoted(columns)}) FROM STDIN`, lines);
  for (const column of columns) {
    const { rows } = await client.query<{ sequence: string | null }>(
      'SELECT pg_get_serial_sequence(quote_ident($1), $2) AS sequence',
      [name, column],
    );
    const [{ sequence }] = rows;
    if (sequence !== null)
      await client.query(`SELECT setval($1, max("${column}")) FROM "${name}" HAVING max("${column}") > 0`, [
        sequence,
      ]);
  }
}

/** Whether a schema is absent or none of its tables has a row. */
export async function isEmptySchema(client: Client, schema: string): Promise<boolean> {
  const { rows } = await client.query('SELECT FROM pg_namespace WHERE nspname = $1', [schema]);
  if (rows.length === 0) return true;
  for (const { name } of await tablesOf(client, schema)) {
    const found = await client.query(`SELECT FROM ${schema}."${name}" LIMIT 1`);
    if (found.rows.length > 0) return false;
  }
  return true;
}

const quoted = (columns: readonly string[]): string => columns.map((column) => `"${column}"`).join(', ');
