import { resolve } from 'node:path';
import { CliError, EXIT } from '../exit-codes.js';
import type { CliIo } from '../io.js';
import { type OnProgress, withBar } from '../progress-bar.js';
import type { BackupFacts, MaintenanceLaunchers } from './launchers.js';
import { sizeText } from './size-text.js';

export interface BackupContext {
  readonly io: CliIo;
  readonly maintenance: MaintenanceLaunchers;
}

export interface BackupOptions {
  readonly quick: boolean;
  readonly keep?: number;
  readonly json: boolean;
}

export interface RestoreOptions {
  readonly at?: string;
  readonly check: boolean;
  readonly json: boolean;
}

const LISTED = 20;

/** `kaimen backup FOLDER` */
export async function backup(
  folder: string,
  { quick, keep, json }: BackupOptions,
  { io, maintenance }: BackupContext,
): Promise<void> {
  if (keep === 0) throw new CliError(EXIT.usage, 'invalid-parameter', '--keep must be at least 1');
  const made = await withPhases(io, 'backup', (bar) =>
    maintenance.backup(resolve(folder), { quick, keep: keep ?? null }, bar),
  );
  if (json) io.out(JSON.stringify(factsOf(made)));
  else io.out(`Backup ${made.name} in ${folder}: ${contentsOf(made)}; ${made.nCopied} files copied anew.`);
  if (made.lost.length === 0) return;
  throw new CliError(
    EXIT.failed,
    'backup-incomplete',
    `${made.lost.length} files were lost or damaged already, the rest is saved: ${listed(made.lost)}`,
    'See which with: kaimen storage verify. Sending a file again mends it; then make another backup.',
  );
}

/** `kaimen restore FOLDER` */
export async function restore(
  folder: string,
  { at, check, json }: RestoreOptions,
  { io, maintenance }: BackupContext,
): Promise<void> {
  const found = await withPhases(io, check ? 'check' : 'restore', (bar) =>
    maintenance.restore(resolve(folder), { at: at ?? null, checkOnly: check }, bar),
  );
  const done = check ? 'is whole' : 'is restored';
  if (json) io.out(JSON.stringify(factsOf(found)));
  else io.out(`Backup ${found.name} ${done}: ${contentsOf(found)}.`);
  if (found.lost.length > 0)
    io.note(
      `${found.lost.length} files were lost before the backup was made, and are in none: ${listed(found.lost)}`,
    );
  if (!check) io.note('Start the service with: kaimen serve. Unfinished jobs are queued again then.');
}

/** `kaimen storage verify` */
export async function verifyStorage(
  { json }: { readonly json: boolean },
  { io, maintenance }: BackupContext,
): Promise<void> {
  const found = await withPhases(io, 'verify', (bar) => maintenance.verify(bar));
  const { damaged, missing } = found;
  if (json) io.out(JSON.stringify(found));
  else {
    for (const sha256 of damaged) io.out(`${sha256} damaged`);
    for (const sha256 of missing) io.out(`${sha256} missing`);
  }
  const all = `${found.nRead} files, ${sizeText(found.bytes)}`;
  if (damaged.length + missing.length === 0) return io.note(`${all}: all whole.`);
  throw new CliError(
    EXIT.failed,
    'storage-damaged',
    `Of ${all}, ${damaged.length} are damaged; ${missing.length} are missing`,
    'Send the original files again, compute analyses again, or copy the files from a backup: FOLDER/blobs/ab/cd/SHA256.',
  );
}

const withPhases = <T>(io: CliIo, label: string, work: (onProgress: OnProgress) => Promise<T>): Promise<T> =>
  withBar(io, label, (bar) =>
    // Where nobody watches, a line a file would fill the log.
    work((fraction, stage) => bar(fraction, io.watched ? stage : stage.replace(/ \(.*\)$/, ''))),
  );

const contentsOf = ({ tables, blobs }: BackupFacts): string => {
  const nRows = tables.reduce((sum, table) => sum + table.nRows, 0);
  return `${nRows} rows of ${tables.length} tables, ${blobs.nBlobs} files of ${sizeText(blobs.bytes)}`;
};

const factsOf = ({ name, madeAt, software, tables, blobs, lost }: BackupFacts): BackupFacts => ({
  ...{ name, madeAt, software },
  tables: tables.map(({ name: table, nRows }) => ({ name: table, nRows })),
  ...{ blobs: { nBlobs: blobs.nBlobs, bytes: blobs.bytes }, lost },
});

const listed = (names: readonly string[]): string =>
  names.slice(0, LISTED).join(', ') + (names.length > LISTED ? ', …' : '');
