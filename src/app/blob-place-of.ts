import { join } from 'node:path';
import type { BlobPlace } from '../workflows/ports/blob-place.js';
import type { Config } from './config.js';

/** Where this configuration keeps blobs: in a bucket when one is set, else below the data folder. */
export const blobPlaceOf = ({ dataDir, s3 }: Pick<Config, 'dataDir' | 's3'>): BlobPlace =>
  s3 === null
    ? { kind: 'file-system', root: join(dataDir, 'blobs') }
    : { kind: 's3', ...s3, localRoot: join(dataDir, 's3-copies') };
