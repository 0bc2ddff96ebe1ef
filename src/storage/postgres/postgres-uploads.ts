import { type DataSource, type EntityManager, LessThan } from 'typeorm';
import type { Page, PageRequest } from '../../workflows/ports/records.js';
import {
  type Upload,
  type UploadEnd,
  UploadRepository,
  type UploadUsage,
} from '../../workflows/ports/uploads.js';
import { lockUntilCommit } from './advisory-locks.js';
import { pageOf } from './page.js';
import { UploadRow } from './upload-entity.js';

export class PostgresUploadRepository extends UploadRepository {
  constructor(private readonly db: DataSource) {
    super();
  }

  async begin(upload: Upload, maxBytes: number | null): Promise<boolean> {
    return this.db.transaction(async (manager) => {
      if (maxBytes !== null) {
        // Two that begin at once would each find room that is there for one.
        await lockUntilCommit(manager, `kaimen uploads of ${upload.ownerId}`);
        const { datasetBytes, uploadBytes } = await usageOf(manager, upload.ownerId);
        if (datasetBytes + uploadBytes + upload.sizeBytes > maxBytes) return false;
      }
      await manager.insert(UploadRow, upload);
      return true;
    });
  }

  async find(ownerId: string, id: string): Promise<Upload | null> {
    return this.db.manager.findOneBy(UploadRow, { ownerId, id });
  }

  async list(ownerId: string, page: PageRequest): Promise<Page<Upload>> {
    const query = this.db.manager
      .createQueryBuilder(UploadRow, 'row')
      .where('row.ownerId = :ownerId', { ownerId });
    return pageOf(query, page, (row) => row);
  }

  async renew(id: string, expiresAt: Date): Promise<void> {
    await this.db.manager.update(UploadRow, { id, state: 'receiving' }, { expiresAt });
  }

  async noteContent(id: string, contentSha256: string): Promise<void> {
    await this.db.manager.update(UploadRow, { id, state: 'receiving' }, { contentSha256 });
  }

  async end(id: string, end: UploadEnd, at: Date): Promise<boolean> {
    const { affected } = await this.db.manager.update(
      UploadRow,
      { id, state: 'receiving' },
      { ...end, endedAt: at },
    );
    return affected === 1;
  }

  async remove(ownerId: string, id: string): Promise<boolean> {
    const { affected } = await this.db.manager.delete(UploadRow, { ownerId, id, state: 'receiving' });
    return affected === 1;
  }

  async usage(ownerId: string): Promise<UploadUsage> {
    return usageOf(this.db.manager, ownerId);
  }

  async receiving(): Promise<readonly Upload[]> {
    return this.db.manager.findBy(UploadRow, { state: 'receiving' });
  }

  async removeEnded(before: Date): Promise<void> {
    await this.db.manager.delete(UploadRow, { endedAt: LessThan(before) });
  }
}

/** The same bytes under several names lie there once. */
async function usageOf(manager: EntityManager, ownerId: string): Promise<UploadUsage> {
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
