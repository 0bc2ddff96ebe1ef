import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { isSameStamp } from './folder/settling.js';
import type { Stamp } from './folder/folder-scan.js';

const CHUNK_BYTES = 1 << 20;

/**
 * The SHA-256 of a file, hexadecimal; null when it was not the same before and after, so that the bytes hashed may be of two states.
 *
 * @param stamp  as it was seen when it was found to be whole
 */
export async function hashFile(fullPath: string, stamp: Stamp, signal: AbortSignal): Promise<string | null> {
  const hash = createHash('sha256');
  // So much is taken from memory at once, whatever the file has: a thousand small files would keep the collector busy.
  const highWaterMark = Math.max(1, Math.min(CHUNK_BYTES, stamp.sizeBytes));
  for await (const chunk of createReadStream(fullPath, { highWaterMark, signal }))
    hash.update(chunk as Buffer);
  return isSameStamp(stamp, await stampOf(fullPath)) ? hash.digest('hex') : null;
}

/** @throws Error of the system */
export async function stampOf(fullPath: string): Promise<Stamp> {
  const { size: sizeBytes, mtimeMs } = await stat(fullPath);
  return { sizeBytes, mtimeMs };
}
