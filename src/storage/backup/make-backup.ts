import { mkdir, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import pg from 'pg';
import type { BlobInfo, BlobStore } from '../../workflows/ports/blob-store.js';
import { FileSystemBlobStore } from '../blobs/file-system-blob-store.js';
import { syncFolder } from '../files/sync-folder.js';
import { backupLock } from '../postgres/backup/backup-lock.js';
import { copyTableOut, prepareSession, tablesOf } from '../postgres/backup/tables.js';
import { BLOB_NAMES_SQL } from '../postgres/postgres-blob-references.js';
import { BackupError } from './backup-error.js';
import {
  type BackupManifest,
  blobLines,
  blobsFolder,
  nameOf,
  PARTIAL,
  type SavedTable,
  sha256Of,
  tableFile,
} from './backup-folder.js';
import { copyBlobs } from './copy-blobs.js';
import { forgetOldBackups } from './forget-old-backups.js';
import { writeDurably } from './write-durably.js';

export interface BackupRequest {
  readonly database: { readonly url: string; readonly schema: string };
  /** All that this version knows. */
  readonly migrations: readonly string[];
  readonly blobs: BlobStore;
  readonly folder: string;
  readonly software: string;
  /** Believe files that are there already by their size, without reading them. */
  readonly quick: boolean;
  /** Keep so many backups of the folder, this one included; null: all. */
  readonly keep: number | null;
  readonly onProgress: (fraction: number, stage: string) => void;
}

export interface MadeBackup {
  readonly name: string;
  readonly manifest: BackupManifest;
  readonly nCopied: number;
}

/** Of the whole, as the bar shows it: tables are small beside files. */
const TABLES_SHARE = 0.1;
/** No backup takes a week. */
const BROKEN_OFF_MS = 7 * 86_400_000;

/**
 * Saves database and files while the service runs: the tables as one snapshot, then the files that it names; a shared lock
 * keeps the sweep away until they are copied. What the queue holds is not saved: unfinished jobs are queued again.
 *
 * @throws BackupError
 */
export async function makeBackup(request: BackupRequest): Promise<MadeBackup> {
  const { folder, database } = request;
  const name = nameOf(new Date());
  const partial = join(folder, `${name}${PARTIAL}`);
  await removeBrokenOff(folder).catch(() => {}); // there is no folder yet
  await mkdir(join(partial, 'tables'), { recursive: true, mode: 0o700 });
  const client = new pg.Client({ connectionString: database.url, connectionTimeoutMillis: 10_000 });
  let isLost = false;
  client.on('error', () => (isLost = true));
  try {
    await client.connect();
    await prepareSession(client, database.schema);
    // Waits for a sweep that runs just now.
    await client.query('SELECT pg_advisory_lock_shared($1)', [backupLock(database.schema)]);
    const saved = await saveTables(client, partial, request);
    const target = await FileSystemBlobStore.open(blobsFolder(folder));
    const copied = await copyBlobs(saved.blobNames, { ...request, target, progressFrom: TABLES_SHARE });
    if (isLost) throw new BackupError('The connection to the database was lost: make the backup again.');
    const manifest = await writeLists(partial, request, { ...saved, ...copied });
    await rename(partial, join(folder, name));
    await syncFolder(folder);
    await forgetOldBackups(folder, request.keep);
    return { name, manifest, nCopied: copied.nCopied };
  } catch (error) {
    await rm(partial, { recursive: true, force: true });
    throw error;
  } finally {
    await client.end().catch(() => {});
  }
}

interface Saved {
  readonly tables: readonly SavedTable[];
  readonly blobNames: readonly string[];
}

/** All of one moment, however long it takes. */
async function saveTables(client: pg.Client, partial: string, request: BackupRequest): Promise<Saved> {
  await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
  await checkMigrations(client, request);
  const layouts = await tablesOf(client, request.database.schema);
  const tables: SavedTable[] = [];
  for (const [i, layout] of layouts.entries()) {
    request.onProgress((TABLES_SHARE * i) / layouts.length, `saving table ${layout.name}`);
    const path = join(partial, tableFile(layout.name));
    const { sizeBytes, sha256, nChunks } = await writeDurably(path, copyTableOut(client, layout));
    tables.push({ name: layout.name, columns: layout.columns, nRows: nChunks, sizeBytes, sha256 });
  }
  const { rows } = await client.query<{ blob: string }>(`${BLOB_NAMES_SQL} ORDER BY 1`);
  await client.query('COMMIT');
  return { tables, blobNames: rows.map(({ blob }) => blob) };
}

async function checkMigrations(client: pg.Client, { migrations }: BackupRequest): Promise<void> {
  const { rows } = await client
    .query<{ name: string }>('SELECT name FROM migration ORDER BY id')
    .catch((cause: unknown) => {
      throw new BackupError('There is nothing of Kaimen in this database yet: nothing to back up.', cause);
    });
  const seen = rows.map(({ name }) => name);
  if (seen.some((name) => !migrations.includes(name)))
    throw new BackupError('The database was brought up to date by a newer Kaimen: back it up with that one.');
  if (seen.length < migrations.length)
    throw new BackupError('The database is of an older Kaimen: start this one once, or use the old one.');
}

async function writeLists(
  partial: string,
  { migrations, software }: BackupRequest,
  { tables, blobs, lost }: Saved & { blobs: readonly BlobInfo[]; lost: readonly string[] },
): Promise<BackupManifest> {
  const list = blobLines(blobs);
  const bytes = blobs.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
  const manifest: BackupManifest = {
    ...{ format: 'kaimen-backup', version: 1, madeAt: new Date().toISOString(), software, migrations },
    ...{ tables, blobs: { nBlobs: blobs.length, bytes, sha256: sha256Of(list) }, lost },
  };
  const text = `${JSON.stringify(manifest, null, 2)}\n`;
  const files = { 'blobs.txt': list, 'manifest.json': text, 'manifest.json.sha256': sumLine(text) };
  for (const [file, content] of Object.entries(files))
    await writeDurably(join(partial, file), [Buffer.from(content)]);
  for (const inner of [join(partial, 'tables'), partial]) await syncFolder(inner);
  return manifest;
}

const sumLine = (text: string): string => `${sha256Of(text)}  manifest.json\n`;

/** What killed ones left. One that is being made is younger. */
async function removeBrokenOff(folder: string): Promise<void> {
  for (const entry of await readdir(folder)) {
    if (!entry.endsWith(PARTIAL)) continue;
    const time = entry.slice(0, -PARTIAL.length).replace(/T(\d\d)-(\d\d)-/, 'T$1:$2:');
    if (Date.now() - Date.parse(time) > BROKEN_OFF_MS)
      await rm(join(folder, entry), { recursive: true, force: true });
  }
}
