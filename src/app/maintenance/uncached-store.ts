import { mkdtemp, rm } from 'node:fs/promises';
import { openBlobStore } from '../../storage/blobs/open-blob-store.js';
import type { BlobPlace } from '../../workflows/ports/blob-place.js';
import type { BlobStore } from '../../workflows/ports/blob-store.js';
import type { Closers } from '../closers.js';

const CACHE_BYTES = 2 ** 28;

/** The store without the copies that this machine has of it: what is checked are the bytes in the bucket. */
export async function openUncachedStore(place: BlobPlace, closers: Closers): Promise<BlobStore> {
  if (place.kind === 'file-system') return openBlobStore(place);
  const localRoot = await mkdtemp(`${place.localRoot}-checked-`);
  closers.add('copies that were checked', () => rm(localRoot, { recursive: true, force: true }));
  return openBlobStore({ ...place, localRoot, cacheBytes: CACHE_BYTES }, { check: true });
}
