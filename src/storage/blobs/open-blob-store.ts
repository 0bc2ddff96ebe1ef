import type { BlobPlace } from '../../workflows/ports/blob-place.js';
import type { BlobStore } from '../../workflows/ports/blob-store.js';
import { FileSystemBlobStore } from './file-system-blob-store.js';

/** The store that a place tells of. */
export async function openBlobStore(place: BlobPlace): Promise<BlobStore> {
  return FileSystemBlobStore.open(place.root);
}
