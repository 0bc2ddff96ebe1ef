import { utf8Bytes } from '../science/formats/text-bytes.js';
import type { BlobStore } from './ports/blob-store.js';
import { WorkflowError } from './workflow-error.js';

/** Bytes handed to the store at once: hashing and writing of large arrays stay interruptible. */
const CHUNK_BYTES = 4 * 2 ** 20;

const IS_LITTLE_ENDIAN = new Uint8Array(new Uint16Array([1]).buffer)[0] === 1;

/** The whole blob in one array. @throws WorkflowError not-found, blob-damaged */
export async function readBlob(blobs: BlobStore, sha256: string): Promise<Uint8Array<ArrayBuffer>> {
  const info = await blobs.stat(sha256);
  if (info === null) throw new WorkflowError('not-found', `There is no blob ${sha256}.`);
  const bytes = new Uint8Array(info.sizeBytes);
  let at = 0;
  for await (const chunk of blobs.open(sha256)) {
    bytes.set(chunk, at);
    at += chunk.length;
  }
  return bytes;
}

/** Stores bytes; their SHA-256. */
export async function putBytes(blobs: BlobStore, bytes: Uint8Array): Promise<string> {
  return (await blobs.put(inChunks(bytes))).sha256;
}

/** Stores text that comes in pieces, as UTF-8; its SHA-256. */
export async function putText(blobs: BlobStore, parts: Iterable<string>): Promise<string> {
  return (await blobs.put(utf8Pieces(parts))).sha256;
}

async function* utf8Pieces(parts: Iterable<string>): AsyncIterable<Uint8Array> {
  for (const part of parts) yield utf8Bytes(part);
}

async function* inChunks(bytes: Uint8Array): AsyncIterable<Uint8Array> {
  for (let at = 0; at < bytes.length; at += CHUNK_BYTES) yield bytes.subarray(at, at + CHUNK_BYTES);
}

/** Counts as little-endian float32, in the order they have; a view where the machine is little-endian. */
export function bytesOfCounts(counts: Float32Array): Uint8Array {
  if (IS_LITTLE_ENDIAN) return new Uint8Array(counts.buffer, counts.byteOffset, counts.byteLength);
  const view = new DataView(new ArrayBuffer(counts.byteLength));
  counts.forEach((count, i) => view.setFloat32(i * 4, count, true));
  return new Uint8Array(view.buffer);
}

/** The inverse of `bytesOfCounts`; `bytes` begin at the start of their buffer. */
export function countsOfBytes(bytes: Uint8Array<ArrayBuffer>): Float32Array {
  if (IS_LITTLE_ENDIAN) return new Float32Array(bytes.buffer, bytes.byteOffset, bytes.byteLength / 4);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return Float32Array.from({ length: bytes.byteLength / 4 }, (_, i) => view.getFloat32(i * 4, true));
}

/** The counts of bytes, into memory that is there; both of the same number of bytes. */
export function copyCounts(bytes: Uint8Array, into: Float32Array): void {
  if (IS_LITTLE_ENDIAN) new Uint8Array(into.buffer, into.byteOffset, into.byteLength).set(bytes);
  else into.set(countsOfBytes(bytes.slice()));
}

/** The first counts of a blob; verified where these are all. @throws WorkflowError not-found, blob-damaged */
export async function collectBlob(blobs: BlobStore, sha256: string, nCounts: number): Promise<Float32Array> {
  if ((await blobs.stat(sha256))?.sizeBytes === nCounts * 4)
    return countsOfBytes(await readBlob(blobs, sha256));
  const counts = new Float32Array(nCounts);
  const source = await blobs.openAt(sha256);
  try {
    copyCounts(source.read(0, counts.byteLength), counts);
    return counts;
  } finally {
    source.close();
  }
}
