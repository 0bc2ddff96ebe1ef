import type { EntityManager } from 'typeorm';
import type { UploadUsage } from '../../workflows/ports/uploads.js';
import { lockUntilCommit } from './advisory-locks.js';

/** Two that add to what an owner holds at once would each find room that is there for one. */
export const lockRoomOf = (manager: EntityManager, ownerId: string): Promise<unknown> =>
  lockUntilCommit(manager, `kaimen uploads of ${ownerId}`);

/** The same bytes under several names lie there once. */
export async function usageOf(manager: EntityManager, ownerId: string): Promise<UploadUsage> {
  const [row]: [{ datasets: string; uploads: string }] = await manager.query(
    `SELECT
       (SELECT COALESCE(sum(size_bytes), 0) FROM
         (SELECT DISTINCT sha256, size_bytes FROM dataset WHERE owner_id = $1) AS blob) AS datasets,
       (SELECT COALESCE(sum(size_bytes), 0) FROM upload
         WHERE owner_id = $1 AND state = 'receiving') AS uploads`,
    [ownerId],
  );
  return { datasetBytes: Number(row.datasets), uploadBytes: Number(row.uploads) };
}
