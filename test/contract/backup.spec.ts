import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DataSource } from 'typeorm';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { MIGRATIONS } from '../../src/app/migrations.js';
import { readBackup } from '../../src/storage/backup/backup-folder.js';
import { checkBackup } from '../../src/storage/backup/check-backup.js';
import { makeBackup, type MadeBackup } from '../../src/storage/backup/make-backup.js';
import { restoreBackup } from '../../src/storage/backup/restore-backup.js';
import { FileSystemBlobStore } from '../../src/storage/blobs/file-system-blob-store.js';
import { openDatabase } from '../../src/storage/postgres/open-database.js';
import { PostgresBlobReferences } from '../../src/storage/postgres/postgres-blob-references.js';
import { putText } from '../../src/workflows/blob-bytes.js';
import { freshSchema, startTestServer, type TestServer } from '../support/postgres.js';

let server: TestServer;
let root: string;
let schema: string;
let blobs: FileSystemBlobStore;
let folder: string;
beforeAll(async () => {
  server = await startTestServer();
  root = await mkdtemp(join(tmpdir(), 'kaimen-backup-spec-'));
}, 60_000);
afterAll(async () => {
  await server.stop();
  await rm(root, { recursive: true, force: true });
});
beforeEach(async () => {
  schema = freshSchema();
  folder = await mkdtemp(join(root, 'backup-'));
  blobs = await FileSystemBlobStore.open(await mkdtemp(join(root, 'blobs-')));
});

const none = (): void => {};
const names = (migrations = MIGRATIONS): string[] => migrations.map(({ name }) => name);
const backUp = (change: object = {}): Promise<MadeBackup> =>
  makeBackup({
    ...{ database: { url: server.url, schema }, migrations: names(), blobs, folder, software: '1' },
    ...{ quick: false, keep: null, onProgress: none, ...change },
  });

async function restoreInto(target: string, change: object = {}): Promise<FileSystemBlobStore> {
  const into = await FileSystemBlobStore.open(await mkdtemp(join(root, 'restored-')));
  const backup = await readBackup(folder, null);
  expect(await checkBackup(backup, none)).toEqual([]);
  const database = { url: server.url, schema: target };
  const blobsThere = { blobs: into, readAgain: into };
  await restoreBackup({
    backup,
    database,
    migrations: MIGRATIONS,
    ...blobsThere,
    onProgress: none,
    ...change,
  });
  return into;
}

/** Work on the tables of a schema. */
async function within<T>(
  at: string,
  work: (db: DataSource) => Promise<T>,
  migrations = MIGRATIONS,
): Promise<T> {
  const db = await openDatabase({ url: server.url, schema: at }, migrations);
  return work(db).finally(() => db.destroy());
}

const addDataset = (db: DataSource, sha256: string, change: { fileName?: string; summary?: string } = {}) =>
  db.query(
    `INSERT INTO dataset (id, owner_id, sha256, file_name, size_bytes, state, summary, summary_blobs, job_id, created_at)
     VALUES ($1, 'lab', $2, $3, 9007199254740991, 'ready', $4, '{}', $1, '2026-03-01T10:00:00.123Z')`,
    [randomUUID(), sha256, change.fileName ?? 'a.dm4', change.summary ?? null],
  );

/** What is easily lost on the way: NUL in JSON, backslashes, tabs, line ends, the word for null, characters of four bytes. */
const ODD = ['{"title":"a\\u0000b"}', 'tab\there\nline\r\\N \\. "q"', '\\N', '', 'Σ5 💥'];

