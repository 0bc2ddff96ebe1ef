import { createHash } from 'node:crypto';
import { mkdir, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ERROR_FILE } from './folder/file-patterns.js';
import type { Rejection } from './journal/entry.js';

export interface RejectedFile {
  readonly fullPath: string;
  /** From the watched folder on. */
  readonly path: string;
  readonly sha256: string;
  readonly rejection: Rejection;
  readonly at: string;
}

/**
 * Writes why a file was refused beside it, as `<name>.kaimen-error.json`, or into the journal's folder where nothing can be written.
 *
 * @returns the path of what was written
 */
export async function tellRejection(rejected: RejectedFile, journalFolder: string): Promise<string> {
  const { fullPath, path, sha256, rejection, at } = rejected;
  const next = 'Change the file or its sidecar, or delete this file: then it is tried again.';
  const { code } = rejection;
  const problem = { type: `urn:kaimen:problem:${code}`, ...rejection, file: path, sha256, at, next };
  const text = `${JSON.stringify(problem, null, 2)}\n`;
  const beside = fullPath + ERROR_FILE;
  try {
    await writeFile(beside, text);
    return beside;
  } catch {
    const folder = join(journalFolder, 'rejected');
    await mkdir(folder, { recursive: true });
    const name = path.split('/').at(-1)!.slice(0, 80);
    const mark = createHash('sha256').update(path).digest('hex').slice(0, 12);
    const aside = join(folder, `${name}-${mark}${ERROR_FILE}`);
    await writeFile(aside, text);
    return aside;
  }
}

/** The file was taken after all: what was written of its rejection goes. Only what this agent wrote is touched. */
export const takeRejectionBack = (errorFile: string): Promise<void> =>
  rm(errorFile, { force: true }).catch(() => undefined);

/** Whether somebody has taken the rejection away, which asks for another attempt. False where that cannot be seen. */
export async function isRejectionGone(errorFile: string): Promise<boolean> {
  try {
    await stat(errorFile);
    return false;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ENOENT';
  }
}
