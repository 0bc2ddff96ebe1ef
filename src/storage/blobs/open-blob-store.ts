import type { BlobPlace } from '../../workflows/ports/blob-place.js';
import type { BlobStore } from '../../workflows/ports/blob-store.js';
import { FileSystemBlobStore } from './file-system-blob-store.js';

/**
 * The store that a place tells of. The client of S3 is loaded only for it: it costs a third of a second.
 *
 * @param options.check  ask a remote store whether it can be used, so that a wrong setting is told at start
 * @throws S3SettingsError
 */
export async function openBlobStore(place: BlobPlace, options = { check: false }): Promise<BlobStore> {
  if (place.kind === 'file-system') return FileSystemBlobStore.open(place.root);
  const { S3BlobStore } = await import('./s3/s3-blob-store.js');
  return S3BlobStore.open(place, options);
}
