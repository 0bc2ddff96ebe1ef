import { join } from 'node:path';
import type { BlobPlace } from '../workflows/ports/blob-place.js';
import type { Config } from './config.js';

/** Where this configuration keeps blobs. */
export const blobPlaceOf = ({ dataDir }: Config): BlobPlace => ({
  kind: 'file-system',
  root: join(dataDir, 'blobs'),
});
