import { createReadStream } from 'node:fs';
import { verified } from './verified.js';

/** Larger than the default: hashing and handing on of large files cost less. */
const CHUNK_BYTES = 2 ** 18;

/** Bytes [start, end) of a blob's file; the whole file, verified, without a range. */
export function readLocalBlob(
  path: string,
  sha256: string,
  range?: { start: number; end: number },
): AsyncIterable<Uint8Array> {
  if (range === undefined) return verified(createReadStream(path, { highWaterMark: CHUNK_BYTES }), sha256);
  if (range.start >= range.end) return nothing();
  // A stream counts its end inclusively.
  return createReadStream(path, { start: range.start, end: range.end - 1 }) as AsyncIterable<Buffer>;
}

async function* nothing(): AsyncIterable<Uint8Array> {}
