import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import type { NamedBytes } from '../workflows/interpret-file.js';

/** A file of the user with its name and hash. */
export async function readNamedFile(path: string): Promise<NamedBytes> {
  const bytes = new Uint8Array(await readFile(path));
  return { name: basename(path), bytes, sha256: createHash('sha256').update(bytes).digest('hex') };
}
