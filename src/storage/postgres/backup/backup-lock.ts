import { lockKey } from '../advisory-locks.js';

/** An advisory lock: backups hold it shared, a sweep alone. What a backup is to copy must not be swept meanwhile. */
export const backupLock = (schema: string): string => lockKey(`kaimen blobs ${schema}`);
