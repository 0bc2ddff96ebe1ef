import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import type { MigrationInterface } from 'typeorm';
import type { BlobStore } from '../../workflows/ports/blob-store.js';
import { FileSystemBlobStore } from '../blobs/file-system-blob-store.js';
import { type DatabaseOptions, queueSchema } from '../postgres/data-source.js';
import {
  copyTableIn,
  copyTableOut,
  isEmptySchema,
  prepareSession,
  tablesOf,
} from '../postgres/backup/tables.js';
import { openDatabase } from '../postgres/open-database.js';
import { BackupError } from './backup-error.js';
import { type Backup, blobsFolder, tableFile } from './backup-folder.js';
import { copyBlobs, readThrough } from './copy-blobs.js';
import { inParallel } from './in-parallel.js';

export interface RestoreRequest {
  /** Checked. */
  readonly backup: Backup;
  readonly database: DatabaseOptions;
  /** All that this version knows, oldest first. */
  readonly migrations: readonly (new () => MigrationInterface)[];
  readonly blobs: BlobStore;
  /** The same without local copies: what was restored is read from where it lies. */
  readonly readAgain: BlobStore;
  readonly onProgress: (fraction: number, stage: string) => void;
}

const AT_ONCE = 4;
const SHARE = { copied: 0.5, read: 0.8 } as const;

/**
 * Files first, rows last and in one transaction: a restore that is broken off leaves an empty database. The tables are
 * made as they were when the backup was, filled, read back and compared by hash, and then brought up to date.
 *
 * @throws BackupError
 */
export async function restoreBackup(request: RestoreRequest): Promise<void> {
  const { backup, database, migrations, onProgress } = request;
  const known = migrations.map(({ name }) => name);
  const unknown = backup.manifest.migrations.filter((name) => !known.includes(name));
  if (unknown.length > 0)
    throw new BackupError(
      `${backup.name} was made by a newer Kaimen (${backup.manifest.software}): restore it with that one.`,
    );
  await withClient(database.url, (client) => makeRoom(client, database.schema));
  await restoreBlobs(request);
  onProgress(SHARE.read, 'restoring tables');
  const then = migrations.filter(({ name }) => backup.manifest.migrations.includes(name));
  await (await openDatabase(database, then)).destroy();
  await withClient(database.url, (client) => fillTables(client, request));
  onProgress(0.98, 'bringing the tables up to date');
  await (await openDatabase(database, [...migrations])).destroy();
}

/** An earlier start may have made tables; ones without a row are made anew as the backup needs them. */
async function makeRoom(client: pg.Client, schema: string): Promise<void> {
  if (!(await isEmptySchema(client, schema)))
    throw new BackupError(
      `The database holds data (schema ${schema}): restore into an empty one, with another KAIMEN_DATA or DATABASE_URL.`,
    );
  await client.query(`DROP SCHEMA IF EXISTS ${schema}, ${queueSchema(schema)} CASCADE`);
}

async function restoreBlobs({ backup, blobs, readAgain, onProgress }: RestoreRequest): Promise<void> {
  const source = await FileSystemBlobStore.open(blobsFolder(backup.folder));
  const names = backup.blobs.map(({ sha256 }) => sha256);
  const { lost } = await copyBlobs(names, {
    ...{ blobs: source, target: blobs, quick: false, progressFrom: 0 },
    onProgress: (fraction, stage) => onProgress(SHARE.copied * fraction, stage),
  });
  if (lost.length > 0) throw new BackupError(`The backup was changed meanwhile: ${lost[0]} is damaged.`);
  let nDone = 0;
  await inParallel(names, AT_ONCE, async (sha256) => {
    const state = await readThrough(readAgain, sha256);
    if (state !== 'whole') throw new BackupError(`${sha256} was restored, but is ${state}: check the disk.`);
    nDone += 1;
    const fraction = SHARE.copied + ((SHARE.read - SHARE.copied) * nDone) / names.length;
    onProgress(fraction, `reading files again (${nDone} of ${names.length})`);
  });
}

async function fillTables(client: pg.Client, { backup, database }: RestoreRequest): Promise<void> {
  const { folder, name, manifest } = backup;
  await prepareSession(client, database.schema);
  await client.query('BEGIN');
  for (const table of manifest.tables) {
    const lines = createReadStream(join(folder, name, tableFile(table.name)), { highWaterMark: 2 ** 20 });
    await copyTableIn(client, table, lines as AsyncIterable<Buffer>);
  }
  const layouts = await tablesOf(client, database.schema);
  for (const table of manifest.tables) {
    const layout = layouts.find((one) => one.name === table.name);
    const found = layout && (await hashOfTable(client, { ...layout, columns: table.columns }));
    if (found !== table.sha256)
      throw new BackupError(
        `Table ${table.name} differs from the backup after it was filled: nothing was kept.`,
      );
  }
  await client.query('COMMIT');
}

async function hashOfTable(client: pg.Client, layout: Parameters<typeof copyTableOut>[1]): Promise<string> {
  const hash = createHash('sha256');
  for await (const row of copyTableOut(client, layout)) hash.update(row);
  return hash.digest('hex');
}

async function withClient(url: string, work: (client: pg.Client) => Promise<void>): Promise<void> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 10_000 });
  client.on('error', () => {});
  try {
    await client.connect();
    await work(client);
  } finally {
    await client.end().catch(() => {});
  }
}
