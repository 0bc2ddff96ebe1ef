import { createHash } from 'node:crypto';

/** An advisory lock: backups hold it shared, a sweep alone. What a backup is to copy must not be swept meanwhile. */
export const backupLock = (schema: string): string =>
  createHash('sha256').update(`kaimen blobs ${schema}`).digest().readBigInt64BE().toString();