it('brings back every value as it was, and goes on numbering', async () => {
  const sha256 = await putText(blobs, ['bytes']);
  await within(schema, async (db) => {
    for (const fileName of ODD) await addDataset(db, sha256, { fileName, summary: ODD[0] });
    for (const value of [0.1, -0, 1e-310, NaN, Infinity])
      await db.query(
        `INSERT INTO spectrum_reference SELECT (json_populate_record(NULL::spectrum_reference, $1)).*`,
        [
          JSON.stringify({
            ...{ id: randomUUID(), owner_id: 'lab', name: 'x', kind: 'EELS', origin: {}, offset_ev: 1 },
            ...{ scale_ev: 1, n_channels: 2, last_ev: 2, created_at: '2026-03-01T10:00:00Z' },
            spectrum: [String(value), null],
          }),
        ],
      );
    await db.query(
      `INSERT INTO catalogue_event (boundary_id, action, subject_id, detail, at, by)
       SELECT gen_random_uuid(), 'x', gen_random_uuid(), '{}', now(), 'lab' FROM generate_series(1, 20000)`,
    );
  });
  const made = await backUp();
  expect(made.manifest.tables.find(({ name }) => name === 'catalogue_event')!.nRows).toBe(20_000);
  const target = freshSchema();
  await restoreInto(target);
  const told = (at: string, table: string): Promise<unknown> =>
    within(at, (db) => db.query(`SELECT t::text FROM ${table} t ORDER BY 1`));
  for (const table of ['dataset', 'spectrum_reference', 'catalogue_event'])
    expect(await told(target, table)).toEqual(await told(schema, table));
  const next = await within(target, (db) =>
    db.query<unknown>(
      `INSERT INTO catalogue_event (boundary_id, action, subject_id, detail, at, by)
       VALUES (gen_random_uuid(), 'x', gen_random_uuid(), '{}', now(), 'lab') RETURNING seq`,
    ),
  );
  expect(next).toEqual([{ seq: '20001' }]);
}, 60_000);

it('brings a backup of an older version up to date, and refuses one of a newer', async () => {
  const older = MIGRATIONS.slice(0, -1);
  const sha256 = await putText(blobs, ['bytes']);
  await within(schema, (db) => addDataset(db, sha256), older);
  await expect(backUp()).rejects.toThrow(/older Kaimen/);
  await backUp({ migrations: names(older) });
  const target = freshSchema();
  await expect(restoreInto(target, { migrations: older.slice(0, -1) })).rejects.toThrow(/newer Kaimen/);
  await restoreInto(target);
  const ran = await within(target, (db) => db.query<unknown>('SELECT name FROM migration ORDER BY id'));
  expect((ran as { name: string }[]).map(({ name }) => name)).toEqual(names());
  await expect(restoreInto(target)).rejects.toThrow(/holds data/);
}, 60_000);

it('copies what is new, mends what is damaged in it, and names what was lost before', async () => {
  const [kept, gone] = [await putText(blobs, ['kept']), await putText(blobs, ['gone'])];
  await within(schema, async (db) => {
    await addDataset(db, kept);
    await addDataset(db, gone, { fileName: 'b.dm4' });
  });
  expect(await backUp()).toMatchObject({ nCopied: 2, manifest: { lost: [] } });
  const pool = await FileSystemBlobStore.open(join(folder, 'blobs'));
  await rm(join(folder, (await readBackup(folder, null)).name), { recursive: true }); // names are seconds
  await rm(await pool.localPath(gone));
  await blobs.delete(gone);
  const again = await backUp();
  expect(again).toMatchObject({ nCopied: 0, manifest: { lost: [gone], blobs: { nBlobs: 1 } } });
  const restored = await restoreInto(freshSchema());
  expect(await restored.stat(kept)).not.toBeNull();
  expect(await restored.stat(gone)).toBeNull();
}, 60_000);

it('keeps sweeps away while it copies', async () => {
  const sha256 = await putText(blobs, ['bytes']);
  await within(schema, async (db) => {
    await addDataset(db, sha256);
    const references = new PostgresBlobReferences(db, schema);
    const swept: unknown[] = [];
    const opened = blobs.open.bind(blobs);
    blobs.open = async function* (...asked) {
      swept.push(await references.sweeping(async () => 'swept'));
      yield* opened(...asked);
    };
    await backUp();
    expect(swept).toEqual([null]);
    expect(await references.sweeping(async () => 'swept')).toBe('swept');
  });
}, 60_000);
