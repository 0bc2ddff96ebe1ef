import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { BlobInfo } from '../../workflows/ports/blob-store.js';
import { BackupError } from './backup-error.js';

/*
 * FOLDER/
 *   blobs/ab/cd/<sha256>            files, shared by all backups of the folder
 *   2026-11-30T04-10-00Z/           one backup; `….partial` while it is made
 *     manifest.json                 what it is made of
 *     manifest.json.sha256          as sha256sum writes it
 *     blobs.txt                     "<sha256> <bytes>" a line: the files that belong to it
 *     tables/<name>.copy            rows in COPY's text format
 */

export interface SavedTable {
  readonly name: string;
  readonly columns: readonly string[];
  readonly nRows: number;
  readonly sizeBytes: number;
  readonly sha256: string;
}

export interface BackupManifest {
  readonly format: 'kaimen-backup';
  readonly version: 1;
  readonly madeAt: string;
  /** Of Kaimen. */
  readonly software: string;
  /** Migrations that the tables have seen, oldest first. */
  readonly migrations: readonly string[];
  /** Those that others refer to first. */
  readonly tables: readonly SavedTable[];
  readonly blobs: { readonly nBlobs: number; readonly bytes: number; readonly sha256: string };
  /** Files that records name, but that were lost or damaged already where the backup was made. */
  readonly lost: readonly string[];
}

export interface Backup {
  readonly folder: string;
  readonly name: string;
  readonly manifest: BackupManifest;
  readonly blobs: readonly BlobInfo[];
}

export const PARTIAL = '.partial';
export const blobsFolder = (folder: string): string => join(folder, 'blobs');
export const tableFile = (name: string): string => join('tables', `${name}.copy`);
export const nameOf = (time: Date): string => `${time.toISOString().slice(0, 19).replaceAll(':', '-')}Z`;
const NAME = /^\d{4}-\d\d-\d\dT\d\d-\d\d-\d\dZ$/;

/** Names of the whole backups of a folder, oldest first. */
export async function backupNames(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  return entries
    .filter((entry) => entry.isDirectory() && NAME.test(entry.name))
    .map((entry) => entry.name)
    .sort();
}

/**
 * What a backup says it is made of. Its own two lists are checked here, the rest by `checkBackup`.
 *
 * @param name  null: the newest
 * @throws BackupError
 */
export async function readBackup(folder: string, name: string | null): Promise<Backup> {
  const names = await backupNames(folder).catch((cause: unknown) => {
    throw new BackupError(`${folder} cannot be read: name the folder that kaimen backup wrote to.`, cause);
  });
  const chosen = name ?? names.at(-1);
  if (chosen === undefined)
    throw new BackupError(`There is no whole backup in ${folder}: one that was broken off does not count.`);
  if (!names.includes(chosen))
    throw new BackupError(`There is no backup ${chosen} in ${folder}. There are: ${names.join(', ')}.`);
  const [manifestText, sum, blobsText] = await Promise.all(
    ['manifest.json', 'manifest.json.sha256', 'blobs.txt'].map((file) => read(folder, chosen, file)),
  );
  if (sum.split(' ')[0] !== sha256Of(manifestText)) throw damagedFile(folder, join(chosen, 'manifest.json'));
  const manifest = JSON.parse(manifestText) as BackupManifest;
  if (manifest.format !== 'kaimen-backup' || manifest.version !== 1)
    throw new BackupError(`${chosen} was made by a newer Kaimen (${manifest.software}): use that one.`);
  if (manifest.blobs.sha256 !== sha256Of(blobsText)) throw damagedFile(folder, join(chosen, 'blobs.txt'));
  return { folder, name: chosen, manifest, blobs: parseBlobs(blobsText) };
}

export const blobLines = (blobs: readonly BlobInfo[]): string =>
  blobs.map(({ sha256, sizeBytes }) => `${sha256} ${sizeBytes}\n`).join('');

const parseBlobs = (text: string): BlobInfo[] =>
  text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => ({ sha256: line.slice(0, 64), sizeBytes: Number(line.slice(65)) }));

export const sha256Of = (text: string): string => createHash('sha256').update(text).digest('hex');

const read = (folder: string, name: string, file: string): Promise<string> =>
  readFile(join(folder, name, file), 'utf8').catch((cause: unknown) => {
    throw damagedFile(folder, join(name, file), cause);
  });

const damagedFile = (folder: string, file: string, cause?: unknown): BackupError =>
  new BackupError(
    `${file} in ${folder} is damaged: restore an older backup of the folder (--at), or another copy of it.`,
    cause,
  );
