import { execFile } from 'node:child_process';
import { access, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { randomBytes } from 'node:crypto';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { EmbeddedPostgresError } from './binaries.js';
import { launched, type Launcher } from './run-as.js';

/** Of the binaries; a folder of another major version is not opened. */
const POSTGRES_MAJOR = '18';
export const POSTGRES_USER = 'kaimen';

/** Makes the cluster unless it is there; its password. Made beside and moved in, so that one half made is never taken for whole. */
export async function ensureCluster(folder: string, initdb: string, launcher: Launcher): Promise<string> {
  const version = await readFile(join(folder, 'PG_VERSION'), 'utf8').catch(() => null);
  if (version === null) await makeCluster(folder, initdb, launcher);
  else checkVersion(folder, version.trim());
  return readFile(passwordFile(folder), 'utf8');
}

const passwordFile = (folder: string): string => `${folder}-password`;

function checkVersion(folder: string, version: string): void {
  if (version !== POSTGRES_MAJOR) {
    throw new EmbeddedPostgresError(
      `${folder} is of PostgreSQL ${version}, this Kaimen brings ${POSTGRES_MAJOR}: use the version it was made with.`,
    );
  }
}

async function makeCluster(folder: string, initdb: string, launcher: Launcher): Promise<void> {
  const isThere = await access(folder).then(
    () => true,
    () => false,
  );
  if (isThere)
    throw new EmbeddedPostgresError(`${folder} exists, but is no PostgreSQL cluster: move it away.`);
  const beside = `${folder}.new`;
  await rm(beside, { recursive: true, force: true });
  await mkdir(dirname(folder), { recursive: true, mode: 0o700 });
  const options = ['--encoding=UTF8', '--locale=C', `--username=${POSTGRES_USER}`];
  const auth = ['--auth=scram-sha-256', `--pwfile=${passwordFile(folder)}`];
  await writeFile(passwordFile(folder), randomBytes(24).toString('hex'), { mode: 0o600 });
  const [command, args] = launched(launcher, initdb, ['-D', beside, ...options, ...auth]);
  await promisify(execFile)(command, args).catch((cause: Error & { stderr?: string }) => {
    throw new EmbeddedPostgresError(`initdb failed: ${cause.stderr ?? cause.message}.`, { cause });
  });
  await rename(beside, folder);
}
