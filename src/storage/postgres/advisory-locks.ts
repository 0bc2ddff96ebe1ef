import { createHash } from 'node:crypto';
import type { EntityManager } from 'typeorm';

/** The key of the advisory lock of this name. */
export const lockKey = (name: string): string =>
  createHash('sha256').update(name).digest().readBigInt64BE().toString();

/** Who asks for the same name waits until the transaction ends. */
export const lockUntilCommit = (manager: EntityManager, name: string): Promise<unknown> =>
  manager.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [name]);
