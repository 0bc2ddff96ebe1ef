import { randomUUID } from 'node:crypto';
import { readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ALL_SCOPES, type ManageKeys } from '../workflows/manage-keys.js';

/** Whoever may read the data folder is this owner: the command line by its key file, the browser by the printed link. */
export const LOCAL_PRINCIPAL = { ownerId: 'local', scopes: ALL_SCOPES } as const;

/**
 * `<data>/local-key` (mode 600): an API key like any other, named 'local', for programs of this user on this machine.
 * Made when there is none that works, or none that may do what this version can.
 */
export async function ensureLocalKey(dataDir: string, keys: ManageKeys): Promise<void> {
  const path = join(dataDir, 'local-key');
  const present = await readFile(path, 'utf8').catch(() => '');
  const known = await keys.recognise(present.trim());
  if (known !== null && ALL_SCOPES.every((scope) => known.scopes.includes(scope))) return;
  const { token } = await keys.create({ ...LOCAL_PRINCIPAL, name: 'local', expiresAt: null });
  await writePrivateFile(path, `${token}\n`);
}

/** Appears whole, and never with other rights. */
export async function writePrivateFile(path: string, text: string): Promise<void> {
  const temporary = `${path}.${randomUUID()}`;
  await writeFile(temporary, text, { mode: 0o600, flag: 'wx' });
  await rename(temporary, path);
}
