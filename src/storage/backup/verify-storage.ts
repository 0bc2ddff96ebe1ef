import type { Client } from 'pg';
import type { BlobStore } from '../../workflows/ports/blob-store.js';
import { BLOB_NAMES_SQL } from '../postgres/postgres-blob-references.js';
import { readThrough } from './copy-blobs.js';
import { inParallel } from './in-parallel.js';

export interface StorageDamage {
  readonly nRead: number;
  readonly bytes: number;
  /** Stored, but with other bytes. */
  readonly damaged: readonly string[];
  /** Named by a record, and not stored. */
  readonly missing: readonly string[];
}

const AT_ONCE = 4;

/** Reads all that is stored, and looks for all that records name. What is put or swept meanwhile is no damage. */
export async function verifyStorage(
  client: Client,
  blobs: BlobStore,
  onProgress: (fraction: number, stage: string) => void,
): Promise<StorageDamage> {
  const { rows } = await client.query<{ blob: string }>(BLOB_NAMES_SQL);
  const stored = new Map<string, number>();
  for await (const { sha256, sizeBytes } of blobs.list()) stored.set(sha256, sizeBytes);
  const missing: string[] = [];
  for (const { blob } of rows) if (!stored.has(blob) && (await blobs.stat(blob)) === null) missing.push(blob);
  const damaged: string[] = [];
  let [nRead, bytes] = [0, 0];
  await inParallel(stored, AT_ONCE, async ([sha256, sizeBytes]) => {
    if ((await readThrough(blobs, sha256)) === 'damaged') damaged.push(sha256);
    nRead += 1;
    bytes += sizeBytes;
    onProgress(nRead / stored.size, `reading files (${nRead} of ${stored.size})`);
  });
  return { nRead, bytes, damaged: damaged.sort(), missing: missing.sort() };
}
