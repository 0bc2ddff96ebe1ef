import { createHash } from 'node:crypto';
import { lstat, mkdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EmbeddedPostgresError } from './binaries.js';

/** `sun_path` holds 107 bytes on Linux and 103 on macOS; PostgreSQL appends `/.s.PGSQL.5432.lock`. */
const LONGEST_FOLDER = 80;

/** A folder for unix sockets of this data folder that only this user may enter: inside it when its path is short. */
export async function socketFolder(dataDir: string): Promise<string> {
  const inside = join(dataDir, 'run');
  const name = createHash('sha256').update(dataDir).digest('hex').slice(0, 16);
  const folder =
    Buffer.byteLength(inside) <= LONGEST_FOLDER
      ? inside
      : join(tmpdir(), `kaimen-${process.getuid?.() ?? 'user'}-${name}`);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const found = await lstat(folder);
  const isOurs = found.isDirectory() && found.uid === (process.getuid?.() ?? found.uid);
  // In a shared temporary folder somebody else could have made it first, to listen in.
  if (!isOurs || (found.mode & 0o077) !== 0) {
    throw new EmbeddedPostgresError(`${folder} must be a folder that only this user may enter: remove it.`);
  }
  return folder;
}
