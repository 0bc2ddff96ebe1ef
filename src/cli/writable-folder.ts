import { randomUUID } from 'node:crypto';
import { mkdir, rm, rmdir, stat, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';

/** A folder that cannot be used; the message names the variable or option that chose it. */
export class FolderError extends Error {
  constructor(
    named: string,
    path: string,
    readonly code: string,
    cause: unknown,
  ) {
    const why = REASONS[code] ?? `nothing can be written there (${code})`;
    super(`${named}=${JSON.stringify(path)} cannot be used: ${why}.`, { cause });
    this.name = 'FolderError';
  }
}

const REASONS: Readonly<Record<string, string>> = {
  ENOTDIR: 'a file stands where a folder is to be. Choose another folder',
  EEXIST: 'a file stands where a folder is to be. Choose another folder',
  EACCES: 'this user may not write there. Choose another folder, or change its permissions',
  EPERM: 'this user may not write there. Choose another folder, or change its permissions',
  EROFS: 'it lies on a file system that can only be read. Choose another folder',
  ENOENT: 'folders cannot be made there. Choose another folder',
  ENOSPC: 'the disk is full. Free some space, or choose another folder',
  EDQUOT: 'the quota of this user is used up. Free some space, or choose another folder',
  ENAMETOOLONG: 'the name is too long. Choose another folder',
  NODATA: 'there is no database of Kaimen in it. Name the folder that the service uses',
  ELOOP: 'its symbolic links go in a circle. Choose another folder',
};

/**
 * Makes the folder and those above it, and tries whether it can be written to, before work is spent on what goes there.
 *
 * @param named  the variable or option that chose it
 * @returns the folders that were made, the outermost first
 * @throws FolderError
 */
export async function makeWritableFolder(path: string, named: string, mode = 0o777): Promise<string[]> {
  const made: string[] = [];
  try {
    await makeFolder(resolve(path), mode, made);
    const probe = join(path, `.kaimen-${randomUUID()}`);
    try {
      await writeFile(probe, Buffer.alloc(4096), { flag: 'wx', mode: 0o600 });
    } finally {
      await rm(probe, { force: true });
    }
    return made;
  } catch (error) {
    await removeEmpty(made);
    const { code } = error as { code?: unknown };
    if (typeof code !== 'string') throw error;
    throw new FolderError(named, path, code, error);
  }
}

/** One by one: `mkdir` with `recursive` never ends below a folder that takes none, such as /proc. */
async function makeFolder(path: string, mode: number, made: string[]): Promise<void> {
  const found = await statOrNull(path);
  if (found?.isDirectory()) return;
  if (found !== null) throw Object.assign(new Error(`${path} is no folder`), { code: 'ENOTDIR' });
  if (dirname(path) !== path) await makeFolder(dirname(path), mode, made);
  try {
    await mkdir(path, { mode });
    made.push(path);
  } catch (error) {
    // Another process may make it at the same time.
    if (!(await statOrNull(path))?.isDirectory()) throw error;
  }
}

/** Takes back what was made and stayed empty. */
export async function removeEmpty(made: readonly string[]): Promise<void> {
  for (const folder of made.toReversed()) await rmdir(folder).catch(() => {});
}

async function statOrNull(path: string): Promise<{ isDirectory(): boolean } | null> {
  try {
    return await stat(path);
  } catch (error) {
    if ((error as { code?: string }).code === 'ENOENT') return null;
    throw error;
  }
}
